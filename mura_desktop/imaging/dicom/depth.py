"""Integers of other widths than an Image has, as ones that it has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.errors import UnreadableFile

Stored = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.int16]


def narrowed(path: Path, values: NDArray[np.integer]) -> Stored:
    """Return integers of any width as uint8, uint16 or int16, where that loses nothing.

    Signed bytes become int16. Wider integers become uint16, or int16 where some are negative.

    Raises:
        UnreadableFile: if a value needs more than 16 bits.
    """
    if values.dtype.itemsize <= 2:
        kind = np.int16 if values.dtype.kind == "i" else np.dtype(f"u{values.dtype.itemsize}")
        return np.ascontiguousarray(values, dtype=kind)
    low, high = int(values.min()), int(values.max())
    if low >= 0 and high <= np.iinfo(np.uint16).max:
        return values.astype(np.uint16)
    if np.iinfo(np.int16).min <= low and high <= np.iinfo(np.int16).max:
        return values.astype(np.int16)
    raise UnreadableFile(
        path, "The pixels need more than 16 bits.", "Export the image with 8 or 16 bits."
    )


def unpacked(
    containers: NDArray[np.integer], stored: int, high: int, *, signed: bool
) -> NDArray[np.integer]:
    """Return the values that lie inside wider containers (PS3.5 8.1.1).

    Where no container has a bit above the lowest ``stored`` ones, the values lie there, whatever
    the High Bit: some consoles write one that they do not mean.

    Args:
        containers: Unsigned integers as they lie in the file.
        stored: Bits Stored: how many bits are the value.
        high: High Bit: which bit of the container is its highest.
        signed: Whether it is a two's complement number.
    """
    width = 8 * containers.dtype.itemsize
    if int(containers.max()) < 1 << stored:
        high = stored - 1
    # up to the top, which drops what lies above, then down, which drops what lies below
    raised = np.left_shift(containers, width - 1 - high)
    if signed:
        raised = raised.view(np.dtype(f"i{containers.dtype.itemsize}"))
    lowered: NDArray[np.integer] = np.right_shift(raised, width - stored)
    return lowered
