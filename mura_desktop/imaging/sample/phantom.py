"""A forearm that never was: radiographs computed from shapes and X-ray attenuation.

Bones are tubes and pebbles of compact bone around a spongy core, the flesh is two tubes of muscle
in fat. Along each ray their thicknesses add up, the beam is attenuated (Beer-Lambert), blurred,
scattered and made noisy, and the detector takes the logarithm. Cortex looks brighter than marrow
because a ray that grazes a tube passes more of its wall, as in a patient.

Millimetres; x to the right, y towards the fingers, the origin in the wrist joint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

ROWS, COLUMNS = 1400, 900
PIXEL = 0.2
"""Side of a pixel at the detector, mm."""

MUSCLE, FAT, BONE, LEAD = 0.021, 0.0145, 0.072, 2.0
"""Effective attenuation coefficients at about 55 kV, 1/mm."""


@dataclass(frozen=True)
class Tube:
    """A long bone or a limb, as seen from one side.

    Attributes:
        start: Where its axis starts, mm.
        end: Where its axis ends, mm.
        knots: (along, offset, half_width, wall) in mm; a smooth curve runs through each of the last
            three along the axis.
        depth: Half depth along the ray as a share of the half width.
        tilt: Slope of the far end across the axis.
        rounding: Radius over which the far end is rounded, mm.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    knots: tuple[tuple[float, float, float, float], ...]
    depth: float = 1.0
    tilt: float = 0.0
    rounding: float = 4.0

    def bounds(self) -> tuple[float, float, float, float]:
        """Return the least and greatest x and y that the tube can reach, mm."""
        reach = max(abs(offset) + half for _, offset, half, _ in self.knots) * (
            1.0 + abs(self.tilt)
        )
        (x0, y0), (x1, y1) = self.start, self.end
        return min(x0, x1) - reach, max(x0, x1) + reach, min(y0, y1) - reach, max(y0, y1) + reach

    def chords(self, x: Float, y: Float) -> tuple[Float, Float]:
        """Return the lengths of the rays inside the tube and inside its core, mm."""
        along, across, length = _along(self.start, self.end, x, y)
        at = [knot[0] for knot in self.knots]
        offset, half, wall = (
            _curve(at, [knot[column] for knot in self.knots], along) for column in (1, 2, 3)
        )
        across = across - offset
        to_end = length + self.tilt * across - along
        outer = self._chord(across, half, np.minimum(to_end, along + self.rounding))
        core = np.maximum(half - wall, 0.05)
        inner = self._chord(across, core, np.minimum(to_end, along + self.rounding) - 0.7 * wall)
        return outer, inner

    def _chord(self, across: Float, half: Float, to_end: Float) -> Float:
        beyond = 1.0 - np.clip(to_end / self.rounding, 0.0, 1.0)
        return 2.0 * self.depth * half * _root(1.0 - (across / half) ** 2 - beyond**2)


@dataclass(frozen=True)
class Pebble:
    """A carpal bone: a rounded box, turned by ``angle`` degrees anticlockwise; lengths in mm."""

    centre: tuple[float, float]
    radii: tuple[float, float]
    angle: float = 0.0
    depth: float = 8.0
    wall: float = 1.0

    def bounds(self) -> tuple[float, float, float, float]:
        """Return the least and greatest x and y that the bone can reach, mm."""
        (x, y), reach = self.centre, sum(self.radii)
        return x - reach, x + reach, y - reach, y + reach

    def chords(self, x: Float, y: Float) -> tuple[Float, Float]:
        """Return the lengths of the rays inside the bone and inside its core, mm."""
        turn = np.deg2rad(self.angle)
        dx, dy = x - self.centre[0], y - self.centre[1]
        u, v = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        return self._chord(u, v, 0.0), self._chord(u, v, self.wall)

    def _chord(self, u: Float, v: Float, wall: float) -> Float:
        a, b = (radius - wall for radius in self.radii)
        return 2.0 * (self.depth - wall) * _root(1.0 - np.abs(u / a) ** 2.5 - np.abs(v / b) ** 2.5)


