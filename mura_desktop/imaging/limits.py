"""What is refused before memory is taken for it."""

from __future__ import annotations

import zlib
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile

MAX_PIXELS = 100_000_000
"""Most pixels an image may declare: four times the largest detectors, 200 MB at 16 bits."""

MAX_FILE_BYTES = 1 << 30
"""Largest file that is read, and largest data set that a deflated file may become."""

_NOT_A_RADIOGRAPH = "Open a single radiograph; nothing of this size is one."
_CHUNK = 1 << 20


def check_file_size(path: Path, size: int) -> None:
    """Raise UnreadableFile if a file of ``size`` bytes is empty or too large to be read."""
    if size == 0:
        raise UnreadableFile(path, "The file is empty.", "Copy it again from its source.")
    if size > MAX_FILE_BYTES:
        gigabytes = MAX_FILE_BYTES / 2**30
        raise UnreadableFile(path, f"The file is larger than {gigabytes:g} GiB.", _NOT_A_RADIOGRAPH)


def check_image_size(path: Path, rows: int, columns: int) -> None:
    """Raise UnreadableFile if a declared size, in pixels, is nothing or too much."""
    if rows <= 0 or columns <= 0:
        raise UnreadableFile(
            path,
            f"The image declares {rows} rows and {columns} columns.",
            "Export it again from its source.",
        )
    if rows * columns > MAX_PIXELS:
        raise UnreadableFile(
            path,
            f"The image declares {rows} x {columns} pixels, over {MAX_PIXELS // 10**6} million.",
            _NOT_A_RADIOGRAPH,
        )


def check_deflated(path: Path, compressed: bytes) -> None:
    """Raise UnreadableFile if a deflated stream is damaged or would unpack to over MAX_FILE_BYTES.

    The stream is unpacked a piece at a time and thrown away: a few kilobytes can hold gigabytes.
    """
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    total = 0
    try:
        while compressed and not stream.eof:
            total += len(stream.decompress(compressed, _CHUNK))
            compressed = stream.unconsumed_tail
            if total > MAX_FILE_BYTES:
                check_file_size(path, total)
    except zlib.error as error:
        raise _damaged(path) from error
    if not stream.eof:
        raise _damaged(path)


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path, "The deflated data is damaged or cut short.", "Copy the file again from its source."
    )
