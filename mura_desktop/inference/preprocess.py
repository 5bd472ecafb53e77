"""From an image to a network's input: the one definition, used by the application and the trainer.

The image is rendered to 8-bit brightness under its own default VOI (never the reader's current
window) and fitted into the square input: scaled so that its longer side fills it, and centred on
black. Networks that were trained elsewhere on stretched pictures get stretched ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional


class Fit(StrEnum):
    """How a picture fills the square input."""

    LETTERBOX = "letterbox"
    STRETCH = "stretch"
    STRETCH_NEAREST = "stretch-nearest"
    """Single pixels are picked, as Keras's own loader does unless it is told otherwise."""


@dataclass(frozen=True)
class Letterbox:
    """Where an image lies inside a square input.

    Attributes:
        size: Side of the input, in pixels.
        height: Height of the scaled image, in input pixels.
        width: Width of the scaled image, in input pixels.
        top: Black rows above the scaled image.
        left: Black columns left of the scaled image.
        rows: Height of the image, in image pixels.
        columns: Width of the image, in image pixels.
    """

    size: int
    height: int
    width: int
    top: int
    left: int
    rows: int
    columns: int

    @classmethod
    def fit(cls, rows: int, columns: int, size: int, aspect: float = 1.0) -> Letterbox:
        """Centre an image of rows x columns in a square of the given side.

        Args:
            rows: Height of the image, in image pixels.
            columns: Width of the image, in image pixels.
            size: Side of the square.
            aspect: Height of an image pixel divided by its width.
        """
        tall = rows * aspect
        scale = size / max(tall, columns)
        height, width = max(1, round(tall * scale)), max(1, round(columns * scale))
        return cls(size, height, width, (size - height) // 2, (size - width) // 2, rows, columns)

    @property
    def scale(self) -> tuple[float, float]:
        """Input pixels per image pixel, vertically and horizontally."""
        return self.height / self.rows, self.width / self.columns


def letterbox(
    brightness: NDArray[np.uint8], size: int, aspect: float = 1.0
) -> tuple[Tensor, Letterbox]:
    """Scale and centre an 8-bit picture, in the proportions of what it shows.

    Args:
        brightness: (rows, columns) uint8.
        size: Side of the square output.
        aspect: Height of a pixel divided by its width, as Image.aspect; the training sets have
            square pixels throughout.

    Returns:
        (1, size, size) uint8 tensor, black outside the picture, and where the picture lies in it.
    """
    rows, columns = brightness.shape
    box = Letterbox.fit(rows, columns, size, aspect)
    picture = torch.from_numpy(np.ascontiguousarray(brightness))[None, None]
    # antialiasing matters: a fracture line a pixel wide must fade when shrunk, not flicker
    scaled = functional.interpolate(
        picture, (box.height, box.width), mode="bilinear", antialias=True, align_corners=False
    )
    square = torch.zeros((1, size, size), dtype=torch.uint8)
    square[:, box.top : box.top + box.height, box.left : box.left + box.width] = scaled[0]
    return square, box


def stretch(
    brightness: NDArray[np.uint8], size: int, *, nearest: bool = False
) -> tuple[Tensor, Letterbox]:
    """Scale an 8-bit picture to fill the square, whatever becomes of its proportions.

    Args:
        brightness: (rows, columns) uint8.
        size: Side of the square output.
        nearest: Whether the pixel nearest to each centre is picked; otherwise as letterbox does.

    Returns:
        (1, size, size) uint8 tensor, and where the picture lies in it: everywhere.
    """
    rows, columns = brightness.shape
    if nearest:
        picked = brightness[_nearest(rows, size)[:, None], _nearest(columns, size)]
        square = torch.from_numpy(picked)[None]
    else:
        picture = torch.from_numpy(np.ascontiguousarray(brightness))[None, None]
        square = functional.interpolate(
            picture, (size, size), mode="bilinear", antialias=True, align_corners=False
        )[0]
    return square, Letterbox(size, size, size, 0, 0, rows, columns)


def _nearest(length: int, size: int) -> NDArray[np.int64]:
    """Return the pixels that Pillow picks, whose rounding decides between two that are as near.

    It adds up the step in double precision, which PyTorch's nearest neighbours do not.
    """
    steps = np.full(size, length / size)
    steps[0] /= 2
    return np.add.accumulate(steps).astype(np.int64).clip(0, length - 1)


def fitted(
    brightness: NDArray[np.uint8], size: int, aspect: float, fit: Fit
) -> tuple[Tensor, Letterbox]:
    """Bring an 8-bit picture into the square, as a network's bundle asks.

    Args:
        brightness: (rows, columns) uint8.
        size: Side of the square output.
        aspect: Height of a pixel divided by its width; a stretched picture has none.
        fit: How.

    Returns:
        (1, size, size) uint8 tensor, and where the picture lies in it.
    """
    if fit is Fit.LETTERBOX:
        return letterbox(brightness, size, aspect)
    return stretch(brightness, size, nearest=fit is Fit.STRETCH_NEAREST)


def normalize(pictures: Tensor) -> Tensor:
    """Map uint8 brightness to the float32 range [-1, 1] that the networks take; any shape."""
    return pictures.float().div_(127.5).sub_(1.0)
