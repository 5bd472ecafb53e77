"""Statistics of the modality values inside an outline."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.colour import luma
from mura_desktop.domain.measurement.shape import Kind, Shape
from mura_desktop.domain.pixels import Stored
from mura_desktop.domain.study import Image


@dataclass(frozen=True)
class Statistics:
    """Of the pixels whose centres lie inside an outline; padding is none of them.

    Attributes:
        count: How many pixels; with 0 or 1 what would be undefined is NaN.
        mean: Mean modality value (PS3.3 C.11.1), not the brightness on the screen.
        deviation: Standard deviation, with n - 1.
        lowest: Smallest modality value.
        highest: Largest modality value.
    """

    count: int
    mean: float
    deviation: float
    lowest: float
    highest: float


def statistics_of(image: Image, shape: Shape) -> Statistics:
    """Return the statistics inside an ellipse or a rectangle.

    The whole of a large radiograph takes a tenth of a second, and pixels that are not at hand are
    read from the file (:attr:`Image.pixels`). Of a picture in colour, which has no modality values,
    they are those of its brightness (luma), 0 to 255.
    """
    (x0, y0), (x1, y1) = shape.points
    left, right = _centres(x0, x1, image.columns)
    top, bottom = _centres(y0, y1, image.rows)
    box = image.pixels[top:bottom, left:right]
    if image.colour is not None:
        box = luma(image.colour.apply(box))
    inside = np.ones(box.shape, np.bool_)
    if shape.kind is Kind.ELLIPSE:
        across = (np.arange(left, right) + 0.5 - (x0 + x1) / 2.0) / ((x1 - x0) / 2.0)
        down = (np.arange(top, bottom) + 0.5 - (y0 + y1) / 2.0) / ((y1 - y0) / 2.0)
        inside = across[None, :] ** 2 + down[:, None] ** 2 <= 1.0
    if image.padding is not None:
        inside &= (box < image.padding[0]) | (box > image.padding[1])
    return _statistics(image, box[inside])


def _centres(one: float, other: float, count: int) -> tuple[int, int]:
    """Return the half-open range of the pixels whose centres lie between two edges."""
    low, high = min(one, other), max(one, other)
    return max(math.ceil(low - 0.5), 0), min(math.floor(high - 0.5) + 1, count)


def _statistics(image: Image, stored: Stored) -> Statistics:
    if not stored.size:
        return Statistics(0, *(math.nan,) * 4)
    values: NDArray[np.float64] = image.modality.apply(stored)
    deviation = float(values.std(ddof=1)) if values.size > 1 else math.nan
    return Statistics(
        values.size, float(values.mean()), deviation, float(values.min()), float(values.max())
    )
