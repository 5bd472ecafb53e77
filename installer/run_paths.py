"""Folders of the machine that a library was built on, taken out of what the loader reads.

A library may tell the system's loader where to look for others (DT_RPATH and DT_RUNPATH, System V
ABI, chapter 5). A path that begins at the library's own folder (``$ORIGIN``) is right wherever the
program lies. Any other is right on one machine alone; elsewhere it leads to a folder that somebody
else may fill.
"""

from __future__ import annotations

import struct
from pathlib import Path

_DYNAMIC, _LOAD = 2, 1
_NULL, _STRINGS, _RPATH, _RUNPATH = 0, 5, 15, 29
_TAG = struct.Struct("<qQ")
_HERE = "$ORIGIN"
_ELF_64_LITTLE = b"\x7fELF\x02\x01"


def foreign(library: Path) -> list[str]:
    """Return a library's run paths that lead out of the package."""
    return [path for _, _, path in _foreign(library.read_bytes())]


def forget_foreign(library: Path) -> None:
    """Take out of a library every run path that leads out of the package.

    Args:
        library: An ELF file, which is written anew where it has one.
    """
    data = bytearray(library.read_bytes())
    found = _foreign(data)
    for entry, text, path in reversed(found):
        own = ":".join(each for each in path.split(":") if each.startswith(_HERE)).encode()
        if own:
            data[text : text + len(path)] = own.ljust(len(path), b"\0")
        else:
            _drop(data, entry)
    if found:
        library.write_bytes(data)


def _drop(data: bytearray, entry: int) -> None:
    """Move the entries behind one up, with the one that ends them."""
    end = entry
    while _TAG.unpack_from(data, end)[0] != _NULL:
        end += _TAG.size
    data[entry:end] = data[entry + _TAG.size : end + _TAG.size]


def _foreign(data: bytes | bytearray) -> list[tuple[int, int, str]]:
    """Return where the entries and their texts lie in the file, each with its path."""
    if data[:6] != _ELF_64_LITTLE:
        return []
    segments = _segments(data)
    begins = [offset for kind, offset, *_ in segments if kind == _DYNAMIC]
    if not begins:
        return []
    entries = _entries(data, begins[0])
    texts = next(value for _, tag, value in entries if tag == _STRINGS)
    offset = next(
        texts - address + offset
        for kind, offset, address, size in segments
        if kind == _LOAD and address <= texts < address + size
    )
    found = []
    for place, tag, value in entries:
        if tag in (_RPATH, _RUNPATH):
            begin = offset + value
            path = data[begin : data.index(b"\0", begin)].decode()
            if not all(each.startswith(_HERE) for each in path.split(":")):
                found.append((place, begin, path))
    return found


def _entries(data: bytes | bytearray, begin: int) -> list[tuple[int, int, int]]:
    """Return the entries of the dynamic table (Elf64_Dyn): place in the file, tag, value."""
    entries = []
    for place in range(begin, len(data), _TAG.size):
        tag, value = _TAG.unpack_from(data, place)
        if tag == _NULL:
            break
        entries.append((place, tag, value))
    return entries


def _segments(data: bytes | bytearray) -> list[tuple[int, int, int, int]]:
    """Return the program headers (Elf64_Phdr): kind, offset, address, size in the file."""
    (offset,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    found = []
    for number in range(count):
        kind, _, place, address, _, in_file = struct.unpack_from(
            "<IIQQQQ", data, offset + number * size
        )
        found.append((kind, place, address, in_file))
    return found
