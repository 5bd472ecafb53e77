"""Stored values at screen resolution: averaged to make smaller, interpolated to make larger.

What is averaged are the stored values, before any window, so that the result can be windowed by
table. Padding takes no part: a mean is over real values only, and beside padding the nearest value
stands.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.study import Image

Index = NDArray[np.unsignedinteger]
Positions = NDArray[np.floating]

_COPIES = 2
"""Reduced copies that are kept: one for the whole image and one for a lens over it."""


class Sampler:
    """Samples one image; keeps the last reduced copies, which panning and small zooms share.

    What it returns are indices into the table that :meth:`Image.lut` makes: stored values counted
    from the lowest that the pixel type can hold; of a picture in colour red, green and blue.
    """

    def __init__(self, image: Image) -> None:
        self._image = image
        self._pixels = image.pixels  # held, so that they are not read again while they are shown

    def sample(self, ys: Positions, xs: Positions, scale: float) -> Index:
        """Return table indices at image positions.

        Args:
            ys: (m,) image y, evenly spaced.
            xs: (n,) image x, evenly spaced.
            scale: Screen pixels per image pixel.

        Returns:
            (m, n) uint8 or uint16; (m, n, 3) uint8 of a picture in colour.
        """
        sampled = [plane.sample(ys, xs, scale) for plane in self._planes]
        return sampled[0] if len(sampled) == 1 else np.stack(sampled, axis=2)

    def thumbnail(self, size: int) -> Index:
        """Return table indices of the whole image, its longer side about ``size`` pixels."""
        scale = size / max(self._image.rows, self._image.columns)
        stride = max(1, int(0.25 / scale))
        factor = max(1, int(1.0 / (scale * stride)))
        coarse = self._pixels[::stride, ::stride]
        if self._image.colour is None:
            return _reduce(self._indices(coarse), factor, self._padding)
        channels = np.moveaxis(self._image.colour.apply(coarse), 2, 0)
        return np.stack([_reduce(channel, factor, None) for channel in channels], axis=2)

    @cached_property
    def _planes(self) -> tuple[_Plane, ...]:
        if self._image.colour is None:
            return (_Plane(self._indices(self._pixels), self._padding),)
        rgb = self._image.rgb()
        return tuple(_Plane(np.ascontiguousarray(rgb[..., n]), None) for n in range(3))

    @cached_property
    def _padding(self) -> tuple[int, int] | None:
        if self._image.padding is None:
            return None
        low = self._image.stored_range[0]
        return self._image.padding[0] - low, self._image.padding[1] - low

    def _indices(self, pixels: NDArray[np.integer]) -> Index:
        unsigned: Index = pixels.view(np.uint8 if pixels.itemsize == 1 else np.uint16)
        return unsigned if self._image.stored_range[0] == 0 else unsigned ^ np.uint16(0x8000)


class _Plane:
    """One value for each pixel, and the last copies of them that were reduced."""

    def __init__(self, full: Index, padding: tuple[int, int] | None) -> None:
        self._full = full
        self._padding = padding
        self._reduced: dict[int, Index] = {}

    def sample(self, ys: Positions, xs: Positions, scale: float) -> Index:
        """Return (m, n) values at (m,) y and (n,) x of the image; see :meth:`Sampler.sample`."""
        factor = max(1, int(1.0 / scale + 1e-6))
        plane = self._at(factor)
        rows = np.clip(ys / factor - 0.5, 0.0, plane.shape[0] - 1.0)
        columns = np.clip(xs / factor - 0.5, 0.0, plane.shape[1] - 1.0)
        if _whole(rows) and _whole(columns):
            return plane[np.ix_(rows.astype(np.intp), columns.astype(np.intp))]
        smooth = _bilinear(plane, rows, columns)
        if self._padding is None:
            return smooth
        return _beside_padding(plane, rows, columns, smooth, self._padding)

    def _at(self, factor: int) -> Index:
        if factor == 1:
            return self._full
        if factor not in self._reduced:
            if len(self._reduced) == _COPIES:
                del self._reduced[next(iter(self._reduced))]
            self._reduced[factor] = _reduce(self._full, factor, self._padding)
        return self._reduced[factor]


def _beside_padding(
    plane: Index, rows: Positions, columns: Positions, smooth: Index, padding: tuple[int, int]
) -> Index:
    low, high = padding
    mask = ((plane >= low) & (plane <= high)).astype(np.uint8) * np.uint8(255)
    touched = _bilinear(mask, rows, columns) > 0
    nearest = plane[np.ix_(np.rint(rows).astype(np.intp), np.rint(columns).astype(np.intp))]
    return np.where(touched, nearest, smooth)


def _whole(positions: Positions) -> bool:
    return bool(np.abs(positions - np.rint(positions)).max() < 1e-6)


def _bilinear(plane: Index, rows: Positions, columns: Positions) -> Index:
    """Interpolate at (m,) rows and (n,) columns of a plane; (m, n), the plane's type."""
    top, down = _split(rows, plane.shape[0])
    left, across = _split(columns, plane.shape[1])
    first, last = int(left.min()), int(left.max()) + 2
    strip = plane[:, first:last]
    upper = strip[top].astype(np.float32)
    lower = strip[np.minimum(top + 1, plane.shape[0] - 1)]
    upper += (lower - upper) * down[:, None]
    left -= first
    values = upper.take(left, axis=1)
    step = upper.take(np.minimum(left + 1, strip.shape[1] - 1), axis=1)
    step -= values
    step *= across
    values += step
    values += np.float32(0.5)
    return values.astype(plane.dtype)


def _split(positions: Positions, count: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    whole = np.minimum(positions.astype(np.intp), count - 1)
    return whole, (positions - whole).astype(np.float32)


def _reduce(plane: Index, factor: int, padding: tuple[int, int] | None) -> Index:
    """Return the mean of each ``factor`` x ``factor`` block; the edge fills the last ones."""
    if factor == 1:
        return plane
    missing = [(0, -length % factor) for length in plane.shape]
    if any(after for _, after in missing):
        plane = np.pad(plane, missing, mode="edge")
    if padding is None:
        return ((_blocks(plane, factor) + factor * factor // 2) // (factor * factor)).astype(
            plane.dtype
        )
    real = (plane < padding[0]) | (plane > padding[1])
    count = _blocks(real, factor)
    total = _blocks(np.where(real, plane, 0), factor)
    mean = (total + count // 2) // np.maximum(count, 1)
    return np.where(2 * count >= factor * factor, mean, padding[0]).astype(plane.dtype)


def _blocks(plane: NDArray[np.generic], factor: int) -> NDArray[np.uint32]:
    """Return the sum of each block; rows first, which reads the memory in order."""
    rows = np.zeros((plane.shape[0] // factor, plane.shape[1]), np.uint32)
    for offset in range(factor):
        rows += plane[offset::factor]
    blocks = rows[:, ::factor].copy()
    for offset in range(1, factor):
        blocks += rows[:, offset::factor]
    return blocks
