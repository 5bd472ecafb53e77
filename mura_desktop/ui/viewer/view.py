"""Where an image lies on the screen. Pure arithmetic: no Qt.

Positions are (x, y) in pixels with edges on whole numbers: pixel (row r, column c) covers x from c
to c + 1 and y from r to r + 1. Screen positions are device pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

SMALLEST_SCALE = 0.01
LARGEST_SCALE = 64.0
_WHOLE = 1e-9
"""How far a scale may be from a whole number that it was asked to be."""
_COSINES = (1, 0, -1, 0)


@dataclass(frozen=True)
class Orientation:
    """A mirroring left to right, if any, followed by quarter turns clockwise."""

    turns: int = 0
    mirrored: bool = False

    def turned(self, quarters: int) -> Orientation:
        """Return the orientation after turning what is seen clockwise."""
        return Orientation((self.turns + quarters) % 4, self.mirrored)

    def flipped_horizontally(self) -> Orientation:
        """Return the orientation after exchanging left and right of what is seen."""
        return Orientation(-self.turns % 4, not self.mirrored)

    def flipped_vertically(self) -> Orientation:
        """Return the orientation after exchanging top and bottom of what is seen."""
        return Orientation((2 - self.turns) % 4, not self.mirrored)

    @property
    def sideways(self) -> bool:
        """Whether the image's rows run down the screen."""
        return self.turns % 2 == 1

    def forward(self, x: float, y: float) -> Point:
        """Turn a vector of the image into one of the screen."""
        cosine, sine = _COSINES[self.turns], _COSINES[self.turns - 1]
        x = -x if self.mirrored else x
        return cosine * x - sine * y, sine * x + cosine * y

    def backward(self, x: float, y: float) -> Point:
        """Turn a vector of the screen into one of the image."""
        cosine, sine = _COSINES[self.turns], _COSINES[self.turns - 1]
        x, y = cosine * x + sine * y, cosine * y - sine * x
        return (-x if self.mirrored else x), y


@dataclass(frozen=True)
class Patch:
    """The part of the screen that an image covers, and the image positions under its pixels.

    Attributes:
        left: First screen column.
        top: First screen row.
        ys: Image y under each screen row, or under each screen column when sideways; float64.
        xs: Image x under each screen column, or under each screen row when sideways; float64.
        sideways: Whether what is sampled at (ys, xs) must be transposed to lie on the screen.
    """

    left: int
    top: int
    ys: NDArray[np.floating]
    xs: NDArray[np.floating]
    sideways: bool


