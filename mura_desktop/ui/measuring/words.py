"""Measurements in words: a number is never without its uncertainty and what its scale rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from mura_desktop.domain.measurement.region import Statistics
from mura_desktop.domain.measurement.scale import MOST_MAGNIFIED, Basis, Scale
from mura_desktop.domain.measurement.shape import Kind, Shape
from mura_desktop.domain.measurement.size import Size, size_of

UNCERTAINTY = (
    "± is the uncertainty of placing points on pixels, and of a calibration by hand, with a "
    "coverage factor of 2 (about 95 %); not that of choosing the right place. Where the "
    "magnification is unknown, the size in the patient is up to "
    f"{100.0 * (1.0 - 1.0 / MOST_MAGNIFIED):.0f} % less."
)
"""What the numbers mean, for a list or a report of them."""


@dataclass(frozen=True)
class Told:
    """A measurement for a reader.

    Attributes:
        size: ``42.3 ± 0.2 mm``.
        basis: What the size rests on.
        range: The sizes in the patient that an unknown magnification allows, or empty.
        greys: Statistics of the modality values inside an outline, in a few short parts.
    """

    size: str
    basis: str
    range: str
    greys: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of a label."""
        greys = " · ".join(self.greys[:2]), " · ".join(self.greys[2:])
        return tuple(line for line in (self.size, *greys, self.basis, self.range) if line)


@lru_cache(maxsize=256)
def told(shape: Shape, scale: Scale, statistics: Statistics | str | None = None) -> Told:
    """Write a measurement by a scale; outlines with their statistics, None while they come."""
    size = size_of(shape, scale)
    name = "Cobb " if shape.kind is Kind.COBB else ""
    greys = _greys(statistics) if shape.kind.is_outline else ()
    return Told(f"{name}{_with_spread(size)}", _basis(shape, scale), _range(size), greys)


def scale_text(scale: Scale) -> str:
    """Write what an image is measured with, such as ``0.143 mm, at detector``."""
    if scale.basis is Basis.PIXELS:
        return "no pixel spacing: pixels only"
    sides = dict.fromkeys(f"{side:.4g}" for side in (scale.rows, scale.columns))
    return f"{' × '.join(sides)} mm, {scale.basis.words}"


def _with_spread(size: Size) -> str:
    digits = _digits(size)
    unit = size.unit if size.unit == "°" else f" {size.unit}"
    return f"{size.value:.{digits}f} ± {_spread(size, digits)}{unit}"


def _spread(size: Size, digits: int) -> str:
    """Write the uncertainty, never as 0: rounding would make it smaller than it is."""
    return f"{max(size.spread, 10.0**-digits):.{digits}f}"


def _range(size: Size) -> str:
    if size.least == size.value:
        return ""
    digits = _digits(size)
    return f"in the patient {size.least:.{digits}f}–{size.value:.{digits}f} {size.unit}"


def _basis(shape: Shape, scale: Scale) -> str:
    return "in the projection" if shape.kind in (Kind.ANGLE, Kind.COBB) else scale.basis.words


def _digits(size: Size) -> int:
    """Return as many decimals as the uncertainty leaves a meaning, two at most."""
    return 2 if size.spread <= 0.0 else min(max(math.ceil(-math.log10(size.spread)), 0), 2)


def _greys(found: Statistics | str | None) -> tuple[str, ...]:
    if found is None:
        return ("grey values …",)
    if isinstance(found, str):
        return (found,)
    if found.count == 0:
        return ("no pixel inside",)
    deviation = "–" if math.isnan(found.deviation) else f"{found.deviation:.1f}"
    return (
        f"mean {found.mean:.1f}",
        f"SD {deviation}",
        f"min {found.lowest:g}",
        f"max {found.highest:g}",
        f"{found.count} pixels",
    )
