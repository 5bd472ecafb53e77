"""Grey from colour pictures, and whether there was colour in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.colour import luma

COLOUR_PICTURE = "A colour picture is not a radiograph."
"""Why a picture with colour in it is shown but not judged."""

TOLERANCE = 16
"""How far, in levels of 255, the channels of a grey pixel may lie apart: JPEG's chroma noise."""

SHARE = 0.001
"""How large a part of the pixels may lie further apart before a picture counts as coloured."""


def to_grey(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], bool]:
    """Reduce a picture to brightness.

    Args:
        rgb: (rows, columns, 3) uint8.

    Returns:
        (rows, columns) uint8, and whether the picture is coloured. Where all channels are equal the
        values are unchanged, otherwise they are the luma.
    """
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    if np.array_equal(red, green) and np.array_equal(red, blue):
        return np.ascontiguousarray(red), False
    spread = rgb.max(axis=2) - rgb.min(axis=2)
    coloured = float(np.mean(spread > TOLERANCE)) > SHARE
    return luma(rgb), coloured
