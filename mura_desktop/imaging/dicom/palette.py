"""The palette of a PALETTE COLOR object (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6 and C.7.9.2)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from mura_desktop.domain.colour import Palette
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.dicom.grey import is_little, lut_entries
from mura_desktop.imaging.dicom.values import floats, values

_COLOURS = ("Red", "Green", "Blue")
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2

Entries = NDArray[np.unsignedinteger]


def palette_of(path: Path, ds: Dataset) -> Palette:
    """Return the palette.

    Entries that are declared as 16 bits and never go beyond 255 are taken for 8 bits: all would be
    black otherwise.

    Raises:
        UnreadableFile: if it is missing, or its tables contradict each other.
    """
    try:
        first, columns = _tables(ds)
    except (ValueError, LookupError) as error:
        raise UnreadableFile(
            path, "The palette is missing or damaged.", "Export the image as MONOCHROME2 or RGB."
        ) from error
    table: Entries = np.stack(columns, axis=1)
    return Palette(first, table if table.max() > 0xFF else table.astype(np.uint8))


def _tables(ds: Dataset) -> tuple[int, list[Entries]]:
    """Return the first value mapped, and red, green and blue.

    Raises:
        ValueError: if they are missing or contradict each other.
        LookupError: if a table ends within a segment.
    """
    count, first, bits = (
        int(number) for number in floats(ds, "RedPaletteColorLookupTableDescriptor")
    )
    # 65,536 does not fit the element and is written as 0, and read as negative where VR is SS
    count = count % 0x10000 or 0x10000
    columns = []
    for colour in _COLOURS:
        plain = _bytes(ds, f"{colour}PaletteColorLookupTableData")
        folded = _bytes(ds, f"Segmented{colour}PaletteColorLookupTableData")
        if plain:
            columns.append(lut_entries(plain, count, little=is_little(ds))[:count])
        else:
            columns.append(_unfolded(folded, bits, count, little=is_little(ds)))
    if len({(len(column), column.dtype) for column in columns}) != 1 or not len(columns[0]):
        raise ValueError("tables of several sizes, or none")
    return first, columns


def _bytes(ds: Dataset, keyword: str) -> bytes:
    data = values(ds, keyword)
    return data[0] if len(data) == 1 and isinstance(data[0], bytes) else b""


def _unfolded(data: bytes, bits: int, count: int, *, little: bool) -> Entries:
    """Return the entries of a table that is stored as segments (PS3.3 C.7.9.2).

    Written here, because a few bytes can be made to ask for entries without end.
    """
    if bits == 8:
        words = np.frombuffer(data, np.uint8)
    else:
        words = np.frombuffer(data[: len(data) // 2 * 2], "<u2" if little else ">u2")
    reader = _Segments(words.tolist(), bits, count, little=little)
    return np.array(reader.entries(), np.uint8 if bits == 8 else np.uint16)


class _Segments:
    """Reads segments until there are as many entries as the descriptor promises."""

    def __init__(self, words: list[int], bits: int, count: int, *, little: bool) -> None:
        self._words = words
        self._bits = bits
        self._count = count
        self._little = little
        self._found: list[int] = []

    def entries(self) -> list[int]:
        at = 0
        while at + 1 < len(self._words) and len(self._found) < self._count:
            at = self._read(at)
        return self._found[: self._count]

    def _read(self, at: int, *, copied: bool = False) -> int:
        """Add what the segment at a place stands for, and return where the next one is."""
        opcode, length = self._words[at : at + 2]
        at += 2
        before = len(self._found)
        if opcode == _DISCRETE:
            self._found += self._words[at : at + length]
            at += length
        elif opcode == _LINEAR and before:
            last, goal = self._found[-1], self._words[at]
            step = (goal - last) / max(length, 1)
            line = np.around(np.linspace(last + step, goal, length))
            self._found += line.astype(int).tolist()
            at += 1
        elif opcode == _INDIRECT and before and not copied:
            at = self._copy(length, at)
        else:
            raise ValueError(f"no segment {opcode} here")
        if len(self._found) == before:  # or a file could make it read on for hours
            raise ValueError("a segment of nothing")
        return at

    def _copy(self, segments: int, at: int) -> int:
        """Add the segments that an indirect one points to, by their offset in bytes."""
        if self._bits == 8:
            order = (0, 1, 2, 3) if self._little else (1, 0, 3, 2)
            start = sum(self._words[at + index] << 8 * place for place, index in enumerate(order))
            after = at + 4
        else:
            start = (self._words[at] | self._words[at + 1] << 16) // 2
            after = at + 2
        for _ in range(segments):
            if len(self._found) < self._count:
                start = self._read(start, copied=True)
        return after
