"""What must be said of images that hang beside each other, lest one be taken for another. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from mura_desktop.domain.study import Header, Image
from mura_desktop.ui.viewer.corners import Caption

PRIOR = "PRIOR"
OTHER_STUDY = "ANOTHER STUDY"
OTHER_PATIENT = "ANOTHER PATIENT"
UNDATED = "UNDATED"
"""Beside another study: nobody knows which of them is the older one."""


def captions(hung: Sequence[Image | None], active: Image | None) -> list[Caption]:
    """Return what to say of each image.

    Args:
        hung: What hangs in the cells, None where nothing does.
        active: The image that the panes around speak of.
    """
    headers = [image.header for image in hung if image]
    if not headers:
        return [Caption()] * len(hung)
    if active is None:  # the panes around speak of what hung there, or still of what hangs first
        active = next(image for image in hung if image)
    alone = len(hung) == 1
    mixed = len({header.patient.key for header in headers}) > 1
    own = [header for header in headers if header.patient.key == active.header.patient.key]
    latest = max((header.study_date for header in own), default="")
    several = len({header.study_key for header in headers}) > 1
    return [
        Caption(_mark(image.header, active.header, latest, several), alone or mixed)
        if image
        else Caption()
        for image in hung
    ]


def _mark(header: Header, active: Header, latest: str, several: bool) -> str:
    if header.patient.key != active.patient.key:
        return OTHER_PATIENT
    known, date = any(header.patient.key), header.study_date
    if known and date and date < latest:
        return PRIOR
    told_by_date = known and date and active.study_date and date != active.study_date
    other = header.study_key != active.study_key and not told_by_date
    marks = (OTHER_STUDY if other else "", UNDATED if several and not date else "")
    return ", ".join(filter(None, marks))


def is_older(one: Header, other: Header) -> bool:
    """Whether one study was made before another; one without a date is neither older nor newer."""
    return bool(one.study_date) and one.study_date < other.study_date


def same_patient(one: Header, other: Header) -> bool | None:
    """Whether two images are of one patient; None where the files do not name anybody."""
    if not any(one.patient.key) or not any(other.patient.key):
        return None
    return one.patient.key == other.patient.key


def counterpart(image: Image, others: Sequence[Image]) -> Image:
    """Return the image of another study that shows most nearly the same: part, side, view."""

    def likeness(other: Image) -> tuple[bool, bool, bool]:
        parts = image.region, other.region
        return (
            parts[0] is not None and parts[1] is not None and parts[0].code == parts[1].code,
            image.header.laterality == other.header.laterality,
            image.header.view == other.header.view,
        )

    return max(others, key=likeness)  # of several alike the first
