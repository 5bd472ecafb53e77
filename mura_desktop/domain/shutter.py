"""What a file asks not to show of its image: the part that was not meant to be exposed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.overlay_plane import OverlayPlane

Mask = NDArray[np.bool_]
Row = NDArray[np.intp]
Edge = NDArray[np.float64]

_ROUNDING = 1e-6  # of a pixel: what arithmetic may be off by where an edge meets a pixel's centre


@dataclass(frozen=True)
class Rectangle:
    """Rows and columns that stay visible, from 1, the edges included."""

    upper: float
    lower: float
    left: float
    right: float

    def visible(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool."""
        row = np.arange(max(1, math.ceil(self.upper)), min(rows, math.floor(self.lower)) + 1)
        across = np.ones(len(row))
        return _painted(rows, columns, row, self.left * across, self.right * across)


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
        row = np.arange(1, rows + 1)
        down = (row - self.row) * self.aspect
        row, down = row[np.abs(down) <= self.radius], down[np.abs(down) <= self.radius]
        half = np.sqrt(self.radius * self.radius - down * down)
        return _painted(rows, columns, row, self.column - half, self.column + half)


@dataclass(frozen=True)
class Polygon:
    """An area that stays visible, outline included; vertices as (row, column), from 1."""

    vertices: tuple[tuple[float, float], ...]

    def visible(self, rows: int, columns: int) -> Mask:
        """Return (rows, columns) bool."""
        # a side owns its upper end and not its lower one, so that every row is crossed an even
        # number of times; the other way about as well, or the lowest row would be missing
        inside = self._inside(rows, columns, math.ceil)
        inside |= self._inside(rows, columns, lambda edge: math.floor(edge) + 1)
        return inside

    def _inside(self, rows: int, columns: int, first_row: Callable[[float], int]) -> Mask:
        crossed: list[Row] = [np.empty(0, np.intp)]
        at: list[Edge] = [np.empty(0)]
        for ends in zip(self.vertices, (*self.vertices[1:], self.vertices[0]), strict=True):
            (top, start), (bottom, end) = sorted(ends)
            first, last = (min(max(first_row(edge), 1), rows + 1) for edge in (top, bottom))
            if first < last:
                row = np.arange(first, last)
                crossed.append(row)
                at.append(np.asarray(start + (row - top) * ((end - start) / (bottom - top))))
        row, column = np.concatenate(crossed), np.concatenate(at)
        order = np.lexsort((column, row))
        row, column = row[order], column[order]
        return _painted(rows, columns, row[::2], column[::2], column[1::2])


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


def _painted(rows: int, columns: int, row: Row, left: Edge, right: Edge) -> Mask:
    """Return what lies between two edges, both included, in each of some rows, from 1."""
    painted = np.zeros((rows, columns), np.bool_)
    starts = np.clip(np.ceil(left - _ROUNDING), 1, columns + 1).astype(np.intp) - 1
    ends = np.clip(np.floor(right + _ROUNDING), 0, columns).astype(np.intp)
    for at, start, end in zip((row - 1).tolist(), starts.tolist(), ends.tolist(), strict=True):
        painted[at, start:end] = True
    return painted
