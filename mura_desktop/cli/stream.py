"""Judging a stream of images without keeping them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from mura_desktop.cli.writing import UNFINISHED
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.heatmap import blended
from mura_desktop.domain.judging import Analyzer
from mura_desktop.domain.results import ImageResult, Results, StudyResult, grouped
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import DISCLAIMER, ImageVerdict, Judgement
from mura_desktop.domain.worklist import Journal, judge_each
from mura_desktop.imaging.export import write_png


def judge_stream(
    opened: Iterable[Image | UnreadableFile],
    analyzer: Analyzer,
    *,
    journal: Journal | None = None,
    pictures: Path | None = None,
    advanced: Callable[[], None] = lambda: None,
) -> Results:
    """Judge images one after the other, then group them into studies.

    A study may be spread over folders, so where it ends is known only at the end of the stream;
    each image is judged by itself, so its pixels need not wait for that.

    Args:
        opened: What imaging yields.
        analyzer: What judges.
        journal: Keeps judgements from a run that is broken off to the next, or None.
        pictures: Folder for one PNG an image, heatmap over radiograph, or None. They are named by
            the place of study and image in the results, because names of files name patients.
        advanced: Called after each file.

    Raises:
        UnwritableFile: when a picture could not be written.
    """
    images: list[ImageResult] = []
    failed: list[UnreadableFile] = []
    begun: list[Path] = []
    try:
        for judged in judge_each(opened, analyzer, journal=journal):
            if isinstance(judged, UnreadableFile):
                failed.append(judged)
            else:
                picture = pictures and _write_picture(*judged, pictures, begun)
                images.append(ImageResult.of(*judged, picture))
            del judged  # and with it the pixels
            advanced()
        info = analyzer.info
        studies = tuple(
            _with_named_pictures(study, number)
            for number, study in enumerate(grouped(images, info, failed), start=1)
        )
        return Results(info, studies, tuple(failed))
    finally:
        for left in begun:  # a run that was broken off leaves no picture of which nothing tells
            left.unlink(missing_ok=True)


def _write_picture(
    image: Image, judgement: Judgement, folder: Path, begun: list[Path]
) -> Path | None:
    if not isinstance(judgement, ImageVerdict):
        return None
    picture = folder / UNFINISHED.format(len(begun))
    begun.append(picture)
    write_png(picture, blended(image.rendered(), judgement.score.heatmap), comment=DISCLAIMER)
    return picture


def _with_named_pictures(study: StudyResult, study_number: int) -> StudyResult:
    """Give the pictures their final names: the order within a study is known only now."""
    images = []
    for number, image in enumerate(study.images, start=1):
        if image.picture:
            name = f"study-{study_number:03}-image-{number:02}.png"
            image = replace(image, picture=image.picture.replace(image.picture.with_name(name)))
        images.append(image)
    return replace(study, images=tuple(images))
