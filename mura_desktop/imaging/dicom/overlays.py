"""Overlay planes of a DICOM file (PS3.3 C.9.2): groups 6000 to 601E.

A plane that contradicts itself costs no more than itself: it is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from mura_desktop.domain.overlay_plane import OverlayPlane
from mura_desktop.imaging import limits
from mura_desktop.imaging.dicom import transfer
from mura_desktop.imaging.dicom.values import floats, integer, text, values

Containers = Callable[[], NDArray[np.integer] | None]

_GROUPS = range(0x6000, 0x6020, 2)
_ROWS, _COLUMNS, _FRAMES, _DESCRIPTION = 0x0010, 0x0011, 0x0015, 0x0022
_TYPE, _ORIGIN, _FIRST_FRAME = 0x0040, 0x0050, 0x0051
_BIT_POSITION, _LABEL, _DATA = 0x0102, 0x1500, 0x3000


def planes_of(path: Path, ds: Dataset, frame: int) -> dict[int, OverlayPlane]:
    """Return the overlay planes of one frame, by their group."""
    found = {}
    # once for all of them: a compressed frame is decoded for it
    containers = cache(partial(transfer.containers, path, ds, frame))
    for group in _GROUPS:
        if (group << 16 | _ROWS) in ds and (plane := _plane(ds, group, frame, containers)):
            found[group] = plane
    return found


def _plane(ds: Dataset, group: int, frame: int, containers: Containers) -> OverlayPlane | None:
    base = group << 16
    rows, columns = integer(ds, base | _ROWS), integer(ds, base | _COLUMNS)
    if rows <= 0 or columns <= 0 or rows * columns > limits.MAX_PIXELS:
        return None
    if values(ds, base | _DATA):
        bits = _separate(ds, base, rows * columns, frame)
    else:
        bits = _embedded(ds, integer(ds, base | _BIT_POSITION), containers)
        rows, columns = integer(ds, "Rows"), integer(ds, "Columns")
    if bits is None:
        return None
    origin = tuple(int(edge) for edge in floats(ds, base | _ORIGIN))
    top, left = origin if len(origin) == 2 else (1, 1)
    return OverlayPlane(
        rows=rows,
        columns=columns,
        top=top - 1,
        left=left - 1,
        bits=bits,
        label=text(ds, base | _LABEL),
        description=text(ds, base | _DESCRIPTION),
        is_region=text(ds, base | _TYPE) == "R",
    )


def _separate(ds: Dataset, base: int, pixels: int, frame: int) -> NDArray[np.uint8] | None:
    """Return the plane from Overlay Data (60xx,3000), or None where it has none for the frame.

    A plane of one frame lies over every frame of the image (PS3.3 C.9.3).
    """
    count = max(1, integer(ds, base | _FRAMES, 1))
    index = frame - (integer(ds, base | _FIRST_FRAME, 1) - 1) if count > 1 else 0
    data = ds[base | _DATA]
    if not 0 <= index < count or not isinstance(data.value, bytes):
        return None
    packed = np.frombuffer(data.value, np.uint8)
    if ds.original_encoding[1] is False and data.VR == "OW":
        # in big endian the two bytes of a word are exchanged, not the bits in them (PS3.5 8.1.2)
        packed = packed[: len(packed) // 2 * 2].reshape(-1, 2)[:, ::-1].ravel()
    start, end = index * pixels, (index + 1) * pixels
    if 8 * len(packed) < end:
        return None
    part = packed[start // 8 : -(-end // 8)]
    if start % 8 == 0:
        return part.copy()
    shifted = np.unpackbits(part, bitorder="little")[start % 8 :][:pixels]
    return np.packbits(shifted, bitorder="little")


def _embedded(ds: Dataset, bit: int, containers: Containers) -> NDArray[np.uint8] | None:
    """Return the plane from an unused bit of the pixels, a retired way (PS3.5 8.1.2 of 2004)."""
    high, stored = integer(ds, "HighBit"), integer(ds, "BitsStored")
    is_unused = bit > high or bit <= high - stored
    if not (0 <= bit < integer(ds, "BitsAllocated") and is_unused):
        return None
    found = containers()
    if found is None or found.ndim != 2:
        return None
    drawn = found & found.dtype.type(1 << bit)
    return np.packbits(drawn.ravel() != 0, bitorder="little")
