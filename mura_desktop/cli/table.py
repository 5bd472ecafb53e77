"""Results for a person at a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.file_names import printable
from mura_desktop.domain.patients import PatientCount
from mura_desktop.domain.results import ImageResult, Results, StudyResult
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Region
from mura_desktop.domain.verdict import (
    DISCLAIMER,
    OperatingPoint,
    Verdict,
    in_words,
)

# the words carry the meaning; weight and hue only help to find them, and no hue means "all is well"
_STYLES = {
    Verdict.SUSPECTED: "bold bright_yellow",
    Verdict.UNCERTAIN: "bold cyan",
    Verdict.NOT_SUSPECTED: "",
    None: "italic",
}

_PATHS_A_REASON = 3
"""How many files are named before the others with the same reason are counted."""


def print_results(results: Results, console: Console) -> None:
    """Print studies with their images, then the files that failed, then what all of it rests on."""
    label, texts = results.bundle.label, results.texts
    for number, study in enumerate(results.studies, start=1):
        _print_study(study, number, label, texts, console)
    _print_patients(results, console)
    aside = [file for file in results.failed if isinstance(file, SetAside)]
    failed = [file for file in results.failed if not isinstance(file, SetAside)]
    _print_files(failed, "could not be read", console)
    _print_files(aside, "set aside", console)
    for line in _footnotes(results, texts):
        console.print(Text(line), style="dim")
    console.print(Text(DISCLAIMER), style="bold")


def _print_study(
    study: StudyResult, number: int, label: str, texts: ScoreTexts, console: Console
) -> None:
    heading = Text(f"Study {number}  ", style="bold")
    heading.append(in_words(study.verdict, label), style=_STYLES[study.verdict])
    if study.probability is not None:
        heading.append(f"  score {texts.score(study.probability)}", style="not bold")
    if study.images[0].header.synthetic:
        heading.append("  SYNTHETIC · NO PATIENT", style="not bold")
    console.print(heading)
    folder = _common_folder(study.images)
    console.print(Text(f"  {printable(folder)}", style="dim", overflow="fold"))
    if study.reason:
        console.print(Text(f"  {study.reason}"))
    images = _image_table(study, folder, label, texts)
    console.print(Padding(images, (0, 0, 1, 1), expand=False))


def _image_table(study: StudyResult, folder: Path, label: str, texts: ScoreTexts) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("No.", justify="right", no_wrap=True)
    for heading in ("Image", "Region", "Verdict"):
        table.add_column(heading, overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    for number, image in enumerate(study.images, start=1):
        table.add_row(
            str(number),
            Text(printable(os.path.relpath(image.path, folder))),
            Text(_region_words(image.region)),
            Text(_verdict_words(image, study, label), style=_STYLES[image.verdict]),
            "-" if image.probability is None else texts.score(image.probability),
        )
    return table


def _print_patients(results: Results, console: Console) -> None:
    headers = (image.header for study in results.studies for image in study.images)
    if said := PatientCount.of(headers).in_words("were judged"):
        console.print(Text(f"{said}\n", style="bold"))


def _print_files(failed: Sequence[UnreadableFile], fate: str, console: Console) -> None:
    """Print files that did not open, those with one reason together; the JSON lists every one."""
    if not failed:
        return
    count = "1 file" if len(failed) == 1 else f"{len(failed)} files"
    console.print(Text(f"{count} {fate}", style="bold"))
    alike: dict[tuple[str, str], list[Path]] = {}
    for failure in failed:
        alike.setdefault((failure.reason, failure.remedy), []).append(failure.path)
    for (reason, remedy), paths in alike.items():
        for path in paths[:_PATHS_A_REASON]:
            console.print(Text(f"  {printable(path)}", overflow="fold"))
        if len(paths) > _PATHS_A_REASON:
            console.print(Text(f"  and {len(paths) - _PATHS_A_REASON} more"))
        console.print(Padding(Text(f"{reason} {remedy}"), (0, 0, 0, 4), expand=False))
    console.print()


def _footnotes(results: Results, texts: ScoreTexts) -> Iterator[str]:
    bundle = results.bundle
    yield (
        f"{bundle.name} {bundle.version} on {bundle.device}, weights {bundle.sha256[:12]}. "
        f"{bundle.about_scores}"
    )
    images = [image for study in results.studies for image in study.images if image.verdict]
    for points in filter(None, dict.fromkeys(bundle.points_for(each.region) for each in images)):
        yield f"Suspected from {_point_words(points.specific, texts)}."
        yield f"Not suspected below {_point_words(points.sensitive, texts)}."
    pictures = (image.picture for study in results.studies for image in study.images)
    if first := next(filter(None, pictures), None):
        yield f"Heatmaps are in {first.parent} as study-<study>-image-<No.>.png."


def _point_words(point: OperatingPoint, texts: ScoreTexts) -> str:
    return (
        f"{texts.threshold(point.threshold)} ({point.name}: "
        f"sensitivity {point.sensitivity.value:.2f}, "
        f"specificity {point.specificity.value:.2f}, {point.data})"
    )


def _verdict_words(image: ImageResult, study: StudyResult, label: str) -> str:
    words = in_words(image.verdict, label)
    if study.reason and image.verdict is Verdict.NOT_SUSPECTED:
        return f"{words} (this image alone)"  # a glance at the line is not to miss the reason
    return f"{words}: {image.reason}" if image.reason else words


def _region_words(region: Region | None) -> str:
    return f"{region.code} ({region.source})" if region else "unknown"


def _common_folder(images: Sequence[ImageResult]) -> Path:
    return Path(os.path.commonpath([image.path.absolute().parent for image in images]))
