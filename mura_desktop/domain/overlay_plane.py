"""A one-bit drawing that a file lays over its image."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class OverlayPlane:
    """An overlay plane (PS3.3 C.9.2): text, arrows or a region, drawn by the console.

    It is kept as it is stored, eight pixels a byte: 1.9 MB for the largest detectors.

    Attributes:
        rows: Height of the overlay, in image pixels.
        columns: Width of the overlay, in image pixels.
        top: Row of the image that its first row lies on, from 0; may lie outside the image.
        left: Column of the image that its first column lies on, from 0.
        bits: uint8, eight pixels a byte, row after row without gaps, lowest bit first.
        label: Overlay Label (60xx,1500).
        description: Overlay Description (60xx,0022).
        is_region: Whether Overlay Type (60xx,0040) is R, a region of interest, instead of G.
    """

    rows: int
    columns: int
    top: int
    left: int
    bits: NDArray[np.uint8] = field(repr=False)
    label: str = ""
    description: str = ""
    is_region: bool = False

    def mask(self, rows: int, columns: int) -> NDArray[np.bool_]:
        """Return (rows, columns) bool, where the overlay is drawn on an image of that size."""
        count = self.rows * self.columns
        flat = np.unpackbits(self.bits, count=count, bitorder="little").view(np.bool_)
        drawn = flat.reshape(self.rows, self.columns)
        placed = np.zeros((rows, columns), np.bool_)
        top, left = max(self.top, 0), max(self.left, 0)
        bottom = min(self.top + self.rows, rows)
        right = min(self.left + self.columns, columns)
        if top < bottom and left < right:
            placed[top:bottom, left:right] = drawn[
                top - self.top : bottom - self.top, left - self.left : right - self.left
            ]
        return placed
