"""What a reader draws to measure: a line, two, an angle, or an outline.

Points are (x, y) in pixels with edges on whole numbers: pixel (row r, column c) covers x from c to
c + 1 and y from r to r + 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

Point = tuple[float, float]


class Kind(Enum):
    """What is measured.

    Attributes:
        title: What it is called.
        points: How many points are placed.
    """

    title: str
    points: int

    LENGTH = "Length", 2
    ANGLE = "Angle", 3
    COBB = "Cobb angle", 4
    ELLIPSE = "Ellipse", 2
    RECTANGLE = "Rectangle", 2

    def __init__(self, title: str, points: int) -> None:
        self.title = title
        self.points = points

    @property
    def is_outline(self) -> bool:
        """Whether it encloses pixels."""
        return self in (Kind.ELLIPSE, Kind.RECTANGLE)


@dataclass(frozen=True)
class Shape:
    """A kind of measurement at its points.

    Attributes:
        kind: What it is.
        points: LENGTH: both ends. ANGLE: end of one arm, vertex, end of the other arm. COBB: both
            ends of one line, then of the other. ELLIPSE and RECTANGLE: opposite corners of the
            box, whose sides run along rows and columns.
        step: How many image pixels apart two neighbouring positions of the pointer were, at least
            1: what the placing of the points is uncertain by.
    """

    kind: Kind
    points: tuple[Point, ...]
    step: float = 1.0

    @property
    def handles(self) -> tuple[Point, ...]:
        """The points by which the shape is changed: all corners of an outline's box."""
        if not self.kind.is_outline:
            return self.points
        (left, top), (right, bottom) = self.points
        return (left, top), (right, top), (right, bottom), (left, bottom)

    def with_handle(self, index: int, to: Point, step: float) -> Shape:
        """Return the shape with one handle elsewhere, placed with another step."""
        if not self.kind.is_outline:
            points = (*self.points[:index], to, *self.points[index + 1 :])
            return Shape(self.kind, points, max(self.step, step))
        return Shape(self.kind, (to, self.handles[(index + 2) % 4]), max(self.step, step))

    def moved(self, across: float, down: float, rows: int, columns: int) -> Shape:
        """Return the shape moved as a whole, no further than it stays in an image of a size."""
        xs, ys = zip(*self.points, strict=True)
        across = min(max(across, -min(xs)), columns - max(xs))
        down = min(max(down, -min(ys)), rows - max(ys))
        return replace(self, points=tuple((x + across, y + down) for x, y in self.points))

    @property
    def lines(self) -> tuple[tuple[Point, Point], ...]:
        """The straight lines that it is drawn with; none for outlines."""
        ends = self.points
        if self.kind is Kind.COBB:
            return (ends[0], ends[1]), (ends[2], ends[3])
        if self.kind.is_outline:
            return ()
        return tuple(pairwise(ends))

    @property
    def is_empty(self) -> bool:
        """Whether it has no extent, so that there is nothing to measure."""
        if self.kind.is_outline:
            (left, top), (right, bottom) = self.points
            return abs(right - left) < 1.0 or abs(bottom - top) < 1.0
        return any(abs(a[0] - b[0]) + abs(a[1] - b[1]) < 1.0 for a, b in self.lines)
