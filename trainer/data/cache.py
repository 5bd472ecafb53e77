"""Decoding each image once: letterboxed squares in one memory-mapped array."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.reading import load
from mura_desktop.inference.preprocess import letterbox
from trainer.data.cache_record import read_record, record_of, write_record
from trainer.data.examples import Example
from trainer.data.refusal import UnusableData, some_of

SPARE_BYTES = 1 << 30
"""What must stay free beside the squares: checkpoints and logs want room, too."""
ABANDONED = 24 * 3600
"""Seconds after which nobody goes on building a file that was not touched."""
SAMPLE = 32
"""Squares that are decoded afresh where an array was made under other circumstances."""


def cached_squares(examples: Sequence[Example], size: int, folder: Path) -> NDArray[np.uint8]:
    """Return (n, size, size) uint8 squares of the examples, memory-mapped and built when missing.

    The squares are what the application's own reading and letterboxing make of the files. The name
    of the array holds the size and a hash of each file's place, length and time of change; a record
    beside it holds the padding and the versions of what decodes and scales. Where the record is
    another one, or missing, a sample is decoded afresh: only an array that agrees with it in every
    pixel is kept.

    Raises:
        UnusableData: when images of the data set cannot be decoded: all of them are counted, the
            first ones named. Or when the disk has no room for the squares.
    """
    target = folder / f"squares-{size}-{_key(examples, size)}.npy"
    if not (target.exists() and _still_holds(target, examples, size)):
        folder.mkdir(parents=True, exist_ok=True)
        check_room(folder, len(examples), size)
        _build(examples, size, target)
        write_record(target, record_of(size))
    squares: NDArray[np.uint8] = np.load(target, mmap_mode="r")
    return squares


def cache_bytes(count: int, size: int) -> int:
    """Return what an array of so many squares takes on disk, in bytes, without its header."""
    return count * size * size


def check_room(folder: Path, count: int, size: int) -> None:
    """Refuse before anything is decoded.

    Raises:
        UnusableData: when the squares and a reserve do not fit on the disk that holds the folder.
    """
    needed, free = cache_bytes(count, size), shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise UnusableData(
            folder,
            f"The squares of {count:,} images at {size} pixels take {needed / 1e9:.1f} GB, and "
            f"{free / 1e9:.1f} GB are free, of which {SPARE_BYTES / 1e9:.1f} GB are kept.",
            "Make room there, or name a run folder on another disk with --run.",
        )


def _key(examples: Sequence[Example], size: int) -> str:
    places = ((example.path.resolve(), example.path.stat()) for example in examples)
    files = [(str(path), status.st_size, status.st_mtime_ns) for path, status in places]
    return hashlib.sha256(json.dumps([files, size]).encode()).hexdigest()[:16]


def _still_holds(target: Path, examples: Sequence[Example], size: int) -> bool:
    record = record_of(size)
    if read_record(target) == record:
        return True
    squares = np.load(target, mmap_mode="r")
    if squares.shape != (len(examples), size, size):
        return False
    for index in np.linspace(0, len(examples) - 1, min(SAMPLE, len(examples))).astype(int):
        fresh = _square(examples[index], size)
        if isinstance(fresh, UnreadableFile) or not np.array_equal(fresh, squares[index]):
            return False
    write_record(target, record)
    return True


def _build(examples: Sequence[Example], size: int, target: Path) -> None:
    _clear(target.parent)
    # branches may be trained side by side: each process writes a file of its own
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        squares = np.lib.format.open_memmap(
            partial, mode="w+", dtype=np.uint8, shape=(len(examples), size, size)
        )
        _fill(squares, examples, size)
        squares.flush()
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Delete what processes that were killed left half built: it is as large as what is built."""
    for partial in folder.glob("squares-*.part"):
        # one that was touched of late may still be being built, here or on another computer
        if time.time() - partial.stat().st_mtime > ABANDONED:
            partial.unlink(missing_ok=True)


def _fill(squares: NDArray[np.uint8], examples: Sequence[Example], size: int) -> None:
    """Decode side by side: Pillow and torch let other threads run while they work."""

    def fill(index: int) -> UnreadableFile | None:
        square = _square(examples[index], size)
        if isinstance(square, UnreadableFile):
            return square
        squares[index] = square
        return None

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        filled = threads.map(fill, range(len(examples)))
        tracked = track(filled, f"Decoding to {size} px", total=len(examples))
        refused = [refusal for refusal in tracked if refusal]
    if refused:
        names = some_of([f"{refusal.path} ({refusal.reason})" for refusal in refused])
        raise UnusableData(
            refused[0].path.parent,
            f"{len(refused):,} of {len(examples):,} images cannot be decoded: {names}.",
            "Copy these files again from where the data set came from.",
        )


def _square(example: Example, size: int) -> NDArray[np.uint8] | UnreadableFile:
    (image,) = load([example.path])
    if isinstance(image, UnreadableFile):
        return image
    square: NDArray[np.uint8] = letterbox(image.rendered(), size)[0][0].numpy()
    return square
