"""Words on screen: how headers, verdicts and refusals are put to a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from mura_desktop.domain.grey import Voi, VoiFunction, VoiLut, Window
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Image, Laterality, Patient, Region, RegionSource, Study
from mura_desktop.domain.verdict import (
    BundleInfo,
    Estimate,
    ImageVerdict,
    JudgedRegion,
    Judgement,
    NoVerdict,
    OperatingPoints,
    StudyVerdict,
    Verdict,
    in_words,
)
from mura_desktop.ui.look.colours import Role
from mura_desktop.ui.look.theme import verdict_role
from mura_desktop.ui.reading.open_study import OpenStudy, Phase

_LATERALITIES = {
    Laterality.LEFT: "Left",
    Laterality.RIGHT: "Right",
    Laterality.BOTH: "Both sides",
    Laterality.UNPAIRED: "",
}

_ICONS = {
    Verdict.SUSPECTED: "verdict-suspected",
    Verdict.UNCERTAIN: "verdict-uncertain",
    Verdict.NOT_SUSPECTED: "verdict-not-suspected",
}

_LINES = {
    Verdict.SUSPECTED: Qt.PenStyle.SolidLine,
    Verdict.UNCERTAIN: Qt.PenStyle.DashLine,
    Verdict.NOT_SUSPECTED: Qt.PenStyle.NoPen,
}


_REGION_SOURCES = {
    RegionSource.HEADER: "from the header",
    RegionSource.PATH: "from the path",
    RegionSource.NETWORK: "by the network",
    RegionSource.READER: "chosen by the reader",
}


@dataclass(frozen=True)
class Look:
    """How a verdict, or its absence, appears: four signs for one meaning.

    Attributes:
        text: The word.
        icon: An icon's name.
        colour: What it is coloured by.
        line: A line style for what frames it.
    """

    text: str
    icon: str
    colour: Role
    line: Qt.PenStyle


_NONE = Look("No verdict", "verdict-none", Role.NO_VERDICT, Qt.PenStyle.DashLine)
_FAILED = Look("Judging failed", "verdict-failed", Role.NO_VERDICT, Qt.PenStyle.DashLine)
_PENDING = {
    Phase.ARRIVING: Look("Reading", "verdict-waiting", Role.QUIET, Qt.PenStyle.NoPen),
    Phase.WAITING: Look("Waiting", "verdict-waiting", Role.QUIET, Qt.PenStyle.NoPen),
    Phase.JUDGING: Look("Judging", "verdict-waiting", Role.QUIET, Qt.PenStyle.NoPen),
    Phase.JUDGED: _NONE,
    Phase.CANCELLED: Look("Not judged", "verdict-none", Role.NO_VERDICT, Qt.PenStyle.DashLine),
    Phase.WITHHELD: Look(
        "Waits for your verdict", "verdict-withheld", Role.QUIET, Qt.PenStyle.NoPen
    ),
}


def verdict_look(verdict: Verdict, label: str) -> Look:
    """Return how a verdict appears, in the bundle's own word."""
    return Look(in_words(verdict, label), _ICONS[verdict], verdict_role(verdict), _LINES[verdict])


def judgement_look(judgement: Judgement | None, phase: Phase, label: str) -> Look:
    """Return how what was said of an image appears, or that nothing was said yet."""
    if judgement is None:
        return _PENDING[phase]
    if isinstance(judgement, NoVerdict):
        return _FAILED if judgement.failed else _NONE
    return verdict_look(judgement.verdict, label)


def pending_look(phase: Phase) -> Look:
    """Return how a study appears that has not been judged, or whose verdict is withheld."""
    return _PENDING[phase]


def no_verdict_look(*, failed: bool) -> Look:
    """Return how it appears that there is no verdict: refused, or judging went wrong."""
    return _FAILED if failed else _NONE


def staled(look: Look) -> Look:
    """Return how what was said appears once it no longer holds: grey, with a word and a sign."""
    return Look(f"STALE · {look.text}", "verdict-stale", Role.NO_VERDICT, Qt.PenStyle.DotLine)


def said_of(opened: OpenStudy, label: str) -> str:
    """Return the word for what is recognised: that of the bundle that judged the study.

    Args:
        opened: The study.
        label: The word of the bundle that judges now, for a study whose verdict is not there yet.
    """
    return opened.info.label if opened.info else label


def image_look(opened: OpenStudy, image: Image, label: str) -> Look:
    """Return how what was said of a study's image appears."""
    look = judgement_look(opened.judgement(image), opened.phase, said_of(opened, label))
    return staled(look) if opened.stale else look


def study_look(opened: OpenStudy, label: str) -> Look:
    """Return how a study's verdict appears, or that there is none yet."""
    if opened.verdict is None:
        return _PENDING[opened.phase]
    if opened.verdict.verdict is not None:
        look = verdict_look(opened.verdict.verdict, said_of(opened, label))
    else:
        failed = any(isinstance(each, NoVerdict) and each.failed for each in opened.verdict.images)
        look = _FAILED if failed else _NONE
    return staled(look) if opened.stale else look


def rule_text(verdict: StudyVerdict, info: BundleInfo, key: str = "") -> str:
    """Say how the study's verdict follows from its images' scores.

    Args:
        verdict: On the study.
        info: What judged.
        key: That goes to the image that decided, where there are keys to press.
    """
    judged = sum(isinstance(each, ImageVerdict) for each in verdict.images)
    total = len(verdict.images)
    images = f"{total} image{'s' if total > 1 else ''}"
    of = images if judged == total else f"{judged} of {images}"
    points, texts = info.points_of(verdict.images), info.texts_for(verdict.scores)
    subject = "Score of 1 image" if total == judged == 1 else f"Mean of {of}; {_FLOOR}"
    if points is None:
        return f"{subject}. No thresholds were measured."
    subject = f"{subject}. {_driving_text(verdict, texts, key)}".rstrip(". ")
    single = "; both measured on single images, not on means" if judged > 1 else ""
    high, low = (
        f"{texts.threshold(point.threshold)} ({point.name})"
        for point in (points.specific, points.sensitive)
    )
    return f"{subject}. Suspected from {high}, not suspected below {low}{single}."


