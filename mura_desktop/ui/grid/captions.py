"""What must be said of images that hang beside each other, lest one be taken for another. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from mura_desktop.domain.study import Header, Image
from mura_desktop.ui.viewer.corners import Caption

PRIOR = "PRIOR"
OTHER_STUDY = "ANOTHER STUDY"
OTHER_PATIENT = "ANOTHER PATIENT"


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
    return [
        Caption(_mark(image.header, active.header, latest), alone or mixed) if image else Caption()
        for image in hung
    ]


def _mark(header: Header, active: Header, latest: str) -> str:
    if header.patient.key != active.patient.key:
        return OTHER_PATIENT
    known = any(header.patient.key)
    if known and header.study_date and header.study_date < latest:
        return PRIOR
    dated = known and header.study_date and active.study_date != header.study_date
    return OTHER_STUDY if header.study_key != active.study_key and not dated else ""


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