@dataclass(frozen=True)
class Anatomy:
    """One view: the limb, its bones, and which of them is broken, if any."""

    flesh: tuple[Tube, ...]
    bones: tuple[Tube | Pebble, ...]
    broken: Tube | None = None


def radiograph(anatomy: Anatomy, seed: int) -> NDArray[np.uint16]:
    """Return (ROWS, COLUMNS) uint16 of 12 bits: bone bright, air dark, 0 beyond the collimation."""
    random = np.random.default_rng(seed)
    x = (np.arange(COLUMNS) - COLUMNS / 2 + 0.5)[None, :] * PIXEL + np.zeros((ROWS, 1))
    y = (ROWS * 0.34 - np.arange(ROWS) - 0.5)[:, None] * PIXEL + np.zeros((1, COLUMNS))
    depth = _attenuation(anatomy, x, y, random)
    primary = _blurred(np.exp(-depth), 0.9)
    scattered = 0.93 * primary + 0.07 * _blurred(primary, 90.0)
    grain = _blurred(random.standard_normal(x.shape), 0.6)
    exposure = scattered + 0.011 * np.sqrt(scattered) * grain
    signal = -np.log(np.maximum(exposure, 1e-4)) + 0.0004 * y + 0.0006 * x  # heel effect
    signal += 0.5 * (signal - _blurred(signal, 14.0))  # the console's edge enhancement
    values = np.clip(260.0 + 1350.0 * signal, 1.0, 4095.0)
    return np.rint(values * _collimation(x, y)).astype(np.uint16)


def _attenuation(anatomy: Anatomy, x: Float, y: Float, random: np.random.Generator) -> Float:
    muscle, whole = np.zeros_like(x), np.zeros_like(x)
    for limb in anatomy.flesh:
        outer, inner = limb.chords(x, y)
        whole, muscle = np.hypot(whole**2, outer**2) ** 0.5, np.hypot(muscle**2, inner**2) ** 0.5
    strands = 1.0 + 0.06 * _noise(random, (60.0, 12.0), x) + 0.05 * _noise(random, (25.0, 25.0), x)
    depth = FAT * whole + (MUSCLE - FAT) * muscle * strands
    spongy = 0.22 * (
        1.0 + 0.22 * _noise(random, (5.0, 1.5), x) + 0.15 * _noise(random, (30.0, 20.0), x)
    )
    for bone in anatomy.bones:
        box = _box(bone, x, y)
        outer, inner = bone.chords(x[box], y[box])
        depth[box] += (BONE - MUSCLE) * (outer - inner * (1.0 - spongy[box]))
    if anatomy.broken is not None:
        box = _box(anatomy.broken, x, y)
        depth[box] += (BONE - MUSCLE) * _broken(anatomy.broken, x[box], y[box], spongy[box], random)
    return np.asarray(depth + LEAD * _marker(x, y))


def _broken(bone: Tube, x: Float, y: Float, spongy: Float, random: np.random.Generator) -> Float:
    """Return the compact bone along each ray of a bone whose far end broke off and slid."""
    jagged = 0.9 * _noise(random, (0.0, 9.0), x[:1]) + 0.35 * _noise(random, (0.0, 2.5), x[:1])
    line = -23.0 + 0.32 * (x - 9.0) + jagged
    shaft_outer, shaft_inner = bone.chords(x, y)
    end_outer, end_inner = bone.chords(x - 2.2, y + 0.9)
    distal = y > line
    outer, inner = (
        np.where(distal, end_outer, shaft_outer),
        np.where(distal, end_inner, shaft_inner),
    )
    gap = 1.0 - 0.8 * np.exp(-(((y - line) / 0.55) ** 2))
    impacted = 1.0 + 0.18 * np.exp(-(((y - line - 2.0) / 1.4) ** 2))
    return np.asarray((outer - inner * (1.0 - spongy)) * gap * impacted)


