"""Windows for images whose file brings none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.grey import ModalityLut, Rescale, Voi, Window

EIGHT_BITS = Window(128.0, 256.0, explanation="As stored")
"""Shows 8-bit values as they are: brightness ``value / 255``."""

_FULL_RANGE, _AUTOMATIC = "Full range", "Automatic"

TAIL = 0.005
"""The share of pixels that the automatic window gives up at either end: markers, dead pixels."""


def is_chosen(voi: Voi) -> bool:
    """Return whether a VOI transformation was chosen here, because the file brings none."""
    return isinstance(voi, Window) and voi.explanation in (_FULL_RANGE, _AUTOMATIC)


def full_range(pixels: NDArray[np.integer]) -> Window:
    """Return the window from an image's lowest to its highest value, both shown exactly."""
    return Window.spanning(float(pixels.min()), float(pixels.max()), _FULL_RANGE)


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
    return Window.spanning(float(first), float(last), _AUTOMATIC)
