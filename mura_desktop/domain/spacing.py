"""How far apart the pixels of an image are, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SpacingSource(StrEnum):
    """Where a pixel spacing applies, and by what it was found (PS3.3 10.7.1.1, 10.7.1.2)."""

    FIDUCIAL = "fiducial"
    """Pixel Spacing, calibrated against an object of known size in the image."""

    GEOMETRY = "geometry"
    """Pixel Spacing, calibrated by an assumed or known depth in the patient."""

    UNSTATED = "unstated"
    """Pixel Spacing that differs from the detector's, or stands alone, and does not say why."""

    DETECTOR = "detector"
    """Imager Pixel Spacing: at the detector, larger than in the patient by the magnification."""

    SCANNER = "scanner"
    """Nominal Scanned Pixel Spacing: on the film that was digitized."""


@dataclass(frozen=True)
class Spacing:
    """Distance between the centres of neighbouring pixels.

    Attributes:
        rows: Between one row and the next, vertically, in mm; above 0.
        columns: Between one column and the next, horizontally, in mm; above 0.
        source: Where it applies.
    """

    rows: float
    columns: float
    source: SpacingSource
