"""What is refused before memory is taken for it."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile

MAX_PIXELS = 100_000_000
"""Most pixels an image may declare: four times the largest detectors, 200 MB at 16 bits."""

MAX_FILE_BYTES = 1 << 30
"""Largest file that is read, and largest data set that a deflated file may become."""

MAX_MEMBERS = 20_000
"""Most files in an archive, those of the archives in it included."""

MAX_CONTENTS_BYTES = 8 << 20
"""Longest table of contents of an archive: 400 bytes for each of MAX_MEMBERS."""

MAX_UNPACKED_BYTES = 32 << 30
"""Most that an archive may unpack to, file after file: a thousand of the largest radiographs."""

MAX_ARCHIVE_DEPTH = 2
"""How many archives may lie in each other: an archive, and archives in it."""

MAX_NESTED_BYTES = 256 << 20
"""Largest archive in an archive; it is held in memory while it is read."""

MAX_INDEX_BYTES = 64 << 20
"""Largest DICOMDIR that is read: some hundred thousand records."""

MAX_RATIO = 100
"""How much smaller than itself a file may be compressed. Radiographs reach four, blank ones more,
and deflate a thousand."""

_HARMLESS_BYTES = 64 << 20  # what unpacks to less than this may be compressed to anything
_NOT_A_RADIOGRAPH = "Open a single radiograph; nothing of this size is one."
_CHUNK = 1 << 20


def check_file_size(path: Path, size: int) -> None:
    """Raise UnreadableFile if a file of ``size`` bytes is empty or too large to be read."""
    if size == 0:
        raise UnreadableFile(path, "The file is empty.", "Copy it again from its source.")
    if size > MAX_FILE_BYTES:
        gigabytes = MAX_FILE_BYTES / 2**30
        raise UnreadableFile(path, f"The file is larger than {gigabytes:g} GiB.", _NOT_A_RADIOGRAPH)


def check_nested_size(path: Path, size: int) -> None:
    """Raise UnreadableFile if an archive in an archive unpacks to more than is held in memory."""
    if size > MAX_NESTED_BYTES:
        raise UnreadableFile(
            path,
            f"The archive in the archive is larger than {MAX_NESTED_BYTES >> 20} MiB.",
            "Unpack it first and open the folder.",
        )


def check_index_size(path: Path, size: int) -> None:
    """Raise UnreadableFile if a DICOMDIR is too large to be read."""
    if size > MAX_INDEX_BYTES:
        raise UnreadableFile(
            path,
            f"The DICOMDIR is larger than {MAX_INDEX_BYTES >> 20} MiB.",
            "Open the folder that it lies in.",
        )


def check_ratio(path: Path, compressed: int, size: int) -> None:
    """Raise UnreadableFile if a file of ``size`` bytes was compressed to suspiciously few."""
    if size > _HARMLESS_BYTES and size > MAX_RATIO * compressed:
        raise UnreadableFile(
            path,
            f"The file is compressed to less than a {MAX_RATIO}th of its size.",
            _NOT_A_RADIOGRAPH,
        )


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


def inflated(path: Path, compressed: bytes) -> io.BytesIO:
    """Return what a deflated stream holds (RFC 1951), to be read from its start.

    It is unpacked a piece at a time: a few kilobytes can hold gigabytes.

    Raises:
        UnreadableFile: if the stream is damaged or would unpack to over MAX_FILE_BYTES.
    """
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    data = io.BytesIO()
    try:
        while compressed and not stream.eof:
            data.write(stream.decompress(compressed, _CHUNK))
            compressed = stream.unconsumed_tail
            if data.tell() > MAX_FILE_BYTES:
                check_file_size(path, data.tell())
    except zlib.error as error:
        raise _damaged(path) from error
    if not stream.eof:
        raise _damaged(path)
    data.seek(0)
    return data


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path, "The deflated data is damaged or cut short.", "Copy the file again from its source."
    )
