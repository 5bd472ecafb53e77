"""Heatmaps: where in an image a score came from, and how they are laid over its grey values."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.floating]

# value, then red, green, blue: lightness rises with the value, so the order survives colour
# blindness and a grey print; violet to amber stays clear of red against green
_COLOURS = (
    (0.00, 46, 16, 101),
    (0.35, 134, 44, 132),
    (0.60, 214, 84, 98),
    (0.80, 246, 150, 52),
    (1.00, 255, 232, 140),
)
_BAND = 64
"""Rows interpolated or blended at a time: what they take besides stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Heatmap:
    """Evidence on a coarse grid, tied to the pixels of its image.

    Attributes:
        values: (h, w) float32 in [0, 1]: 0 speaks against, 1 for the finding.
        cell: Height and width of one grid cell, in image pixels.
        origin: Row and column of the top left corner of cell (0, 0), in image pixels; negative
            where the grid reaches beyond the image.
        method: The saliency method's name as shown in the legend.
        absolute: Whether values compare between images; otherwise only within this one, whose
            strongest cell stands at the image's score.
    """

    values: NDArray[np.float32] = field(repr=False)
    cell: tuple[float, float]
    origin: tuple[float, float]
    method: str
    absolute: bool = True

    @property
    def legend(self) -> str:
        """Method and scale in words."""
        scale = "absolute scale" if self.absolute else "relative: strongest at the score"
        return f"{self.method}, {scale}"

    def peak(self, rows: int, columns: int) -> tuple[int, int]:
        """Return row and column, in image pixels, of the strongest evidence.

        Between cells the maximum is placed by a parabola through the neighbours, row and column
        apart.

        Args:
            rows: The image's height; the peak lies within it.
            columns: The image's width.
        """
        row, column = np.unravel_index(int(np.argmax(self.values)), self.values.shape)
        position = (
            row + _vertex(self.values[:, column], int(row)),
            column + _vertex(self.values[row], int(column)),
        )
        pixel = [self.origin[axis] + (position[axis] + 0.5) * self.cell[axis] for axis in (0, 1)]
        return (
            int(np.clip(pixel[0], 0, rows - 1)),
            int(np.clip(pixel[1], 0, columns - 1)),
        )

    def sampled(self, rows: int, columns: int) -> NDArray[np.float32]:
        """Return the values at every image pixel, (rows, columns) float32 in [0, 1].

        Bilinear between the centres of the cells; beyond the outermost centres the edge goes on.
        """
        return self.at(np.arange(rows) + 0.5, np.arange(columns) + 0.5)

    def at(self, ys: Positions, xs: Positions) -> NDArray[np.float32]:
        """Return the values at positions in the image, interpolated as :meth:`sampled` does.

        Args:
            ys: (m,) vertical positions in image pixels; row r reaches from r to r + 1.
            xs: (n,) horizontal positions in image pixels.

        Returns:
            (m, n) float32 in [0, 1].
        """
        # not as a product of matrices: its threads would wait for each other while others work
        top, down = _between(ys, self.values.shape[0], self.origin[0], self.cell[0])
        left, across = _between(xs, self.values.shape[1], self.origin[1], self.cell[1])
        columns = self.values.take(left, axis=1)
        columns += (self.values.take(left + 1, axis=1, mode="clip") - columns) * across
        values = np.empty((len(top), len(left)), np.float32)
        for start in range(0, len(top), _BAND):
            rows = slice(start, start + _BAND)
            band = columns.take(top[rows], axis=0)
            step = columns.take(top[rows] + 1, axis=0, mode="clip")
            step -= band
            step *= down[rows, np.newaxis]
            np.add(band, step, out=values[rows])
        return values


def colour_table() -> NDArray[np.uint8]:
    """Return the colour map, (256, 3) uint8 RGB: row ``round(255 * value)``, an absolute scale."""
    stops = np.array(_COLOURS)
    values = np.linspace(0.0, 1.0, 256)
    channels = [np.interp(values, stops[:, 0], stops[:, channel]) for channel in (1, 2, 3)]
    return np.asarray(np.rint(np.stack(channels, axis=1)), dtype=np.uint8)


def blended(
    brightness: NDArray[np.uint8], heatmap: Heatmap, opacity: float = 0.6
) -> NDArray[np.uint8]:
    """Lay a heatmap over a radiograph, so that strong evidence covers more than weak evidence.

    Args:
        brightness: (rows, columns) uint8 grey values of the image that the heatmap belongs to.
        heatmap: The evidence; a value v covers the grey with ``opacity * v`` of its colour.
        opacity: How much the strongest evidence covers, in [0, 1].

    Returns:
        (rows, columns, 3) uint8 RGB.
    """
    values = heatmap.sampled(*brightness.shape)
    colours = colour_table().astype(np.float32)
    rgb = np.empty((*brightness.shape, 3), dtype=np.uint8)
    for start in range(0, len(brightness), _BAND):
        band = slice(start, start + _BAND)
        grey = brightness[band, :, np.newaxis].astype(np.float32)
        colour = colours[np.rint(values[band] * 255.0).astype(np.uint8)]
        cover = opacity * values[band, :, np.newaxis]
        rgb[band] = np.rint(grey + cover * (colour - grey))
    return rgb


def _between(
    positions: Positions, cells: int, origin: float, cell: float
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the cell whose centre lies before each position, and the share of the way on."""
    centred = np.clip((positions - origin) / cell - 0.5, 0.0, cells - 1.0)
    before = centred.astype(np.intp)
    return before, (centred - before).astype(np.float32)


def _vertex(line: NDArray[np.float32], index: int) -> float:
    """Return the offset in [-0.5, 0.5] of the parabola's vertex around a maximum."""
    if index in (0, len(line) - 1):
        return 0.0
    before, here, after = (float(line[index + step]) for step in (-1, 0, 1))
    curvature = before - 2.0 * here + after
    if curvature >= 0.0:
        return 0.0
    return float(np.clip(0.5 * (before - after) / curvature, -0.5, 0.5))
