"""What a step from pixel to pixel stands for, who says so, and how far that holds.

X-rays spread, so whatever lies above the detector is drawn larger on it. Imager Pixel Spacing and
Nominal Scanned Pixel Spacing are distances on the detector or the film, and Pixel Spacing is one in
the patient only where the image was calibrated (PS3.3 10.7.1.1). Where nothing tells the
magnification, the size in the patient lies between the measured one and that divided by
MOST_MAGNIFIED.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from mura_desktop.domain.measurement.shape import Point
from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.domain.study import Image

MOST_MAGNIFIED = 1.25
"""The largest magnification that a plain radiograph is taken to have.

Measured were 1.109 to 1.200 on 20 pelvic radiographs (Orthopaedic Proceedings 88-B Supp II, 2006,
247), up to 1.234 on hips (Brew et al., Journal of Arthroplasty 27, 2012, 643), 1.121 to 1.153 on
knees (Acta Radiologica Open, 2022, doi 10.1177/20584601221096297), and up to 1.25 for a ball raised
6 inches from the table (Orthopedics, 2019, PMID 30861075). It is SID / (SID - OID), as of an object
20 cm from a detector at 1 m; hands and wrists lie nearer, and are magnified less.
"""


class Basis(Enum):
    """Where a length applies, and by what it is known.

    Attributes:
        words: For the reader, behind a length.
    """

    words: str

    FIDUCIAL = "calibrated: object of known size"
    GEOMETRY = "calibrated: assumed depth"
    CALIBRATED = "calibrated: method not stated"
    CORRECTED = "magnification corrected"
    DETECTOR = "at detector"
    SCANNER = "on scanned film"
    UNSTATED = "pixel spacing: place not stated"
    MANUAL = "calibrated by hand"
    PIXELS = "pixels only"

    def __init__(self, words: str) -> None:
        self.words = words


@dataclass(frozen=True)
class Scale:
    """The size of a pixel.

    Attributes:
        rows: From one row to the next, in the unit; above 0.
        columns: From one column to the next, in the unit; above 0.
        basis: Where that applies.
        most_magnified: By what a length may at most be too large; 1 where it is one in the patient.
        error: Standard uncertainty of the size itself, as a share of it.
    """

    rows: float
    columns: float
    basis: Basis
    most_magnified: float = 1.0
    error: float = 0.0

    @property
    def unit(self) -> str:
        """``mm``, or ``px``: widths of a pixel."""
        return "px" if self.basis is Basis.PIXELS else "mm"

    def vector(self, start: Point, end: Point) -> Point:
        """Return the way from one point to another, to the right and down, in the unit."""
        return (end[0] - start[0]) * self.columns, (end[1] - start[1]) * self.rows

    def length(self, start: Point, end: Point) -> float:
        """Return the distance of two points in the unit."""
        return math.hypot(*self.vector(start, end))


def scale_of(image: Image) -> Scale:
    """Return the scale that an image's file gives.

    Estimated Radiographic Magnification Factor (0018,1114) is SID / SOD (PS3.3 C.8.11.5); it turns
    distances at the detector into such in the patient. A factor of 1 corrects nothing and is taken
    for one that was left as it was. The distances from source to detector and patient are not used
    in its place: for a DX image the latter ends at the table (PS3.3 C.8.11.5).
    """
    spacing = image.spacing
    if spacing is None:
        return Scale(image.aspect, 1.0, Basis.PIXELS)
    factor = image.magnification or 1.0
    if spacing.source is SpacingSource.DETECTOR and factor > 1.0:
        return Scale(spacing.rows / factor, spacing.columns / factor, Basis.CORRECTED)
    basis = _basis(spacing, image.spacings)
    unknown = basis in (Basis.DETECTOR, Basis.SCANNER, Basis.UNSTATED)
    most = MOST_MAGNIFIED if unknown else 1.0
    return Scale(spacing.rows, spacing.columns, basis, most)


def calibrated(scale: Scale, measured: float, known: float, error: float) -> Scale:
    """Return a scale by which a line has its known length.

    Args:
        scale: The one that the line was measured with; the shape of the pixels is kept.
        measured: The line's length by that scale; above 0.
        known: Its length in mm; above 0.
        error: Standard uncertainty of the measured length, as a share of it.
    """
    factor = known / measured
    return Scale(scale.rows * factor, scale.columns * factor, Basis.MANUAL, error=error)


def _basis(spacing: Spacing, all_of_them: tuple[Spacing, ...]) -> Basis:
    """Name the basis; an unstated Pixel Spacing was calibrated if it differs from another one."""
    if spacing.source is SpacingSource.UNSTATED:
        return Basis.CALIBRATED if len(all_of_them) > 1 else Basis.UNSTATED
    return Basis[spacing.source.name]
