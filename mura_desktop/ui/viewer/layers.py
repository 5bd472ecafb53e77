"""The pictures that lie over each other on the screen, each made only when needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from mura_desktop.domain.grey import Voi
from mura_desktop.domain.heatmap import Heatmap, colour_table
from mura_desktop.domain.study import Image
from mura_desktop.ui.sampling import Sampler
from mura_desktop.ui.viewer.view import Patch, View

_DRAWING = 0xFF7DF3E1
"""Overlay graphics: aqua, which no verdict, heatmap or mark has."""
_REGION = 0x60317E74
"""Overlay regions of interest: the same, mostly transparent (premultiplied)."""

Picture = tuple[QImage, int, int]
"""What to paint, and its left and top in device pixels."""


class GreyLayer:
    """An image's stored values at screen resolution, and the window that they are shown through.

    Of a picture in colour they are red, green and blue, and there is no window.
    """

    def __init__(self, image: Image, sampler: Sampler | None = None) -> None:
        self.image = image
        self._sampler = sampler or Sampler(image)
        self._view: View | None = None
        self._patch: Patch | None = None
        self._indices: NDArray[np.intp] | None = None
        self._shown = np.empty((0, 0), np.uint8)

    def picture(self, view: View, voi: Voi, *, inverted: bool) -> Picture | None:
        """Return what to paint, with its left and top in device pixels, or None if out of sight."""
        self.look(view)
        if self._patch is None or self._indices is None:
            return None
        # into the same memory each time: fresh pages would cost more than the look-up; every index
        # is within the table, and of the modes only "clip" writes without a detour
        self.image.lut(voi, inverted=inverted).take(self._indices, out=self._shown, mode="clip")
        return opaque_picture(self._shown), self._patch.left, self._patch.top

    def look(self, view: View) -> None:
        """Sample what a view shows, unless it was the last one; any thread may do it before."""
        if view != self._view:
            self._view, self._patch = view, view.patch()
            if self._patch is not None:
                sampled = self._sampler.sample(
                    self._patch.ys, self._patch.xs, view.scale * max(1.0, view.aspect)
                )
                # as the look-up wants them, or it would convert them again at every step
                self._indices = _on_screen(sampled, self._patch).astype(np.intp)
                self._shown = np.empty(self._indices.shape, np.uint8)

    def beside(self) -> GreyLayer:
        """Return another look at the same image, which shares its samples."""
        return GreyLayer(self.image, self._sampler)


class ScreenLayer:
    """A layer that is drawn anew only when the view changes."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._picture: Picture | None = None

    def picture(self, view: View) -> Picture | None:
        """Return what to paint, with its left and top in device pixels, or None if out of sight."""
        if view != self._view:
            self._view, patch = view, view.patch()
            self._picture = None
            if patch is not None:
                coloured = _argb_picture(self._colours_of(patch, view.scale))
                self._picture = coloured, patch.left, patch.top
        return self._picture

    def _colours_of(self, patch: Patch, scale: float) -> NDArray[np.uint32]:
        """Return the patch's (h, w) premultiplied ARGB."""
        raise NotImplementedError


class HeatmapLayer(ScreenLayer):
    """A heatmap at screen resolution, coloured."""

    def __init__(self, heatmap: Heatmap) -> None:
        super().__init__()
        self.heatmap = heatmap

    def _colours_of(self, patch: Patch, scale: float) -> NDArray[np.uint32]:
        values = _on_screen(self.heatmap.at(patch.ys, patch.xs), patch)
        steps = np.rint(np.clip(values, 0.0, 1.0) * np.float32(255.0)).astype(np.uint8)
        return np.asarray(evidence_colours().take(steps), dtype=np.uint32)


