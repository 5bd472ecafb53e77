"""Programs for graphics cards, cut out of a library that is loaded where none is.

PyTorch's half for graphics cards is loaded with the rest of it and registers what it can do, so it
cannot be left out. Two thirds of it are kernels, compiled for several generations of cards, which
only a card's driver would read. In their place the library asks the system for empty memory of the
same size, which costs nothing until it is read.

An ELF file says in its program headers which piece of it is mapped where (System V ABI, chapter 5).
The segment with the kernels is parted in three, and the middle one has no bytes in the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from pathlib import Path

KERNELS = b".nv_fatbin"
_LOAD, _PHDR, _NULL = 1, 6, 0
_PAGE = 4096
_ELF_64_LITTLE = b"\x7fELF\x02\x01"


@dataclass(frozen=True)
class _Segment:
    """A program header of a 64-bit file (Elf64_Phdr), field by field."""

    kind: int
    flags: int
    offset: int
    address: int
    physical: int
    in_file: int
    in_memory: int
    alignment: int

    FORMAT = struct.Struct("<IIQQQQQQ")

    def packed(self) -> bytes:
        return self.FORMAT.pack(
            self.kind,
            self.flags,
            self.offset,
            self.address,
            self.physical,
            self.in_file,
            self.in_memory,
            self.alignment,
        )


def cut(library: Path) -> int:
    """Cut the kernels out of a library.

    Its section headers go, too: they are for debuggers and would tell wrong places.

    Args:
        library: A 64-bit little-endian ELF file, which is written anew.

    Returns:
        How many bytes shorter it is; 0 for a file without kernels.
    """
    data = library.read_bytes()
    if data[:6] != _ELF_64_LITTLE:
        return 0
    found = _section(data, KERNELS)
    if found is None:
        return 0
    segments = _segments(data)
    alignment = max(each.alignment for each in segments if each.kind == _LOAD)
    begin = -(-found[0] // _PAGE) * _PAGE
    length = (found[0] + found[1] - begin) // alignment * alignment
    if length <= 0:
        return 0
    body = bytearray(data[:begin] + data[begin + length :])
    body += bytes(-len(body) % 8)
    parted = [part for each in segments for part in _part(each, begin, length)]
    # where the table of segments lies, and how long it is; no section headers
    struct.pack_into("<QQ", body, 32, len(body), 0)
    struct.pack_into("<HHHH", body, 56, len(parted), 64, 0, 0)
    body += b"".join(each.packed() for each in parted)
    library.write_bytes(body)
    return len(data) - len(body)


def _part(segment: _Segment, begin: int, length: int) -> list[_Segment]:
    """Return what becomes of a segment when bytes of the file are cut out."""
    end = begin + length
    if segment.kind == _PHDR:
        return [replace(segment, kind=_NULL)]  # the table has moved, and no program asks for it
    if segment.offset >= end:
        return [replace(segment, offset=segment.offset - length)]
    if segment.offset + segment.in_file <= begin:
        return [segment]
    before = begin - segment.offset
    after = segment.in_file - before - length
    address = segment.address + before
    return [
        replace(segment, in_file=before, in_memory=before),
        replace(
            segment, offset=begin, address=address, physical=address, in_file=0, in_memory=length
        ),
        replace(
            segment,
            offset=begin,
            address=address + length,
            physical=address + length,
            in_file=after,
            in_memory=segment.in_memory - before - length,
        ),
    ]


def _segments(data: bytes) -> list[_Segment]:
    (offset,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    return [
        _Segment(*_Segment.FORMAT.unpack_from(data, offset + number * size))
        for number in range(count)
    ]


def _section(data: bytes, name: bytes) -> tuple[int, int] | None:
    """Return the offset and the size of a section (Elf64_Shdr)."""
    (offset,) = struct.unpack_from("<Q", data, 40)
    size, count, names = struct.unpack_from("<HHH", data, 58)
    headers = [
        struct.unpack_from("<IIQQQQ", data, offset + number * size) for number in range(count)
    ]
    if not headers:
        return None
    texts = headers[names][4]
    for header in headers:
        begin = texts + header[0]
        if data[begin : data.index(b"\0", begin)] == name:
            return header[4], header[5]
    return None
