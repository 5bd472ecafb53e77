"""What a verdict rests on: pixels, regions, thresholds and bundle. It is stale without any of them.

A verdict is an answer to one question. When another bundle judges, when the reader says that a hand
is a foot, or when a file has changed on the disk, the question is another one, and the old answer
must not stand there as if it were the new one. When all of it is again what it was, the old answer
holds again: being stale is a comparison, and nothing that once happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image, Region, Study

UNKNOWN_BUNDLE = "Stale: another bundle is chosen since this was judged."
"""What is said of a verdict while the bundle that judges now is not loaded yet."""


@dataclass(frozen=True)
class Basis:
    """What a study's verdict was made from.

    Attributes:
        bundle: SHA-256 of the weights.
        thresholds: Every threshold of the bundle that a word may rest on.
        regions: Of each image, the Body Part Examined that the network was told; empty where it was
            told none.
        pixels: Of each image, what :func:`digest_of` says.
    """

    bundle: str
    thresholds: tuple[float, ...]
    regions: tuple[str, ...]
    pixels: tuple[str, ...]

    @classmethod
    def of(
        cls,
        study: Study,
        chosen: Mapping[Image, Region],
        bundle: str,
        thresholds: Sequence[float],
        pixels: tuple[str, ...],
    ) -> Basis:
        """Return the basis of a judgement on a study.

        Args:
            study: What is judged.
            chosen: Regions that the reader has chosen.
            bundle: SHA-256 of the weights.
            thresholds: Of the bundle.
            pixels: A digest of each image.
        """
        regions = (chosen.get(image, image.region) for image in study.images)
        codes = tuple(region.code if region else "" for region in regions)
        return cls(bundle, tuple(thresholds), codes, pixels)

    def changes(self, now: Basis) -> str | None:
        """Return what is no longer as it was, as a sentence, or None when all of it is."""
        what = []
        if now.bundle != self.bundle:
            what.append("another bundle is chosen")
        elif now.thresholds != self.thresholds:
            what.append("the thresholds are others")
        if len(now.regions) != len(self.regions):
            what.append("images have come or gone")
        elif now.regions != self.regions:
            what.append("the region was changed")
        elif now.pixels != self.pixels:
            what.append("the pixels of a file have changed")
        return f"Stale: {' and '.join(what)} since this was judged." if what else None


def digest_of(image: Image) -> str:
    """Return the SHA-256 of an image's pixels with their shape and type, as a hex digest.

    It may read the file again. Empty where the pixels cannot be had any more.
    """
    try:
        pixels = image.pixels
    except UnreadableFile:
        return ""
    import hashlib  # late: nothing is hashed before something is judged

    digest = hashlib.sha256(f"{pixels.shape} {pixels.dtype.str} ".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()