class MaskLayer(ScreenLayer):
    """Pixels of an image that are marked, in one colour at screen resolution.

    Where several image pixels share a screen pixel, one that is marked is enough: a thin line stays
    a line however small the image is shown.
    """

    def __init__(self, mask: NDArray[np.bool_], colour: int) -> None:
        super().__init__()
        self.mask = mask
        self._colours = np.array([0, colour], np.uint32)
        self._reduced = 1, mask

    def beside(self) -> MaskLayer:
        """Return another look at the same mask."""
        return MaskLayer(self.mask, int(self._colours[1]))

    def _colours_of(self, patch: Patch, scale: float) -> NDArray[np.uint32]:
        factor = max(1, int(1.0 / scale + 1e-6))
        if factor != self._reduced[0]:
            self._reduced = factor, _any_of_block(self.mask, factor)
        mask = self._reduced[1]
        rows, columns = (
            np.clip(at / factor, 0, count - 1).astype(np.intp)
            for at, count in zip((patch.ys, patch.xs), mask.shape, strict=True)
        )
        shown = _on_screen(mask[np.ix_(rows, columns)], patch)
        return self._colours.take(shown.view(np.uint8))


@dataclass(frozen=True, eq=False)
class Layers:
    """What lies over each other of one image's file: grey values, shutter, drawings.

    Making them takes a while for a large image and speaks to no widget: any thread may.
    """

    grey: GreyLayer
    shutter: MaskLayer | None
    overlays: tuple[MaskLayer, ...]

    @staticmethod
    def of(image: Image) -> Layers:
        """Return the layers of an image.

        Raises:
            UnreadableFile: if its pixels must be read again and cannot be.
        """
        size = image.rows, image.columns
        shutter = None
        if image.shutter is not None:
            grey = image.shutter.brightness
            colour = 0xFF << 24 | grey << 16 | grey << 8 | grey
            shutter = MaskLayer(image.shutter.hidden(*size), colour)
        overlays = tuple(
            MaskLayer(plane.mask(*size), _REGION if plane.is_region else _DRAWING)
            for plane in image.overlays
        )
        return Layers(GreyLayer(image), shutter, overlays)

    @property
    def image(self) -> Image:
        """What they are of."""
        return self.grey.image

    def beside(self) -> Layers:
        """Return another look at the same image: what is sampled for one stays for the other."""
        shutter = self.shutter.beside() if self.shutter else None
        return Layers(self.grey.beside(), shutter, tuple(each.beside() for each in self.overlays))


@cache
def evidence_colours() -> NDArray[np.uint32]:
    """Return the heatmap's 256 colours as premultiplied ARGB; no evidence is transparent."""
    alpha = np.arange(256, dtype=np.uint32)
    red, green, blue = (colour_table().astype(np.uint32).T * alpha + 127) // 255
    return np.asarray((alpha << 24) | (red << 16) | (green << 8) | blue, dtype=np.uint32)


def opaque_picture(shown: NDArray[np.uint8]) -> QImage:
    """Wrap contiguous (h, w) uint8 brightness, or (h, w, 3) red, green and blue.

    The caller keeps it alive or copies the picture.
    """
    height, width = shown.shape[:2]
    if shown.ndim == 2:
        return QImage(shown.data, width, height, width, QImage.Format.Format_Grayscale8)
    return QImage(shown.data, width, height, 3 * width, QImage.Format.Format_RGB888)


def _argb_picture(argb: NDArray[np.uint32]) -> QImage:
    """Return (h, w) premultiplied ARGB as a picture that owns its pixels."""
    height, width = argb.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(argb.data, width, height, 4 * width, form).copy()


def _any_of_block(mask: NDArray[np.bool_], factor: int) -> NDArray[np.bool_]:
    """Return whether any pixel of each ``factor`` x ``factor`` block is marked."""
    if factor == 1:
        return mask
    by_rows = np.logical_or.reduceat(mask, np.arange(0, mask.shape[0], factor), axis=0)
    reduced = np.logical_or.reduceat(by_rows, np.arange(0, mask.shape[1], factor), axis=1)
    return np.asarray(reduced)


def _on_screen(sampled: NDArray[Any], patch: Patch) -> NDArray[Any]:
    return np.ascontiguousarray(sampled.swapaxes(0, 1)) if patch.sideways else sampled
