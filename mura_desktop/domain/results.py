"""What is left of studies when they are judged, and the tables made of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.gaps import Gaps
from mura_desktop.domain.judging import combine
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Header, Image, Region
from mura_desktop.domain.verdict import (
    DISCLAIMER,
    BundleInfo,
    ImageVerdict,
    Judgement,
    NoVerdict,
    StudyVerdict,
    Verdict,
    on_part,
    scores_of,
)


@dataclass(frozen=True)
class ImageResult:
    """One judged image without its pixels.

    Attributes:
        path: The file, as the reader's path led to it.
        header: What the file says of its study and itself.
        region: The region it was judged for, or as far as it is known.
        judgement: The verdict, or why there is none.
        peak: Row and column of the heatmap's maximum, in the pixels of the file.
        picture: Where the radiograph with its heatmap was written, if it was.
    """

    path: Path
    header: Header
    region: Region | None
    judgement: Judgement
    peak: tuple[int, int] | None
    picture: Path | None = None

    @classmethod
    def of(cls, image: Image, judgement: Judgement, picture: Path | None = None) -> ImageResult:
        """Keep what outlives the pixels of an image."""
        peak = None
        if isinstance(judgement, ImageVerdict):
            peak = judgement.score.heatmap.peak(image.rows, image.columns)
        region = judgement.region or image.region
        return cls(image.path, image.header, region, judgement, peak, picture)

    @property
    def probability(self) -> float | None:
        """Calibrated probability in [0, 1], or None without a verdict."""
        return None if isinstance(self.judgement, NoVerdict) else self.judgement.score.probability

    @property
    def verdict(self) -> Verdict | None:
        """The word, or None without a verdict."""
        return None if isinstance(self.judgement, NoVerdict) else self.judgement.verdict

    @property
    def reason(self) -> str | None:
        """Why there is no verdict, or None."""
        return self.judgement.reason if isinstance(self.judgement, NoVerdict) else None


@dataclass(frozen=True)
class StudyResult:
    """One judged study; the fields are those of :class:`StudyVerdict`, images in reading order.

    Attributes:
        id: Its study_id, with a number behind it where it is not the first study under that.
    """

    id: str
    images: tuple[ImageResult, ...]
    probability: float | None
    verdict: Verdict | None
    reason: str | None

    @property
    def scores(self) -> tuple[float, ...]:
        """Every probability that it tells: its images', then its own."""
        own = () if self.probability is None else (self.probability,)
        return (*scores_of(image.judgement for image in self.images), *own)

    @classmethod
    def of(cls, judged: StudyVerdict) -> StudyResult:
        """Keep what outlives the pixels of a study."""
        pairs = zip(judged.study.images, judged.images, strict=True)
        images = tuple(ImageResult.of(image, judgement) for image, judgement in pairs)
        study_id = judged.study.header.study_id
        return cls(study_id, images, judged.probability, judged.verdict, judged.reason)


