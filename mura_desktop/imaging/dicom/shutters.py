"""The display shutter of a DICOM file (PS3.3 C.7.6.11 and C.7.6.15).

A shape that makes no sense, or would leave nothing of the image, is left out: what is hidden is not
read, so a doubtful shutter must hide nothing.
"""

from __future__ import annotations

from pydicom.dataset import Dataset

from mura_desktop.domain.overlay_plane import OverlayPlane
from mura_desktop.domain.shutter import Bitmap, Circle, Polygon, Rectangle, Shutter
from mura_desktop.imaging.dicom.values import floats, integer, number, texts, values

Shape = Rectangle | Circle | Polygon | Bitmap

_MOST_VERTICES = 1000  # each takes time; a collimator has eight blades
_EDGES = (
    "ShutterUpperHorizontalEdge",
    "ShutterLowerHorizontalEdge",
    "ShutterLeftVerticalEdge",
    "ShutterRightVerticalEdge",
)


def shutter_of(ds: Dataset, planes: dict[int, OverlayPlane], aspect: float) -> Shutter | None:
    """Return the shutter, or None where the file has no usable one.

    Args:
        ds: The object.
        planes: Its overlay planes by group, one of which may be the shutter.
        aspect: Height of a pixel divided by its width.
    """
    named = {shape.upper() for shape in texts(ds, "ShutterShape")}
    shapes = (
        _rectangle(ds) if "RECTANGULAR" in named else None,
        _circle(ds, aspect) if "CIRCULAR" in named else None,
        _polygon(ds) if "POLYGONAL" in named else None,
        _bitmap(ds, planes) if "BITMAP" in named else None,
    )
    usable = tuple(shape for shape in shapes if shape is not None)
    brightness = min(max(integer(ds, "ShutterPresentationValue"), 0), 0xFFFF) >> 8
    return Shutter(usable, brightness) if usable else None


def bitmap_group(ds: Dataset) -> int | None:
    """Return the group of the overlay plane that is a shutter, not a drawing, or None."""
    is_bitmap = "BITMAP" in texts(ds, "ShutterShape")
    return integer(ds, "ShutterOverlayGroup") if is_bitmap else None


def _rectangle(ds: Dataset) -> Rectangle | None:
    if not all(values(ds, edge) for edge in _EDGES):
        return None
    upper, lower, left, right = (number(ds, edge, 0.0) for edge in _EDGES)
    if not _meets(ds, (upper, lower), (left, right)):
        return None
    return Rectangle(upper, lower, left, right)


def _circle(ds: Dataset, aspect: float) -> Circle | None:
    center = floats(ds, "CenterOfCircularShutter")
    radius = number(ds, "RadiusOfCircularShutter", 0.0)
    if len(center) != 2 or radius <= 0.0:
        return None
    row, column = center
    down = radius / aspect
    if not _meets(ds, (row - down, row + down), (column - radius, column + radius)):
        return None
    return Circle(row, column, radius, aspect)


def _polygon(ds: Dataset) -> Polygon | None:
    flat = floats(ds, "VerticesOfThePolygonalShutter")
    vertices = tuple(zip(flat[::2], flat[1::2], strict=False))
    if len(flat) % 2 or not 3 <= len(vertices) <= _MOST_VERTICES:
        return None
    rows, columns = flat[::2], flat[1::2]
    if not _meets(ds, (min(rows), max(rows)), (min(columns), max(columns))):
        return None
    return Polygon(vertices)


def _bitmap(ds: Dataset, planes: dict[int, OverlayPlane]) -> Bitmap | None:
    plane = planes.get(integer(ds, "ShutterOverlayGroup"))
    if plane is None or (plane.rows, plane.columns) != (
        integer(ds, "Rows"),
        integer(ds, "Columns"),
    ):
        return None
    return Bitmap(plane)


def _meets(ds: Dataset, rows: tuple[float, float], columns: tuple[float, float]) -> bool:
    """Tell whether an extent, from 1, spans an area that lies at least partly in the image."""
    return (
        rows[0] < rows[1]
        and columns[0] < columns[1]
        and rows[1] >= 1
        and columns[1] >= 1
        and rows[0] <= integer(ds, "Rows")
        and columns[0] <= integer(ds, "Columns")
    )
