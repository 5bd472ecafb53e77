"""Contours: where a heatmap crosses a level, as closed lines in image coordinates.

Marching squares (Lorensen and Cline's method in the plane): each square of a lattice over the
heatmap is cut where the level lies between its corners, and the cuts are strung together. A line
closes at the edge of the grid, so that each one can be dashed evenly all round.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.heatmap import Heatmap

STRONGEST = 0.5
"""The contour runs where the evidence is this share of the strongest: its half maximum."""
_FINENESS = 4
"""Lattice points to a cell of the heatmap, along each axis."""

Line = NDArray[np.float64]
Edge = tuple[int, int, int]
"""A lattice edge: 0 across or 1 down, and row and column of where it begins."""

# the four sides of the square at (row, column): top, right, bottom, left
_SIDES = ((0, 0, 0), (1, 0, 1), (0, 1, 0), (1, 0, 0))
# corners above the level (1 top left, 2 top right, 4 bottom right, 8 bottom left) -> side pairs;
# the two saddles keep what is above the level apart
_CUTS: dict[int, tuple[tuple[int, int], ...]] = {
    **{1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),)},
    **{7: ((3, 2),), 8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),)},
    **{12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),)},
}


def contours(
    heatmap: Heatmap, rows: int, columns: int, share: float = STRONGEST
) -> tuple[Line, ...]:
    """Return the lines that enclose a heatmap's strongest evidence.

    Args:
        heatmap: The evidence.
        rows: Height of its image; the lines stay within it.
        columns: Width of its image.
        share: The level, as a share of the heatmap's highest value, in (0, 1).

    Returns:
        (n, 2) arrays of vertical and horizontal positions in image pixels, each closed: the last
        point joins the first. None where there is no evidence at all.
    """
    peak = float(heatmap.values.max(initial=0.0))
    if peak <= 0.0:
        return ()
    ys, xs = (
        _lattice(*each, size)
        for each, size in zip(
            zip(heatmap.origin, heatmap.cell, heatmap.values.shape, strict=True),
            (rows, columns),
            strict=True,
        )
    )
    values = np.pad(heatmap.at(ys, xs).astype(np.float64), 1)
    ys, xs = np.pad(ys, 1, mode="edge"), np.pad(xs, 1, mode="edge")
    lines = _strung(_segments(values > share * peak))
    return tuple(
        np.array([_crossing(edge, values, share * peak, ys, xs) for edge in line]) for line in lines
    )


def _lattice(origin: float, cell: float, cells: int, size: int) -> NDArray[np.float64]:
    """Return positions over the part of the grid that lies on the image."""
    start, end = max(0.0, origin), min(float(size), origin + cell * cells)
    return np.linspace(start, end, max(2, round((end - start) / cell * _FINENESS) + 1))


def _segments(above: NDArray[np.bool_]) -> dict[Edge, list[Edge]]:
    """Return for each lattice edge that is cut the edges that its line goes on to: always two."""
    kinds = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    joined: dict[Edge, list[Edge]] = {}
    for row, column in np.argwhere((kinds > 0) & (kinds < 15)).tolist():
        for cut in _CUTS[int(kinds[row, column])]:
            first, second = (
                (_SIDES[side][0], row + _SIDES[side][1], column + _SIDES[side][2]) for side in cut
            )
            joined.setdefault(first, []).append(second)
            joined.setdefault(second, []).append(first)
    return joined


def _strung(joined: dict[Edge, list[Edge]]) -> list[list[Edge]]:
    lines = []
    while joined:
        edge = next(iter(joined))
        line = []
        while edge in joined:
            line.append(edge)
            ahead = joined.pop(edge)
            edge = next((each for each in ahead if each in joined), edge)
        lines.append(line)
    return lines


def _crossing(
    edge: Edge,
    values: NDArray[np.float64],
    level: float,
    ys: NDArray[np.float64],
    xs: NDArray[np.float64],
) -> tuple[float, float]:
    """Return where the level lies on a lattice edge, as vertical and horizontal position."""
    down, row, column = edge
    row_to, column_to = row + down, column + 1 - down
    here, there = values[row, column], values[row_to, column_to]
    along = (level - here) / (there - here)
    return (
        float(ys[row] + along * (ys[row_to] - ys[row])),
        float(xs[column] + along * (xs[column_to] - xs[column])),
    )