@dataclass(frozen=True)
class Results:
    """Everything that one run found out.

    Attributes:
        bundle: What judged.
        studies: In order of first appearance.
        failed: Files that did not open.
        unfinished: Whether files are still to come, or were given up.
    """

    bundle: BundleInfo
    studies: tuple[StudyResult, ...]
    failed: tuple[UnreadableFile, ...]
    unfinished: bool = False

    @property
    def texts(self) -> ScoreTexts:
        """How all their scores, and beside them the thresholds, are written."""
        return self.bundle.texts_for(score for study in self.studies for score in study.scores)

    @property
    def complete(self) -> bool:
        """Whether every file was judged, or refused or set aside because it is out of scope."""
        judgements = [image.judgement for study in self.studies for image in study.images]
        went_wrong = any(isinstance(j, NoVerdict) and j.failed for j in judgements)
        return not went_wrong and all(isinstance(file, SetAside) for file in self.failed)

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` writes: nothing but JSON's own types."""
        bundle = self.bundle
        return {
            "statement": DISCLAIMER,
            "unfinished": UNFINISHED if self.unfinished else None,
            "bundle": {
                "name": bundle.name,
                "version": bundle.version,
                "sha256": bundle.sha256,
                "label": bundle.label,
                "operating_points": bundle.operating_points and asdict(bundle.operating_points),
            },
            "studies": [_study_as_json(study) for study in self.studies],
            "failed": [{"path": str(f.path), "reason": f.reason} for f in self.failed],
        }

    def as_csv(self) -> str:
        """Return a line for each image with its study's verdict, and one for each file that failed.

        The lines end as RFC 4180 asks; the first one has the names of the columns. Scores and
        thresholds are probabilities in [0, 1], peaks are pixels of the file. What no program may
        lose is in every line: what judged, and the statement of what it is not for.
        """
        bundle = self.bundle
        behind = (bundle.name, bundle.version, bundle.sha256, bundle.label, DISCLAIMER)
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(CSV_COLUMNS)
        for study in self.studies:
            said = study.id, study.verdict, study.probability, study.reason
            for image in study.images:
                region = image.region
                named = (region.code, region.source) if region else (None, None)
                of_image = image.path, *named, image.verdict, image.probability, image.reason
                cells = *of_image, *(image.peak or (None, None)), *_thresholds(image, bundle)
                writer.writerow(map(harmless, (*said, *cells, *behind)))
        for file in self.failed:
            cells = (*(None,) * 4, file.path, *(None,) * 4, file.reason, *(None,) * 4, *behind)
            writer.writerow(map(harmless, cells))
        return text.getvalue()


CSV_COLUMNS = (
    *("study", "study_verdict", "study_score", "study_reason"),
    *("path", "region", "region_source", "verdict", "score", "reason", "peak_row", "peak_column"),
    *("not_suspected_below", "suspected_from"),
    *("bundle", "bundle_version", "bundle_sha256", "label", "statement"),
)


UNFINISHED = "The list has not been judged to its end."


def _thresholds(image: ImageResult, bundle: BundleInfo) -> tuple[float | None, float | None]:
    """Return what the word on an image rests on; none where it has no word or none was measured."""
    points = bundle.points_for(image.region) if image.verdict else None
    return points.thresholds if points else (None, None)


def harmless(cell: object) -> object:
    """Return what a spreadsheet shows as it stands, and does not take for a formula."""
    text = str(cell) if isinstance(cell, (str, Path)) else ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def grouped(
    images: Sequence[ImageResult],
    bundle: BundleInfo,
    failed: Sequence[UnreadableFile] = (),
    *,
    last: Path | None = None,
) -> tuple[StudyResult, ...]:
    """Group images by study, in order of first appearance, and conclude on each study.

    Args:
        images: What was judged, or refused by the network.
        bundle: What judged.
        failed: What did not open; what may be an image of a study makes its verdict partial.
        last: Where it broke off, or None where nothing is to come. Folders are read one after
            another, so what is missing is likely to lie beside this file.
    """
    gaps = Gaps(failed)
    groups: dict[str, list[ImageResult]] = {}
    for image in images:
        groups.setdefault(image.header.study_key, []).append(image)
    ids = _unique([group[0].header.study_id for group in groups.values()])
    return tuple(
        _concluded(study_id, group, bundle, _missing(gaps, key, group, last))
        for study_id, (key, group) in zip(ids, groups.items(), strict=True)
    )


def _missing(gaps: Gaps, key: str, group: Sequence[ImageResult], last: Path | None) -> str:
    """Say why images of a study may be missing; empty where nothing is known of any."""
    paths = [image.path for image in group]
    cut_off = last is not None and last.parent in {path.parent for path in paths}
    cut = f"{UNFINISHED} Images of this study may be missing." if cut_off else ""
    return " ".join(filter(None, (gaps.missing(key, paths), cut)))


def _unique(study_ids: Sequence[str]) -> list[str]:
    """Number the studies of several patients under one identifier, without naming the patients."""
    seen = Counter[str]()
    unique = []
    for study_id in study_ids:
        seen[study_id] += 1
        unique.append(study_id if seen[study_id] == 1 else f"{study_id} ({seen[study_id]})")
    return unique


def _concluded(
    study_id: str, group: list[ImageResult], bundle: BundleInfo, missing: str
) -> StudyResult:
    images = tuple(sorted(group, key=lambda image: image.header.reading_order))
    judgements = [image.judgement for image in images]
    probability, verdict, reason = combine(judgements, bundle)
    if missing:
        verdict, reason = on_part(verdict, reason, missing)
    return StudyResult(study_id, images, probability, verdict, reason)


def _study_as_json(study: StudyResult) -> dict[str, Any]:
    return {
        "id": study.id,
        "score": study.probability,
        "verdict": study.verdict and study.verdict.value,
        "reason": study.reason,
        "images": [_image_as_json(image) for image in study.images],
    }


def _image_as_json(image: ImageResult) -> dict[str, Any]:
    return {
        "path": str(image.path),
        "region": image.region and image.region.code,
        "region_source": image.region and image.region.source.value,
        "score": image.probability,
        "verdict": image.verdict and image.verdict.value,
        "reason": image.reason,
        "peak": image.peak and list(image.peak),
    }
