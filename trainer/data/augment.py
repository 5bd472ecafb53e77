"""What chance does to a training picture: it is turned, shifted, toned, rarely inverted or erased.

Validation and the application never come here. Each image has random numbers of its own, which
depend on seed, step and row alone: a run that is resumed, or spread over several processes, sees
the same pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Augmentation:
    """How far chance may go; nought everywhere means that pictures stay as they are.

    Attributes:
        flip: Whether half of the pictures are mirrored left to right.
        rotation: Largest angle to either side, in degrees.
        scale: Largest change of size: 0.2 draws from 1/1.2 to 1.2.
        aspect: Largest change of height against width, as scale.
        shift: Largest shift to either side, as a share of half the picture's side.
        gamma: Largest change of gamma, as the exponent of e.
        contrast: Largest change of contrast, as the exponent of e.
        brightness: Largest change of brightness, in grey values of 255.
        noise: Largest standard deviation of added noise, in grey values of 255.
        invert: Share of pictures whose polarity is inverted.
        erase: Share of pictures that lose a rectangle, as a marker or a collimator would take it.
    """

    flip: bool = False
    rotation: float = 0.0
    scale: float = 0.0
    aspect: float = 0.0
    shift: float = 0.0
    gamma: float = 0.0
    contrast: float = 0.0
    brightness: float = 0.0
    noise: float = 0.0
    invert: float = 0.0
    erase: float = 0.0

    def __post_init__(self) -> None:
        for name in ("scale", "aspect", "shift", "invert", "erase"):
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ValueError(f"augmentation.{name} must be in [0, 1)")
        for name in ("rotation", "gamma", "contrast", "brightness", "noise"):
            if getattr(self, name) < 0.0:
                raise ValueError(f"augmentation.{name} must not be below nought")


def random_affine(how: Augmentation, random: np.random.Generator) -> NDArray[np.float32]:
    """Return the (2, 3) matrix from output to input coordinates in [-1, 1]."""
    angle = np.deg2rad(random.uniform(-how.rotation, how.rotation))
    scale = np.exp(random.uniform(-1, 1) * np.log1p(how.scale))
    aspect = np.exp(random.uniform(-1, 1) * np.log1p(how.aspect))
    flip = random.choice([-1.0, 1.0]) if how.flip else 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.diag([flip * scale * aspect, scale / aspect])
    shift = random.uniform(-how.shift, how.shift, (2, 1))
    return np.concatenate([linear, shift], 1).astype(np.float32)


def change_tones(
    picture: NDArray[np.float32], how: Augmentation, random: np.random.Generator
) -> None:
    """Vary a picture's grey values in place.

    Args:
        picture: (h, w) float32 in [0, 255]; black is what lies outside the radiograph, and keeps
            its brightness.
        how: How far.
        random: Of this picture alone.
    """
    if how.gamma:
        picture /= 255.0
        np.power(picture, np.exp(random.uniform(-how.gamma, how.gamma)), out=picture)
        picture *= 255.0
    if how.contrast or how.brightness:
        inside = picture > 0
        contrast = np.exp(random.uniform(-how.contrast, how.contrast))
        picture -= 128.0
        picture *= contrast
        picture += 128.0
        picture += np.float32(random.uniform(-how.brightness, how.brightness)) * inside
    if how.noise:
        noise = random.standard_normal(picture.shape, dtype=np.float32)
        picture += noise * np.float32(random.uniform(0, how.noise))
    if random.random() < how.invert:
        np.subtract(255.0, picture, out=picture)
    if random.random() < how.erase:
        rows, columns = picture.shape
        height, width = (random.uniform(0.05, 0.2, 2) * (rows, columns)).astype(int)
        top, left = random.integers(0, rows - height), random.integers(0, columns - width)
        picture[top : top + height, left : left + width] = random.uniform(0, 255)
    np.clip(picture, 0.0, 255.0, out=picture)
