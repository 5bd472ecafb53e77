"""Objects of several frames: how many there are, and what is said of one of them alone."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.dicom.values import integer, items, values

NOT_JUDGED = "A multi-frame object is shown, not judged."
"""Why a film or a series in one file is shown frame by frame but not judged."""

_MACROS = {  # PS3.3 C.7.6.16.2
    "PixelMeasuresSequence": ("PixelSpacing",),
    "PixelValueTransformationSequence": ("RescaleSlope", "RescaleIntercept"),
    "FrameVOILUTSequence": (
        "WindowCenter",
        "WindowWidth",
        "WindowCenterWidthExplanation",
        "VOILUTFunction",
    ),
}


def count_of(ds: Dataset) -> int:
    """Return Number of Frames; 1 where it is absent, broken or below 1."""
    return max(1, integer(ds, "NumberOfFrames", 1))


def check(path: Path, frame: int, count: int) -> None:
    """Raise UnreadableFile if a file of ``count`` frames or pages has no frame of that number."""
    if not 0 <= frame < count:
        raise UnreadableFile(
            path, f"There is no frame {frame + 1}; the file holds {count}.", "Open the file again."
        )


def describe_frame(ds: Dataset, frame: int) -> None:
    """Put what an enhanced object says of one frame where a plain object says it.

    The frame's own functional groups come before the shared ones (PS3.3 C.7.6.16.1); what the
    object says outside of them is left as it is.
    """
    own = items(ds, "PerFrameFunctionalGroupsSequence")[frame : frame + 1]
    shared = items(ds, "SharedFunctionalGroupsSequence")[:1]
    for group in (*own, *shared):
        for macro, keywords in _MACROS.items():
            for item in items(group, macro)[:1]:
                for keyword in keywords:
                    if values(item, keyword) and keyword not in ds:
                        ds[keyword] = item[keyword]
