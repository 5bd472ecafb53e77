"""What lies on the screen, from below: grey values, shutter, heatmap, overlays, texts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Image, Region
from mura_desktop.ui.look.theme import CANVAS
from mura_desktop.ui.viewer.annotations import Annotations, annotate, fits_legend, is_small
from mura_desktop.ui.viewer.contour_layer import ContourLayer
from mura_desktop.ui.viewer.corners import Caption, Corners, corner_texts
from mura_desktop.ui.viewer.drawing import Drawing
from mura_desktop.ui.viewer.edges import edge_letters
from mura_desktop.ui.viewer.fitting import BETWEEN, Line
from mura_desktop.ui.viewer.layers import HeatmapLayer, Layers, Picture
from mura_desktop.ui.viewer.lens import draw_lens
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.preview import Preview
from mura_desktop.ui.viewer.view import Point, View
from mura_desktop.ui.words import date_text

LOADING = "Loading…"


class Scene:
    """The layers over one image, and which of them the reader wants to see.

    Attributes:
        caption: What must be said of the image where others hang beside it.
        place: Where in its study the image stands, such as ``2 / 3``.
        region: What the image is known to show by now, or None where its file alone says so.
        heatmap_on: Whether the reader turned the heatmap on.
        peeking: Whether the other of on and off is shown for a moment.
        opacity: How much the strongest evidence covers, in [0, 1].
        shutter_on: Whether what the file asks to cover is covered.
        overlays_on: Whether the file's drawings are shown.
        texts_on: Whether texts stand at the corners; the sides of the patient and the mark do so
            in any case.
        drawings: What else is drawn over the image.
        lens: Where a lens is held over it, in device pixels, or None.
        taken: Where a text or a contour lay when it was painted last, in units of text.
    """

    def __init__(self) -> None:
        self.place = ""
        self.region: Region | None = None
        self.heatmap_on = False
        self.peeking = False
        self.opacity = 0.6
        self.shutter_on = True
        self.overlays_on = True
        self.texts_on = True
        self.drawings: tuple[Drawing, ...] = ()
        self.lens: Point | None = None
        self.taken: tuple[QRectF, ...] = ()
        self._lens_layers: Layers | None = None
        self._lens_heat: HeatmapLayer | None = None
        self.caption = Caption()
        self._layers: Layers | None = None
        self._preview: Preview | None = None
        self._heat: HeatmapLayer | None = None
        self._heat_asked: tuple[Heatmap | None, Qt.PenStyle, str] | None = None
        self._contour: ContourLayer | None = None
        self._judged = True

    @property
    def image(self) -> Image | None:
        """What is shown."""
        shown = self._layers or self._preview
        return shown.image if shown else None

    @property
    def ready(self) -> bool:
        """Whether there is more of the image than a preview."""
        return self._layers is not None

    def lay(self, layers: Layers | None, *, judged: bool = True) -> None:
        """Show another image, or nothing.

        Args:
            layers: The image.
            judged: Whether it is the one that verdict and heatmap speak of; another frame of the
                same file is not.
        """
        self._layers, self._preview = layers, None
        self._lens_layers = None
        self._judged = judged

    def lay_preview(self, image: Image, brightness: NDArray[np.uint8]) -> None:
        """Show a small picture of an image until its layers are ready."""
        self._layers, self._preview = None, Preview(image, brightness)
        self._judged = True

    def covers(self, row: int, column: int) -> bool:
        """Whether the shutter covers a pixel of the image now."""
        shutter = self._layers.shutter if self._layers and self.shutter_on else None
        return shutter is not None and bool(shutter.mask[row, column])

    @property
    def heatmap(self) -> Heatmap | None:
        """The heatmap that belongs to the judged image."""
        return self._heat.heatmap if self._heat else None

    def set_heatmap(
        self, heatmap: Heatmap | None, line: Qt.PenStyle = Qt.PenStyle.NoPen, colour: str = ""
    ) -> None:
        """Take another heatmap, or none.

        Args:
            heatmap: The evidence of the judged image.
            line: How its contour is drawn: solid, dashed, or not at all.
            colour: Of the contour.
        """
        asked = heatmap, line, colour
        if asked == self._heat_asked:
            return  # what is drawn of it already stays
        self._heat_asked = asked
        self._heat = HeatmapLayer(heatmap) if heatmap else None
        self._lens_heat = HeatmapLayer(heatmap) if heatmap else None
        drawn = heatmap is not None and line is not Qt.PenStyle.NoPen
        self._contour = ContourLayer(heatmap, line, colour) if heatmap and drawn else None

    @property
    def heatmap_wanted(self) -> bool:
        """Whether the heatmap, if there is one, is on the screen: turned on or peeked at."""
        return self.heatmap_on != self.peeking

    @property
    def heatmap_painted(self) -> bool:
        """Whether a heatmap is on the screen indeed."""
        return self._heat is not None and self._judged and self.heatmap_wanted

    def paint(
        self,
        painter: QPainter,
        presentation: Presentation,
        size: tuple[int, int],
        *,
        ratio: float,
        named: bool = True,
    ) -> None:
        """Paint all of it.

        Args:
            painter: Where to, in device pixels.
            presentation: How the image is looked at.
            size: Width and height in device pixels.
            ratio: Device pixels to a unit of text.
            named: Whether the patient and the dates of the study are written.
        """
        image, view = self.image, presentation.view
        assert image is not None
        heat = self._heat if self.heatmap_painted else None
        if self._layers is not None:
            self._paint_layers(painter, self._layers, presentation, size, heat, ratio)
        elif self._preview is not None:
            self._preview.paint(painter, view, size)
        area = QRect(0, 0, round(size[0] / ratio), round(size[1] / ratio))
        written = self._annotations(area, presentation, heat, named)
        marked = self._contour.boxes(image, view, ratio) if heat and self._contour else ()
        self.taken = (*written.boxes, *marked)
        self._draw(painter, image, view, ratio, self.taken)
        if self.lens is not None and self._layers is not None:
            draw_lens(painter, presentation, self.lens, ratio, partial(self._paint_lens, ratio))
        painter.scale(ratio, ratio)
        written.draw(painter, self.opacity, ratio)

    def _paint_layers(
        self,
        painter: QPainter,
        layers: Layers,
        presentation: Presentation,
        size: tuple[int, int],
        heat: HeatmapLayer | None,
        ratio: float,
    ) -> None:
        view = presentation.view
        grey = layers.grey.picture(view, presentation.voi, inverted=presentation.inverted)
        if grey is None or grey[0].size().toTuple() != size:
            painter.fillRect(0, 0, *size, QColor(CANVAS))
        _draw(painter, grey)
        if layers.shutter is not None and self.shutter_on:
            _draw(painter, layers.shutter.picture(view))
        if heat is not None:
            painter.setOpacity(self.opacity)
            _draw(painter, heat.picture(view))
            painter.setOpacity(1.0)
            if self._contour is not None:
                self._contour.paint(painter, layers.image, view, ratio)
        if self.overlays_on:
            for overlay in layers.overlays:
                _draw(painter, overlay.picture(view))

    def _draw(
        self, painter: QPainter, image: Image, view: View, ratio: float, taken: tuple[QRectF, ...]
    ) -> None:
        for drawing in self.drawings:
            painter.save()
            drawing.paint(painter, image, view, ratio, taken)
            painter.restore()

    def _paint_lens(
        self, ratio: float, painter: QPainter, seen: Presentation, size: tuple[int, int]
    ) -> None:
        assert self._layers is not None
        if self._lens_layers is None:
            self._lens_layers = self._layers.beside()
        heat = self._lens_heat if self.heatmap_painted else None
        self._paint_layers(painter, self._lens_layers, seen, size, heat, ratio)
        self._draw(painter, self._layers.image, seen.view, ratio, ())

    def _annotations(
        self,
        area: QRect,
        presentation: Presentation,
        heat: HeatmapLayer | None,
        named: bool,
    ) -> Annotations:
        image = self.image
        assert image is not None
        letters = edge_letters(image.header.orientation, presentation.view.orientation)
        corners = self._corners(image, presentation, named=named, brief=is_small(area))
        legend = heat.heatmap.legend if heat is not None and fits_legend(area) else ""
        return annotate(area, corners, letters, legend)

    def _corners(
        self, image: Image, presentation: Presentation, *, named: bool, brief: bool
    ) -> Corners:
        corners = corner_texts(image, self.place, presentation, region=self.region, brief=brief)
        marks = (
            self.caption.mark,
            corners.mark,
            "" if self._judged else f"FRAME {image.frame + 1} IS NOT JUDGED",
        )
        mark = BETWEEN.join(filter(None, marks))
        if not self.texts_on:
            return Corners((), (), (), () if self.ready else (Line.whole(LOADING),), mark)
        date = date_text(image.header.study_date)
        unnamed = (Line.whole(date),) if date else ()
        layers = self._said_of_layers()
        return replace(
            corners,
            top_left=(corners.top_left if self.caption.named else unnamed) if named else (),
            bottom_right=(*((Line.whole(layers),) if layers else ()), *corners.bottom_right),
            mark=mark,
        )

    def _said_of_layers(self) -> str:
        if self._layers is None:
            return LOADING
        said = []
        if self._layers.shutter is not None:
            said.append("Shutter" if self.shutter_on else "Shutter off")
        if self._layers.overlays:
            said.append("Overlay" if self.overlays_on else "Overlay off")
        return " · ".join(said)


def _draw(painter: QPainter, picture: Picture | None) -> None:
    if picture is not None:
        painter.drawImage(picture[1], picture[2], picture[0])
