"""Decoding each image once: letterboxed squares in one memory-mapped array."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import load
from mura_desktop.inference.preprocess import letterbox
from trainer.data.examples import Example


def cached_squares(examples: Sequence[Example], size: int, folder: Path) -> NDArray[np.uint8]:
    """Return (n, size, size) uint8 squares of the examples, memory-mapped and built when missing.

    The squares are what the application's own reading and letterboxing make of the files. The key
    holds each file's path, length and time of change, and the size.

    Raises:
        UnreadableFile: when an image of the data set cannot be opened.
    """
    files = [(str(e.path), e.path.stat().st_size, e.path.stat().st_mtime_ns) for e in examples]
    key = hashlib.sha256(json.dumps([files, size]).encode()).hexdigest()[:16]
    target = folder / f"squares-{size}-{key}.npy"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _build(examples, size, target)
    squares: NDArray[np.uint8] = np.load(target, mmap_mode="r")
    return squares


def _build(examples: Sequence[Example], size: int, target: Path) -> None:
    # branches may be trained side by side: each process writes a file of its own
    partial = target.with_suffix(f".{os.getpid()}.part")
    squares = np.lib.format.open_memmap(
        partial, mode="w+", dtype=np.uint8, shape=(len(examples), size, size)
    )
    for index, example in enumerate(track(examples, f"Decoding to {size} px")):
        (image,) = load([example.path])
        if isinstance(image, UnreadableFile):
            raise image
        squares[index] = letterbox(image.rendered(), size)[0][0].numpy()
    squares.flush()
    partial.rename(target)
