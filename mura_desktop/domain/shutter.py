"""What a file asks not to show of its image: the part that was not meant to be exposed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.overlay_plane import OverlayPlane

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rectangle:
    """Rows and columns that stay visible, from 1, the edges included."""

    upper: float
    lower: float
    left: float
    right: float

    def visible(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool."""
        row, column = np.ogrid[1 : rows + 1, 1 : columns + 1]
        vertically = (row >= self.upper) & (row <= self.lower)
        return np.asarray(vertically & (column >= self.left) & (column <= self.right))


@dataclass(frozen=True)
class Circle:
    """A disc that stays visible; centre from 1, radius in pixels along a row.

    Attributes:
        aspect: Height of a pixel by its width, so that the disc is round on the screen.
    """

    row: float
    column: float
    radius: float
    aspect: float = 1.0

    def visible(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool."""
        row, column = np.ogrid[1 : rows + 1, 1 : columns + 1]
        down, across = (row - self.row) * self.aspect, column - self.column
        return np.asarray(down * down + across * across <= self.radius * self.radius)


@dataclass(frozen=True)
class Polygon:
    """An area that stays visible, outline included; vertices as (row, column), from 1."""

    vertices: tuple[tuple[float, float], ...]

    def visible(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool."""
        # the even-odd rule counts a pixel on an upper or left edge as inside and one on a lower or
        # right edge as outside; seen upside down it is the other way about
        turned = tuple((rows + 1 - row, columns + 1 - column) for row, column in self.vertices)
        inside = _inside(self.vertices, rows, columns)
        inside |= _inside(turned, rows, columns)[::-1, ::-1]
        return inside


@dataclass(frozen=True, eq=False)
class Bitmap:
    """An overlay plane whose drawn pixels are hidden (PS3.3 C.7.6.15)."""

    plane: OverlayPlane

    def visible(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool."""
        return ~self.plane.mask(rows, columns)


@dataclass(frozen=True)
class Shutter:
    """Display shutter (PS3.3 C.7.6.11 and C.7.6.15): for the screen, never for the network.

    The pixels beneath are whole: a shutter is a proposal for presentation. A network sees them all,
    because a shutter that is set wrongly must not hide a fracture from it, and because the
    pictures that networks learn from come with and without one.

    Attributes:
        shapes: At least one; a pixel is visible where every one of them leaves it so.
        brightness: What the hidden part is shown as, 0 (black) to 255.
    """

    shapes: tuple[Rectangle | Circle | Polygon | Bitmap, ...]
    brightness: int = 0

    def hidden(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool, computed anew: where an image of that size is covered."""
        visible = self.shapes[0].visible(rows, columns)
        for shape in self.shapes[1:]:
            visible &= shape.visible(rows, columns)
        return np.logical_not(visible, out=visible)


def _inside(vertices: tuple[tuple[float, float], ...], rows: int, columns: int) -> Mask:
    """Return what lies inside a closed polygon by the even-odd rule."""
    toggled = np.zeros((rows, columns + 1), np.bool_)
    for (row, column), (next_row, next_column) in zip(
        vertices, (*vertices[1:], vertices[0]), strict=True
    ):
        if row == next_row:
            continue
        (top, start), (bottom, end) = sorted(((row, column), (next_row, next_column)))
        first, last = (int(np.clip(np.ceil(edge), 1, rows + 1)) for edge in (top, bottom))
        crossed = np.arange(first, last)
        at = start + (crossed - top) * (end - start) / (bottom - top)
        right_of = np.clip(np.ceil(at), 1, columns + 1).astype(np.intp)
        toggled[crossed - 1, right_of - 1] ^= True
    return np.logical_xor.accumulate(toggled, axis=1)[:, :columns]
