"""Small changes that no reader would mind: turned a little, mirrored, lighter, compressed again.

A score that hangs on any of them is not worth much. Every variation is made of the grey values that
the network sees, so no decoder and no window of the reader's comes into it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.grey import Rescale, Window
from mura_desktop.domain.study import Image

Picture = NDArray[np.uint8]

LONGEST_SIDE = 1024
"""Pictures are varied at about this size, in pixels: finer than any network here looks."""
_SHOWN_AS_IT_IS = Window(128.0, 256.0)
"""The window under which an 8-bit value is its own brightness (PS3.3 C.11.2.1.2.1)."""


@dataclass(frozen=True)
class Variation:
    """A change, in a few words, and how it is made of (rows, columns) uint8 brightness."""

    words: str
    make: Callable[[Picture], Picture]

    def of(self, image: Image) -> Image:
        """Return an image as the network would see it after the change."""
        return _as_seen(image, self.make(_reduced(image.rendered())))


def rotated(picture: Picture, degrees: float) -> Picture:
    """Turn a picture about its middle, clockwise; the corners that come in are black."""
    rows, columns = picture.shape
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    down, across = np.indices(picture.shape, dtype=np.float32)
    down -= (rows - 1) / 2
    across -= (columns - 1) / 2
    ys = cosine * down - sine * across + (rows - 1) / 2
    xs = sine * down + cosine * across + (columns - 1) / 2
    inside = (ys >= 0) & (ys <= rows - 1) & (xs >= 0) & (xs <= columns - 1)
    top = np.clip(ys.astype(np.intp), 0, max(0, rows - 2))
    left = np.clip(xs.astype(np.intp), 0, max(0, columns - 2))
    below, right = np.minimum(top + 1, rows - 1), np.minimum(left + 1, columns - 1)
    y, x = np.clip(ys - top, 0, 1), np.clip(xs - left, 0, 1)
    values = picture.astype(np.float32)
    upper = values[top, left] * (1 - x) + values[top, right] * x
    lower = values[below, left] * (1 - x) + values[below, right] * x
    return _levels(np.where(inside, upper * (1 - y) + lower * y, 0.0))


def windowed(picture: Picture, contrast: float = 1.0, brightness: float = 0.0) -> Picture:
    """Show a picture through another window.

    Args:
        picture: The grey values.
        contrast: How much steeper, 1 for no change.
        brightness: How much lighter, as a share of white.
    """
    return _levels((picture.astype(np.float32) - 127.5) * contrast + 127.5 + 255.0 * brightness)


def compressed(picture: Picture, quality: int) -> Picture:
    """Return what is left of a picture after baseline JPEG of a quality from 1 to 100.

    The loss of JPEG is the rounding of its 8 x 8 cosine coefficients (ITU-T T.81, A.3.3 and the
    luminance table of its Annex K.1, scaled by quality as the Independent JPEG Group does); what it
    does with the rounded numbers afterwards loses nothing and is left out.
    """
    rows, columns = picture.shape
    padded = np.pad(picture, ((0, -rows % 8), (0, -columns % 8)), mode="edge").astype(np.float32)
    high, wide = padded.shape
    blocks = padded.reshape(high // 8, 8, wide // 8, 8).swapaxes(1, 2) - 128.0
    steps = np.clip(np.floor((_LUMINANCE * _scale_of(quality) + 50) / 100), 1, 255)
    rounded = np.rint(_COSINES @ blocks @ _COSINES.T / steps) * steps
    restored = _COSINES.T @ rounded @ _COSINES + 128.0
    return _levels(restored.swapaxes(1, 2).reshape(high, wide)[:rows, :columns])


AS_IT_IS = Variation("as it is", lambda picture: picture)

VARIATIONS = (
    Variation("turned by -5°", lambda picture: rotated(picture, -5.0)),
    Variation("turned by +5°", lambda picture: rotated(picture, 5.0)),
    Variation("mirrored left to right", lambda picture: np.ascontiguousarray(picture[:, ::-1])),
    Variation("mirrored top to bottom", lambda picture: np.ascontiguousarray(picture[::-1])),
    Variation("a window wider by a quarter", lambda picture: windowed(picture, contrast=0.8)),
    Variation("a window narrower by a fifth", lambda picture: windowed(picture, contrast=1.25)),
    Variation("lighter by 8 %", lambda picture: windowed(picture, brightness=0.08)),
    Variation("darker by 8 %", lambda picture: windowed(picture, brightness=-0.08)),
    Variation("JPEG of quality 75", lambda picture: compressed(picture, 75)),
    Variation("JPEG of quality 40", lambda picture: compressed(picture, 40)),
)
"""What is tried."""

_LUMINANCE = np.array(
    [
        *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
        *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
        *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
        *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
    ],
    np.float32,
).reshape(8, 8)


def _cosine_basis() -> NDArray[np.float32]:
    order, place = np.mgrid[0:8, 0:8]
    basis = 0.5 * np.cos((2 * place + 1) * order * np.pi / 16)
    basis[0] /= np.sqrt(2.0)
    return np.asarray(basis, dtype=np.float32)


_COSINES = _cosine_basis()


def _scale_of(quality: int) -> float:
    return 5000.0 / quality if quality < 50 else 200.0 - 2.0 * quality


def _reduced(picture: Picture) -> Picture:
    """Return a picture shrunk by a whole factor, each block by its mean."""
    factor = -(-max(picture.shape) // LONGEST_SIDE)
    if factor == 1:
        return picture
    rows, columns = (side // factor for side in picture.shape)
    blocks = picture[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor)
    return _levels(blocks.mean((1, 3), dtype=np.float32))


def _as_seen(image: Image, picture: Picture) -> Image:
    return replace(
        image.in_region(image.region),
        pixels=picture,
        colour=None,
        vois=(_SHOWN_AS_IT_IS,),
        modality=Rescale(),
        monochrome1=False,
        padding=None,
        overlays=(),
        shutter=None,
        spacings=(),
    )


def _levels(values: NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)
