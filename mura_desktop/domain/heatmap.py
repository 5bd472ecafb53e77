"""Heatmaps: where in an image a score came from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Heatmap:
    """Evidence on a coarse grid, tied to the pixels of its image.

    Attributes:
        values: (h, w) float32 in [0, 1], absolute scale: 0 speaks against, 1 for the finding.
        cell: Height and width of one grid cell, in image pixels.
        origin: Row and column of the top left corner of cell (0, 0), in image pixels; negative where
            the grid reaches beyond the image.
        method: The saliency method's name as shown in the legend.
    """

    values: NDArray[np.float32] = field(repr=False)
    cell: tuple[float, float]
    origin: tuple[float, float]
    method: str

    def peak(self, rows: int, columns: int) -> tuple[int, int]:
        """Return row and column, in image pixels, of the strongest evidence.

        Between cells the maximum is placed by a parabola through the neighbours, row and column apart.

        Args:
            rows: The image's height; the peak lies within it.
            columns: The image's width.
        """
        row, column = np.unravel_index(int(np.argmax(self.values)), self.values.shape)
        position = (
            row + _vertex(self.values[:, column], int(row)),
            column + _vertex(self.values[row], int(column)),
        )
        pixel = [
            self.origin[axis] + (position[axis] + 0.5) * self.cell[axis] for axis in (0, 1)
        ]
        return (
            int(np.clip(pixel[0], 0, rows - 1)),
            int(np.clip(pixel[1], 0, columns - 1)),
        )


def _vertex(line: NDArray[np.float32], index: int) -> float:
    """Return the offset in [-0.5, 0.5] of the parabola's vertex through a maximum and its neighbours."""
    if index in (0, len(line) - 1):
        return 0.0
    before, here, after = (float(line[index + step]) for step in (-1, 0, 1))
    curvature = before - 2.0 * here + after
    return 0.0 if curvature >= 0.0 else float(np.clip(0.5 * (before - after) / curvature, -0.5, 0.5))