def _driving_text(verdict: StudyVerdict, texts: ScoreTexts, key: str) -> str:
    """Say which image drove the verdict, where there are several."""
    scores = {
        number: each.score.probability
        for number, each in enumerate(verdict.images, start=1)
        if isinstance(each, ImageVerdict)
    }
    if len(scores) < 2:
        return ""
    number = max(scores, key=lambda each: scores[each])
    way = f" (key {key} goes there)" if key else ""
    return f"Image {number} decided most, with {texts.score(scores[number])}{way}"


_FLOOR = "never below uncertain when one image is suspected or not judged"


NO_INTERVAL = "no interval"
"""What stands where an interval would have no width."""
_WHY_NONE = "No interval: all that were measured came out alike, so none can be estimated."


_TOGETHER = "all regions together"


def peak_text(heatmap: Heatmap, info: BundleInfo | None, region: JudgedRegion | None) -> str:
    """Say how often the peak of such a heatmap was measured to be right; empty if unknown.

    Args:
        heatmap: What is shown.
        info: The bundle that it was made by.
        region: The region that is shown, where the bundle was measured on it.
    """
    if info is None:
        return ""
    if info.methods and heatmap.method != info.methods[0]:
        return "How often its peak is right was not measured."
    found = region.localisation if region else info.localisation
    if found is None:
        return ""
    pooled = f", {_TOGETHER}" if len(info.regions) > 1 else ""
    return (
        "Measured: its peak lies inside an annotated box in "
        f"{estimate_text(found)} of positive images{f' of {region.title}' if region else pooled}."
    )


def estimate_text(estimate: Estimate) -> str:
    """Write a proportion with its interval: ``0.91 (0.88–0.93)``.

    An interval without width is none: where all that were measured came out alike, resampling them
    shows no spread, whatever others would have shown. One narrower than two digits tell has three.
    """
    low, high = estimate.low, estimate.high
    if not low < high:  # also where a bound is not defined
        return f"{estimate.value:.2f} ({NO_INTERVAL})"
    digits = 2 if f"{low:.2f}" != f"{high:.2f}" else 3
    return f"{estimate.value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def measured_on(points: OperatingPoints, info: BundleInfo) -> str:
    """Name the data that thresholds were measured on; those of several regions say so."""
    data = ", ".join(dict.fromkeys((points.specific.data, points.sensitive.data)))
    if points != info.operating_points or len(info.regions) < 2:
        return data
    return f"{data.removesuffix(f', {_TOGETHER}')}, {_TOGETHER}: the model card has each"


def intervals_text(texts: Iterable[str], data: str) -> str:
    """Say what the intervals in some texts are, and why there is none where one says so."""
    why = f" {_WHY_NONE}" if any(NO_INTERVAL in text for text in texts) else ""
    return f"95 % intervals, on {data}.{why}"


def region_text(region: Region | None) -> str:
    """Write a body part: ``Wrist``."""
    return region.code.replace("_", " ").capitalize() if region else ""


def sourced_region(region: Region | None) -> str:
    """Write a body part with who says so: ``Wrist, from the header``."""
    return f"{region_text(region)}, {_REGION_SOURCES[region.source]}" if region else ""


def laterality_text(laterality: Laterality | None) -> str:
    """Write a side: ``Left``."""
    return _LATERALITIES[laterality] if laterality else ""


def patient_name(patient: Patient) -> str:
    """Write a person name (PS3.5 6.2.1.1) as ``Family, Given``."""
    family, _, rest = patient.name.partition("^")
    given = " ".join(part for part in rest.split("^") if part)
    return ", ".join(part for part in (family, given) if part)


def date_text(date: str) -> str:
    """Write a DICOM date (``YYYYMMDD``) as ``YYYY-MM-DD``; anything else as it stands."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdigit() else date


def study_title(study: Study) -> str:
    """Name a study in a list: by its patient, or by its folder where the files name none."""
    patient = study.header.patient
    folder = study.images[0].path.absolute().parent
    return patient_name(patient) or patient.identifier or "/".join(folder.parts[1:][-2:])


def study_details(study: Study) -> str:
    """Tell a study from others of its patient or folder: date and description, or its files."""
    words = (date_text(study.header.study_date), study.header.study_description)
    count = len(study.images)
    files = study.images[0].path.name if count == 1 else f"{count} images"
    return " · ".join(word for word in words if word) or files


def window_name(voi: Voi, image: Image) -> str:
    """Name the window that an image is seen through: where it comes from, and its explanation."""
    if isinstance(voi, Window) and voi.chosen:
        return voi.explanation
    if voi in image.vois:
        return f"File: {voi.explanation or f'Window {image.vois.index(voi) + 1}'}"
    return preset_name(voi.explanation) if voi.explanation else "Custom"


def preset_name(preset: str) -> str:
    """Name a preset, so that it is never taken for a window of the file."""
    return f"Preset: {preset}"


def window_values(voi: Voi) -> str:
    """Write the numbers of a window: ``W 4096  L 2048``, with its function where it is no line."""
    if isinstance(voi, VoiLut):
        return f"LUT of {len(voi.table)} entries"
    curve = "  sigmoid" if voi.function is VoiFunction.SIGMOID else ""
    return f"W {voi.width:.0f}  L {voi.center:.0f}{curve}"
