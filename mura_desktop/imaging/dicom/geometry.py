"""How large and how wide a DICOM file says its pixels are, and which way the image lies."""

from __future__ import annotations

from pydicom.dataset import Dataset

from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.imaging.dicom.values import floats, integer, number, text, texts

_CALIBRATED = {"FIDUCIAL": SpacingSource.FIDUCIAL, "GEOMETRY": SpacingSource.GEOMETRY}
_WIDEST = 16.0  # no detector has pixels further from square; a value beyond is a typing error


def spacings_of(ds: Dataset) -> tuple[Spacing, ...]:
    """Return every usable pixel spacing, the one to measure with first.

    Pixel Spacing comes before Imager Pixel Spacing, because one that differs from the detector's
    was calibrated (PS3.3 10.7.1.1); where the two agree only the detector's is kept, because then
    it means no more than that.
    """
    detector = _pair(ds, "ImagerPixelSpacing")
    pixel = _pair(ds, "PixelSpacing")
    scanner = _pair(ds, "NominalScannedPixelSpacing")
    calibration = text(ds, "PixelSpacingCalibrationType").upper()
    source = _CALIBRATED.get(calibration, SpacingSource.UNSTATED)
    found = []
    if pixel and not (pixel == detector and source is SpacingSource.UNSTATED):
        found.append(Spacing(*pixel, source))
    if detector:
        found.append(Spacing(*detector, SpacingSource.DETECTOR))
    if scanner:
        found.append(Spacing(*scanner, SpacingSource.SCANNER))
    return tuple(found)


def magnification_of(ds: Dataset) -> float | None:
    """Return Estimated Radiographic Magnification Factor (PS3.3 C.8.11.5), or None."""
    factor = number(ds, "EstimatedRadiographicMagnificationFactor", 0.0)
    return factor if factor > 0.0 else None


def aspect_of(ds: Dataset, spacings: tuple[Spacing, ...]) -> float:
    """Return the height of a pixel divided by its width.

    The spacing says it; Pixel Aspect Ratio is there for images without one (PS3.3 C.7.6.3.1.7) and
    does not count beside it.
    """
    pair = floats(ds, "PixelAspectRatio")
    if spacings:
        pair = spacings[0].rows, spacings[0].columns
    if len(pair) != 2 or min(pair) <= 0.0:
        return 1.0
    aspect = pair[0] / pair[1]
    return aspect if 1.0 / _WIDEST <= aspect <= _WIDEST else 1.0


def orientation_of(ds: Dataset) -> tuple[str, str]:
    """Return the patient's directions at the right and lower edge (PS3.3 C.7.6.1.1.1)."""
    directions = tuple(direction.upper() for direction in texts(ds, "PatientOrientation"))
    if len(directions) != 2 or not all(set(d) <= set("LRAPHF") and d for d in directions):
        return "", ""
    return directions[0], directions[1]


def turned_of(ds: Dataset) -> int:
    """Return Field of View Rotation (PS3.3 C.8.11.6): 0, 90, 180 or 270 degrees."""
    degrees = integer(ds, "FieldOfViewRotation")
    return degrees if degrees in (90, 180, 270) else 0


def _pair(ds: Dataset, keyword: str) -> tuple[float, float] | None:
    spacing = floats(ds, keyword)
    return (spacing[0], spacing[1]) if len(spacing) == 2 and min(spacing) > 0.0 else None
