"""Lengths, areas and angles with their uncertainty.

A point is placed on a grid of steps, so each of its coordinates is uncertain by a rectangular
distribution one step wide, whose standard deviation is step / sqrt(12) (JCGM 100:2008, 4.3.7). It
is carried to the result by first-order propagation (5.1.2) and told with a coverage factor of 2,
which is about 95 %. Whether the reader chose the right place is another matter, and not in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from mura_desktop.domain.measurement.scale import Scale
from mura_desktop.domain.measurement.shape import Kind, Point, Shape

COVERAGE = 2.0
_DELTA = 0.25

Points = tuple[Point, ...]


@dataclass(frozen=True)
class Size:
    """A measured quantity.

    Attributes:
        value: By the scale.
        unit: ``mm``, ``mm²``, ``px``, ``px²`` or ``°``.
        spread: Expanded uncertainty (coverage factor 2) of placing the points and of a calibration
            by hand, in the unit.
        least: The smallest value in the patient that an unknown magnification allows; ``value``
            where it is known, or plays no part.
    """

    value: float
    unit: str
    spread: float
    least: float


def size_of(shape: Shape, scale: Scale) -> Size:
    """Return a line's length, the degrees of an angle, or the area of an outline.

    An angle between 0 and 180 degrees is one in the projection, and no magnification changes it. A
    Cobb angle is the one between two lines which both run the same way across the line between
    their middles, so that it may exceed 90 degrees.
    """
    measure = _MEASURES[shape.kind]
    value = measure(shape.points, scale)
    power = 2 if shape.kind.is_outline else 1
    spread = _spread(measure, shape, scale)
    if shape.kind in (Kind.ANGLE, Kind.COBB):
        return Size(value, "°", spread, value)
    spread = math.hypot(spread, COVERAGE * power * scale.error * value)
    unit = scale.unit + ("²" if power == 2 else "")
    return Size(value, unit, spread, value / scale.most_magnified**power)


def placing_error(shape: Shape, scale: Scale) -> float:
    """Return the standard uncertainty of a shape's size as a share of it, for a calibration."""
    size = size_of(shape, scale)
    return size.spread / COVERAGE / size.value


def _length(points: Points, scale: Scale) -> float:
    return scale.length(points[0], points[1])


def _angle(points: Points, scale: Scale) -> float:
    vertex = points[1]
    return _between(scale.vector(vertex, points[0]), scale.vector(vertex, points[2]))


def _cobb(points: Points, scale: Scale) -> float:
    one, other = scale.vector(points[0], points[1]), scale.vector(points[2], points[3])
    across = scale.vector(_middle(points[0], points[1]), _middle(points[2], points[3]))
    normal = -across[1], across[0]
    return _between(_along(one, normal), _along(other, normal))


def _box(points: Points, scale: Scale) -> float:
    across, down = scale.vector(points[0], points[1])
    return abs(across * down)


def _ellipse(points: Points, scale: Scale) -> float:
    return math.pi / 4.0 * _box(points, scale)


_MEASURES: dict[Kind, Callable[[Points, Scale], float]] = {
    Kind.LENGTH: _length,
    Kind.ANGLE: _angle,
    Kind.COBB: _cobb,
    Kind.ELLIPSE: _ellipse,
    Kind.RECTANGLE: _box,
}


def _spread(measure: Callable[[Points, Scale], float], shape: Shape, scale: Scale) -> float:
    variance = 0.0
    for index, (x, y) in enumerate(shape.points):
        for across, down in ((_DELTA, 0.0), (0.0, _DELTA)):
            ends = (
                measure(_with(shape.points, index, (x + sign * across, y + sign * down)), scale)
                for sign in (1.0, -1.0)
            )
            slope = (next(ends) - next(ends)) / (2.0 * _DELTA)
            variance += (slope * shape.step) ** 2 / 12.0
    return COVERAGE * math.sqrt(variance)


def _with(points: Points, index: int, point: Point) -> Points:
    return (*points[:index], point, *points[index + 1 :])


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2.0, (one[1] + other[1]) / 2.0


def _along(vector: Point, direction: Point) -> Point:
    """Return the vector or its opposite, whichever runs along the direction."""
    backward = vector[0] * direction[0] + vector[1] * direction[1] < 0.0
    return (-vector[0], -vector[1]) if backward else vector


def _between(one: Point, other: Point) -> float:
    """Return the angle between two vectors in degrees, 0 to 180."""
    cross = one[0] * other[1] - one[1] * other[0]
    dot = one[0] * other[0] + one[1] * other[1]
    return math.degrees(math.atan2(abs(cross), dot))
