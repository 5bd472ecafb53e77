"""Windows for images whose file brings none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.grey import ModalityLut, Rescale, Voi, Window

EIGHT_BITS = Window(128.0, 256.0, explanation="As stored", chosen=True)
"""Shows 8-bit values as they are: brightness ``value / 255``."""

TAIL = 0.005
"""The share of pixels that the automatic window gives up at either end: markers, dead pixels."""


def is_chosen(voi: Voi) -> bool:
    """Return whether a VOI transformation follows the pixels, because the file brings none."""
    return isinstance(voi, Window) and voi.chosen and voi != EIGHT_BITS


def full_range(pixels: NDArray[np.integer]) -> Window:
    """Return the window from an image's lowest to its highest value, both shown exactly."""
    return _chosen(float(pixels.min()), float(pixels.max()), "Full range")


def automatic(
    pixels: NDArray[np.integer],
    modality: Rescale | ModalityLut,
    padding: tuple[int, int] | None,
) -> Window:
    """Return a window over the modality values without the outermost TAIL of the pixels.

    Args:
        pixels: Stored values.
        modality: Their modality transformation.
        padding: Range of stored values, inclusive, that are padding and are not counted.
    """
    low = int(pixels.min())
    counts = np.bincount(pixels.ravel().astype(np.int64) - low)
    stored = np.arange(low, low + len(counts), dtype=np.int64)
    if padding is not None:
        is_image = (stored < padding[0]) | (stored > padding[1])
        if counts[is_image].any():  # an image of padding alone is shown for what it is
            counts = np.where(is_image, counts, 0)
    values = modality.apply(stored)
    order = np.argsort(values, kind="stable")
    share = np.cumsum(counts[order]) / counts.sum()
    first = values[order[np.searchsorted(share, TAIL, side="right")]]
    last = values[order[np.searchsorted(share, 1.0 - TAIL, side="left")]]
    return _chosen(float(first), float(last), "Automatic")


def _chosen(low: float, high: float, name: str) -> Window:
    return replace(Window.spanning(low, high, name), chosen=True)
