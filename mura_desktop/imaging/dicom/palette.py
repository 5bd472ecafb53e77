"""The palette of a PALETTE COLOR object (PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6)."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from mura_desktop.domain.colour import Palette
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.dicom.grey import is_little, lut_entries
from mura_desktop.imaging.dicom.values import BAD_VALUE, floats, values

_COLOURS = ("Red", "Green", "Blue")
_SEGMENTED = "SegmentedRedPaletteColorLookupTableData"


def palette_of(path: Path, ds: Dataset) -> Palette:
    """Return the palette.

    Entries that are declared as 16 bits and never go beyond 255 are taken for 8 bits: all would be
    black otherwise.

    Raises:
        UnreadableFile: if it is missing, or its tables contradict each other.
    """
    descriptor = tuple(int(number) for number in floats(ds, "RedPaletteColorLookupTableDescriptor"))
    table: NDArray[np.unsignedinteger] | None = None
    if len(descriptor) == 3:
        # 65,536 does not fit the element and is written as 0, and read as negative where VR is SS
        count, first = descriptor[0] % 0x10000 or 0x10000, descriptor[1]
        has_segments = bool(values(ds, _SEGMENTED))
        table = _unfolded(ds, count, first) if has_segments else _listed(ds, count)
    if table is None or not len(table):
        raise UnreadableFile(
            path, "The palette is missing or damaged.", "Export the image as MONOCHROME2 or RGB."
        )
    return Palette(first, table if table.max() > 0xFF else table.astype(np.uint8))


def _listed(ds: Dataset, count: int) -> NDArray[np.unsignedinteger] | None:
    columns = []
    for colour in _COLOURS:
        data = values(ds, f"{colour}PaletteColorLookupTableData")
        if len(data) != 1 or not isinstance(data[0], bytes):
            return None
        columns.append(lut_entries(data[0], count, little=is_little(ds))[:count])
    if len({(len(column), column.dtype) for column in columns}) != 1:
        return None
    table: NDArray[np.unsignedinteger] = np.stack(columns, axis=1)
    return table


def _unfolded(ds: Dataset, count: int, first: int) -> NDArray[np.uint16] | None:
    """Return tables that are stored as segments (PS3.3 C.7.9.2)."""
    try:
        # of the entries alone: pydicom 3.0 leads values beyond a table of bytes astray
        table = apply_color_lut(np.arange(first, first + count), ds)[:, :3]
    except (*BAD_VALUE, struct.error):
        return None
    return table.astype(np.uint16)
