"""Under what circumstances an array of squares was made, as a file beside it."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

import numpy as np

from mura_desktop.inference.preprocess import letterbox

LIBRARIES = ("pillow", "torch", "numpy")
"""What decodes a picture and scales it."""


def record_of(size: int) -> dict[str, object]:
    """Return the circumstances of an array that is made now.

    Args:
        size: Side of the squares, in pixels.
    """
    return {
        "size": size,
        "padding": _padding(),
        "versions": {library: version(library) for library in LIBRARIES},
    }


def read_record(array: Path) -> dict[str, object] | None:
    """Return the record of an array, or None where there is none or it cannot be read."""
    try:
        record: dict[str, object] = json.loads(_beside(array).read_text())
    except (OSError, ValueError):
        return None
    return record


def write_record(array: Path, record: dict[str, object]) -> None:
    """Write the record of an array; one that is there is replaced."""
    partial = array.with_suffix(f".{os.getpid()}.record")
    partial.write_text(json.dumps(record, indent=2) + "\n")
    partial.replace(_beside(array))


def _beside(array: Path) -> Path:
    return array.with_suffix(".json")


def _padding() -> str:
    """Return a hash of what scaling and padding make of two drawn pictures, high and wide."""
    rows, columns = np.mgrid[0:61, 0:97]
    wide = ((rows * 7 + columns * columns) % 256).astype(np.uint8)
    squares = [letterbox(picture, 64)[0].numpy() for picture in (wide, wide.T)]
    return hashlib.sha256(np.stack(squares).tobytes()).hexdigest()[:16]