def _marker(x: Float, y: Float) -> Float:
    """Return the thickness of a lead letter L beside the limb, mm."""
    upright = (np.abs(x + 66.0) < 1.1) & (np.abs(y - 62.0) < 6.0)
    foot = (np.abs(x + 63.5) < 3.6) & (np.abs(y - 57.1) < 1.1)
    return np.where(upright | foot, 1.0, 0.0)


def _collimation(x: Float, y: Float) -> Float:
    """Return 1 inside a field that is turned a little, 0 outside, with a narrow penumbra."""
    turn = np.deg2rad(0.8)
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    inside = np.minimum(79.0 - np.abs(u + 1.0), 131.0 - np.abs(v + 46.0))
    return np.asarray(np.clip(inside / 0.5, 0.0, 1.0))


def _along(
    start: tuple[float, float], end: tuple[float, float], x: Float, y: Float
) -> tuple[Float, Float, float]:
    """Return the coordinates along and across an axis, and its length, mm."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(dx, dy))
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / length
    across = ((x - start[0]) * dy - (y - start[1]) * dx) / length
    return along, across, length


def _curve(at: Sequence[float], knots: Sequence[float], where: Float) -> Float:
    """Return a smooth curve through the knots, constant beyond the first and the last.

    It is a cubic Hermite spline, tabled at a fraction of a pixel.
    """
    a, v = np.asarray(at), np.asarray(knots)
    slopes = np.gradient(v, a)
    slopes[[0, -1]] = 0.0
    here = np.arange(a[0], a[-1], PIXEL / 2)
    index = np.clip(np.searchsorted(a, here, side="right") - 1, 0, len(a) - 2)
    span = a[index + 1] - a[index]
    t = (here - a[index]) / span
    table = (
        (2 * t**3 - 3 * t**2 + 1) * v[index]
        + (t**3 - 2 * t**2 + t) * span * slopes[index]
        + (3 * t**2 - 2 * t**3) * v[index + 1]
        + (t**3 - t**2) * span * slopes[index + 1]
    )
    return np.asarray(np.interp(where, here, table))


def _root(values: Float) -> Float:
    return np.asarray(np.sqrt(np.maximum(values, 0.0)))


def _noise(random: np.random.Generator, sigma: tuple[float, float], like: Float) -> Float:
    """Return smooth noise with standard deviation 1; sigma in pixels down and across."""
    smooth = _blurred(random.standard_normal(like.shape), sigma)
    return np.asarray(smooth / smooth.std())


def _box(bone: Tube | Pebble, x: Float, y: Float) -> tuple[slice, slice]:
    """Return the pixels that a bone can touch, with room for a displaced fragment."""
    left, right, bottom, top = bone.bounds()
    columns = np.searchsorted(x[0], [left - 5.0, right + 5.0])
    rows = np.searchsorted(-y[:, 0], [-top - 5.0, -bottom + 5.0])
    return slice(*rows), slice(*columns)


def _blurred(values: Float, sigma: float | tuple[float, float]) -> Float:
    """Return values convolved with a Gaussian, by its Fourier transform; mirrored at the edges."""
    down, across = sigma if isinstance(sigma, tuple) else (sigma, sigma)
    margins = [int(3 * down) + 1, int(3 * across) + 1]
    sizes = zip(margins, values.shape, strict=True)
    # lengths with large prime factors would make the transform slow
    pads = [(margin, margin + -(length + 2 * margin) % 64) for margin, length in sizes]
    padded = np.pad(values, pads, mode="symmetric")
    rows, columns = padded.shape
    transfer = np.exp(-2.0 * (np.pi * down * np.fft.fftfreq(rows)) ** 2)[:, None] * np.exp(
        -2.0 * (np.pi * across * np.fft.rfftfreq(columns)) ** 2
    )
    smooth = np.fft.irfft2(np.fft.rfft2(padded) * transfer, s=padded.shape)
    return smooth[margins[0] :, margins[1] :][: values.shape[0], : values.shape[1]]
