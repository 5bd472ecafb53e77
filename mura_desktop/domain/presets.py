"""Windows that make sense for any radiograph.

A radiograph has no Hounsfield units: the same bone is 900 on one detector and 30,000 on the next.
So a preset is not a pair of numbers but a rule over the image's own values. Half of a radiograph
or more is empty background, which would decide any percentile of the whole; so, but for the full
range, the rules ask the pixels that differ most from their neighbours: skin, soft tissue, bone.

Values are ordered as the file shows them, from dark to bright, so that a rule means the same for
MONOCHROME1 and MONOCHROME2. Bone, which lets little radiation through, is bright in both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Image

Float = NDArray[np.float64]

_GRID = 512
"""Rows and columns that are looked at: enough for percentiles, a few milliseconds for any image."""


class Preset(StrEnum):
    """A rule for a window; the value is what a reader calls it.

    The contrast of a pixel is the sum of its differences to the pixels beside, above and below it.
    Padding has no part in any rule.
    """

    FULL = "Full"
    """From the lowest to the highest value of the image: nothing is cut off."""

    BONE = "Bone"
    """Of the 15 % of pixels with the most contrast, the 20th to the 99.5th percentile: background
    and thin soft tissue go black, cortical and spongy bone share the greys."""

    SOFT_TISSUE = "Soft tissue"
    """Of the same pixels the 5th to the 65th percentile: skin and fat planes, while bone goes white
    where it is thick."""

    EDGES = "Edges"
    """Of the 5 % of pixels with the most contrast, the 15th to the 85th percentile: steepest where
    the image itself is, at cortical lines."""


@dataclass(frozen=True)
class _Rule:
    """Percentiles of brightness among the pixels above a percentile of contrast."""

    contrast: float
    dark: float
    bright: float


_RULES = {
    Preset.BONE: _Rule(85.0, 20.0, 99.5),
    Preset.SOFT_TISSUE: _Rule(85.0, 5.0, 65.0),
    Preset.EDGES: _Rule(95.0, 15.0, 85.0),
}


def window_of(image: Image, preset: Preset) -> Window:
    """Return the window that a preset's rule makes of an image.

    Contrast is that of every n-th row and column, at most 512 of each; full looks at all of them.

    Args:
        image: The image; its padding is left out, unless it is nothing else.
        preset: The rule.

    Returns:
        A LINEAR_EXACT window (PS3.3 C.11.2.1.3.2) in modality values, explained by the preset's
        name. Where all values are the same, it is 1 wide around them.
    """
    if preset is Preset.FULL:
        return Window.spanning(*_whole_range(image), preset.value)
    rule = _RULES[preset]
    stride = max(1, math.ceil(max(image.rows, image.columns) / _GRID))
    stored = image.pixels[::stride, ::stride]
    values = image.modality.apply(stored)
    chosen = values[_structure(values, _real(stored, image.padding), rule.contrast)]
    dark, bright = rule.dark, rule.bright
    if image.monochrome1:
        dark, bright = 100.0 - bright, 100.0 - dark
    # values that occur, not some between two
    low = np.percentile(chosen, dark, method="lower")
    high = np.percentile(chosen, bright, method="higher")
    return Window.spanning(float(low), float(high), preset.value)


def _whole_range(image: Image) -> tuple[float, float]:
    stored = image.pixels
    if image.padding is not None:
        stored = stored[_real(stored, image.padding)]
    between = np.arange(int(stored.min()), int(stored.max()) + 1)
    values = image.modality.apply(between)  # all of them, because a modality LUT may fall and rise
    return float(values.min()), float(values.max())


def _real(stored: NDArray[np.integer], padding: tuple[int, int] | None) -> NDArray[np.bool_]:
    """Return where values are not padding; everywhere, where nothing else is there."""
    everywhere = np.ones(stored.shape, np.bool_)
    if padding is None:
        return everywhere
    real = (stored < padding[0]) | (stored > padding[1])
    return real if real.any() else everywhere


def _structure(values: Float, real: NDArray[np.bool_], percentile: float) -> NDArray[np.bool_]:
    """Return which real pixels have a contrast above a percentile; all where none has any."""
    contrast = np.zeros(values.shape)
    across = np.abs(np.diff(values, axis=1)) * (real[:, 1:] & real[:, :-1])
    down = np.abs(np.diff(values, axis=0)) * (real[1:] & real[:-1])
    for lines in (contrast[:, :-1], contrast[:, 1:]):
        lines += across
    for lines in (contrast[:-1], contrast[1:]):
        lines += down
    strong = contrast >= np.percentile(contrast[real], percentile)
    structure = real & strong & (contrast > 0.0)
    return structure if structure.any() else real
