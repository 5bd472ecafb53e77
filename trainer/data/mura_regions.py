"""MURA's seven regions, in the words of DICOM and of a reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RegionConfig:
    """A region of the bundle.

    Attributes:
        name: The data set's name, which is the region head's output.
        title: What a reader sees.
        code: Body Part Examined value used when the network itself names the region.
        accepts: Body Part Examined values that belong to it.
    """

    name: str
    title: str
    code: str
    accepts: tuple[str, ...]


MURA_REGIONS = (
    RegionConfig("elbow", "elbow", "ELBOW", ("ELBOW",)),
    RegionConfig("finger", "finger", "FINGER", ("FINGER", "THUMB")),
    RegionConfig("forearm", "forearm", "FOREARM", ("FOREARM", "RADIUS", "ULNA", "RADIUSULNA")),
    RegionConfig("hand", "hand", "HAND", ("HAND",)),
    RegionConfig("humerus", "humerus", "HUMERUS", ("HUMERUS", "ARM", "UPRARM")),
    RegionConfig(
        "shoulder", "shoulder", "SHOULDER", ("SHOULDER", "CLAVICLE", "SCAPULA", "ACJOINT")
    ),
    RegionConfig("wrist", "wrist", "WRIST", ("WRIST", "SCAPHOID")),
)
"""In the order of the data set's folders."""