@dataclass(frozen=True)
class View:
    """An image of a size, seen through a screen area of a size.

    Attributes:
        rows: Height of the image.
        columns: Width of the image.
        width: Width of the screen area in device pixels.
        height: Height of the screen area in device pixels.
        orientation: How the image is turned.
        scale: Device pixels per image pixel.
        centre: The image position at the middle of the screen area, to half a device pixel.
        fitted: Whether the scale follows the screen area.
        aspect: Height of an image pixel divided by its width. The scale is along a row; along a
            column it is this much larger.
    """

    rows: int
    columns: int
    width: int
    height: int
    orientation: Orientation = Orientation()
    scale: float = 1.0
    centre: Point = (0.0, 0.0)
    fitted: bool = True
    aspect: float = 1.0

    @staticmethod
    def fit(rows: int, columns: int, width: int, height: int, aspect: float = 1.0) -> View:
        """Return the view that shows the whole image, upright, as large as it goes."""
        return View(rows, columns, width, height, aspect=aspect).refitted()

    def refitted(self) -> View:
        """Return the view with the whole image in it, turned as it is."""
        size = self.columns, self.rows * self.aspect
        across, down = size[::-1] if self.orientation.sideways else size
        scale = max(min(self.width / across, self.height / down), 1e-6)
        middle = (self.columns / 2.0, self.rows / 2.0)
        return replace(self, scale=scale, centre=middle, fitted=True)

    def resized(self, width: int, height: int) -> View:
        """Return the view through a screen area of another size."""
        resized = replace(self, width=width, height=height)
        return resized.refitted() if self.fitted else resized

    def oriented(self, orientation: Orientation) -> View:
        """Return the view of the image turned otherwise, about the middle of the screen area."""
        turned = replace(self, orientation=orientation)
        return turned.refitted() if self.fitted else turned

    def zoomed(self, factor: float, at: Point | None = None) -> View:
        """Return the view magnified so that the image position under ``at`` stays where it is."""
        at = at or (self.width / 2.0, self.height / 2.0)
        scale = min(max(self.scale * factor, SMALLEST_SCALE), LARGEST_SCALE)
        held = self.to_image(at)
        loose = replace(self, scale=scale, fitted=False)
        now = loose.to_image(at)
        return loose._centred(
            (self.centre[0] + held[0] - now[0], self.centre[1] + held[1] - now[1])
        )

    def panned(self, across: float, down: float) -> View:
        """Return the view with the image moved by device pixels."""
        x, y = self.orientation.backward(across / self.scale, down / self.scale)
        centre = self.centre[0] - x, self.centre[1] - y / self.aspect
        return replace(self, fitted=False)._centred(centre)

    def to_screen(self, position: Point) -> Point:
        """Return the screen position of an image position."""
        middle = self._middle
        right = position[0] - middle[0]
        x, y = self.orientation.forward(right, (position[1] - middle[1]) * self.aspect)
        return self.width / 2.0 + x * self.scale, self.height / 2.0 + y * self.scale

    def to_image(self, position: Point) -> Point:
        """Return the image position of a screen position."""
        x, y = self.orientation.backward(
            (position[0] - self.width / 2.0) / self.scale,
            (position[1] - self.height / 2.0) / self.scale,
        )
        return x + self._middle[0], y / self.aspect + self._middle[1]

    def patch(self) -> Patch | None:
        """Return what of the screen area the image covers, or None where it is out of sight."""
        first, last = self.to_screen((0.0, 0.0)), self.to_screen((self.columns, self.rows))
        left, right = _covered(first[0], last[0], self.width)
        top, bottom = _covered(first[1], last[1], self.height)
        if left >= right or top >= bottom:
            return None
        middle = (self.width / 2.0, self.height / 2.0)
        us = (np.arange(left, right) + 0.5 - middle[0]) / self.scale
        vs = (np.arange(top, bottom) + 0.5 - middle[1]) / self.scale
        # one screen direction changes one image coordinate only, up or down
        x_step, y_step = self.orientation.backward(1.0, 1.0)
        across, down = (vs, us) if self.orientation.sideways else (us, vs)
        return Patch(
            left,
            top,
            self._middle[1] + y_step * down / self.aspect,
            self._middle[0] + x_step * across,
            self.orientation.sideways,
        )

    @cached_property
    def _middle(self) -> Point:
        """The centre, less than a device pixel off where image pixels would lie across those.

        At 1:1 and each larger whole number an image pixel then covers whole device pixels. Between
        them it would be mixed with its neighbours, for no reason but the window's odd size. The
        centre itself stays as it is: of many small steps none is lost.
        """
        if self.scale < 1.0 - _WHOLE or abs(self.scale - round(self.scale)) > _WHOLE:
            return self.centre
        x, y = self.orientation.forward(-self.centre[0], -self.centre[1] * self.aspect)
        corner = self.width / 2.0 + x * self.scale, self.height / 2.0 + y * self.scale
        x, y = self.orientation.backward(
            (corner[0] - math.floor(corner[0] + 0.5)) / self.scale,
            (corner[1] - math.floor(corner[1] + 0.5)) / self.scale,
        )
        return self.centre[0] + x, self.centre[1] + y / self.aspect

    def _centred(self, centre: Point) -> View:
        """Return the view about another image position, kept within the image."""
        x = min(max(centre[0], 0.0), float(self.columns))
        y = min(max(centre[1], 0.0), float(self.rows))
        return replace(self, centre=(x, y))


def _covered(one: float, other: float, length: int) -> tuple[int, int]:
    """Return the screen pixels whose middles lie between two edges, as a half-open range."""
    low, high = min(one, other), max(one, other)
    return max(math.ceil(low - 0.5), 0), min(math.ceil(high - 0.5), length)
