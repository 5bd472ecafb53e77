"""How many studies and images MURA v1.1 holds.

Totals, and the studies of each region: P. Rajpurkar, J. Irvin, et al., "MURA: Large Dataset for
Abnormality Detection in Musculoskeletal Radiographs", 2018, arXiv:1712.06957 version 4, with its
project page. With the hidden test part (207 studies, 556 images, 206 patients, never published)
they add up to the paper's 14,863 studies, 40,561 images and 12,173 patients. The images of each
region: as users of the set counted them from its lists; they add up to the published totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from trainer.data.mura_lists import Part


class Counts(NamedTuple):
    """Of one region in one part."""

    normal_studies: int
    abnormal_studies: int
    normal_images: int
    abnormal_images: int


Table = Mapping[Part, Mapping[str, Counts]]

PUBLISHED: Table = {
    "train": {
        "elbow": Counts(1094, 660, 2925, 2006),
        "finger": Counts(1280, 655, 3138, 1968),
        "forearm": Counts(590, 287, 1164, 661),
        "hand": Counts(1497, 521, 4059, 1484),
        "humerus": Counts(321, 271, 673, 599),
        "shoulder": Counts(1364, 1457, 4211, 4168),
        "wrist": Counts(2134, 1326, 5765, 3987),
    },
    "valid": {
        "elbow": Counts(92, 66, 235, 230),
        "finger": Counts(92, 83, 214, 247),
        "forearm": Counts(69, 64, 150, 151),
        "hand": Counts(101, 66, 271, 189),
        "humerus": Counts(68, 67, 148, 140),
        "shoulder": Counts(99, 95, 285, 278),
        "wrist": Counts(140, 97, 364, 295),
    },
}
PATIENTS: Mapping[Part, int] = {"train": 11_184, "valid": 783}


def total(table: Mapping[str, Counts]) -> Counts:
    """Add the regions of one part up."""
    return Counts(*map(sum, zip(*table.values(), strict=True)))
