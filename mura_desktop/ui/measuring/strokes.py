"""The lines that a shape is drawn with, whole or on its way."""

from __future__ import annotations

import math
from itertools import pairwise

from mura_desktop.domain.measurement.shape import Kind, Point, Shape

_SIDES = 72
"""Of the polygon that stands for an ellipse."""

Stroke = tuple[Point, ...]


def strokes_of(shape: Shape) -> tuple[Stroke, ...]:
    """Return polylines in image positions."""
    points = shape.points
    if shape.kind is Kind.COBB:
        return tuple(points[start : start + 2] for start in range(0, len(points), 2))
    if not shape.kind.is_outline:
        return (points,)
    if shape.kind is Kind.RECTANGLE:
        corners = shape.handles
        return ((*corners, corners[0]),)
    (left, top), (right, bottom) = points
    middle = (left + right) / 2.0, (top + bottom) / 2.0
    turns = (2.0 * math.pi * side / _SIDES for side in range(_SIDES + 1))
    return (
        tuple(
            (
                middle[0] + (right - left) / 2.0 * math.cos(turn),
                middle[1] + (bottom - top) / 2.0 * math.sin(turn),
            )
            for turn in turns
        ),
    )


def distance(strokes: tuple[Stroke, ...], at: Point) -> float:
    """Return how far a position lies from the nearest line of polylines."""
    return min(
        (_to_line(at, one, other) for stroke in strokes for one, other in pairwise(stroke)),
        default=math.inf,
    )


def _to_line(at: Point, one: Point, other: Point) -> float:
    across, down = other[0] - one[0], other[1] - one[1]
    length = across**2 + down**2
    share = 0.0
    if length > 0.0:
        share = ((at[0] - one[0]) * across + (at[1] - one[1]) * down) / length
    share = min(max(share, 0.0), 1.0)
    return math.dist(at, (one[0] + share * across, one[1] + share * down))
