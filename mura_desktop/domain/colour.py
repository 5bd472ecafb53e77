"""The colours of a picture, from stored samples to what a screen shows.

A picture in colour has no grey-value pipeline (PS3.3 C.11.2 is for MONOCHROME1 and MONOCHROME2
alone), and no network judges it. What takes the pipeline's place is one of these small objects:
how a pixel's samples become red, green and blue.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.integer]
Rgb8 = NDArray[np.uint8]

_LUMA = np.array((0.299, 0.587, 0.114), np.float32)  # ITU-R BT.601, as JPEG and YBR_FULL have it
_BAND_ROWS = 64
_FROM_YBR = np.array(  # PS3.3 C.7.6.3.1.2, solved for red, green and blue
    [
        [1.0, 1.0, 1.0],
        [0.0, -0.114 * 1.772 / 0.587, 1.772],
        [1.402, -0.299 * 1.402 / 0.587, 0.0],
    ],
    np.float32,
)


@dataclass(frozen=True)
class Rgb:
    """Red, green and blue as they are.

    Attributes:
        photometric: What the file holds: ``RGB``, or what its decoder makes RGB of.
        bits: Bits Stored of a sample; of more than 8 the upper 8 are shown.
    """

    photometric: str = "RGB"
    bits: int = 8

    def apply(self, samples: Samples) -> Rgb8:
        """Return (..., 3) uint8 red, green and blue of (..., 3) samples."""
        return _eight_bits(samples, self.bits)


@dataclass(frozen=True)
class Ybr:
    """Brightness and two colour differences over the full range (PS3.3 C.7.6.3.1.2).

    Attributes:
        photometric: ``YBR_FULL`` or ``YBR_FULL_422``.
        bits: Bits Stored of a sample; of more than 8 the upper 8 count.
    """

    photometric: str = "YBR_FULL"
    bits: int = 8

    def apply(self, samples: Samples) -> Rgb8:
        """Return (..., 3) uint8 red, green and blue of (..., 3) samples."""
        eight = _eight_bits(samples, self.bits)
        rgb = np.empty(eight.shape, np.uint8)
        for top in range(0, len(eight), _BAND_ROWS):  # as floats a whole picture takes 12 times it
            band = eight[top : top + _BAND_ROWS].astype(np.float32)
            band -= np.array((0.0, 128.0, 128.0), np.float32)
            exact = np.floor(band @ _FROM_YBR + np.float32(0.5))
            rgb[top : top + _BAND_ROWS] = np.clip(exact, 0.0, 255.0)
        return rgb


@dataclass(frozen=True, eq=False)
class Palette:
    """Palette Color Lookup Tables (PS3.3 C.7.6.3.1.5): ``table[stored - first]``, clamped.

    Attributes:
        first: First stored value mapped.
        table: (n, 3) uint8 or uint16 red, green and blue; of 16 bits the upper 8 are shown.
        photometric: What the file calls it.
    """

    first: int
    table: NDArray[np.unsignedinteger] = field(repr=False)
    photometric: str = "PALETTE COLOR"

    def entry(self, stored: int) -> int:
        """Return which entry, from 0, a stored value leads to."""
        return min(max(stored - self.first, 0), len(self.table) - 1)

    def apply(self, samples: Samples) -> Rgb8:
        """Return (..., 3) uint8 red, green and blue of (...) stored values."""
        colours = _eight_bits(self.table, 8 * self.table.dtype.itemsize)
        index = samples.astype(np.int32) - self.first
        return np.asarray(colours.take(index, axis=0, mode="clip"), np.uint8)


Colour = Rgb | Ybr | Palette


def luma(rgb: Rgb8) -> NDArray[np.uint8]:
    """Return (rows, columns) uint8 brightness of (rows, columns, 3): ITU-R BT.601 luma."""
    weighed: NDArray[np.float32] = rgb.astype(np.float32) @ _LUMA
    return np.rint(weighed).astype(np.uint8)


def _eight_bits(samples: Samples, bits: int) -> Rgb8:
    if samples.dtype == np.uint8:
        return samples.view(np.uint8)
    return (samples >> max(bits - 8, 0)).astype(np.uint8)
