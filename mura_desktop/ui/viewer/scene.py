"""What lies on the screen, from below: grey values, shutter, heatmap, overlays, texts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Image
from mura_desktop.ui.theme import CANVAS
from mura_desktop.ui.viewer.annotations import (
    LEGEND_ABOVE,
    Corners,
    corner_texts,
    draw_corners,
    draw_edges,
    draw_legend,
)
from mura_desktop.ui.viewer.contour_layer import ContourLayer
from mura_desktop.ui.viewer.edges import edge_letters
from mura_desktop.ui.viewer.layers import GreyLayer, HeatmapLayer, MaskLayer, Picture
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.tool import Drawing

_DRAWING = 0xFF7DF3E1
"""Overlay graphics: aqua, which no verdict, heatmap or mark has."""
_REGION = 0x60317E74
"""Overlay regions of interest: the same, mostly transparent (premultiplied)."""


class Scene:
    """The layers over one image, and which of them the reader wants to see.

    Attributes:
        place: Where in its study the image stands, such as ``2 / 3``.
        heatmap_on: Whether the reader turned the heatmap on.
        peeking: Whether the other of on and off is shown for a moment.
        opacity: How much the strongest evidence covers, in [0, 1].
        shutter_on: Whether what the file asks to cover is covered.
        overlays_on: Whether the file's drawings are shown.
        drawings: What else is drawn over the image.
    """

    def __init__(self) -> None:
        self.place = ""
        self.heatmap_on = False
        self.peeking = False
        self.opacity = 0.6
        self.shutter_on = True
        self.overlays_on = True
        self.drawings: tuple[Drawing, ...] = ()
        self._grey: GreyLayer | None = None
        self._heat: HeatmapLayer | None = None
        self._contour: ContourLayer | None = None
        self._shutter: MaskLayer | None = None
        self._overlays: tuple[MaskLayer, ...] = ()
        self._judged = True

    @property
    def image(self) -> Image | None:
        """What the grey values are of."""
        return self._grey.image if self._grey else None

    def lay(self, image: Image | None, *, judged: bool = True) -> None:
        """Show another image, or nothing.

        Args:
            image: The image.
            judged: Whether it is the one that verdict and heatmap speak of; another frame of the
                same file is not.
        """
        self._grey = GreyLayer(image) if image else None
        self._judged = judged
        self._shutter, self._overlays = None, ()
        if image is None:
            return
        size = image.rows, image.columns
        if image.shutter is not None:
            grey = image.shutter.brightness
            colour = 0xFF << 24 | grey << 16 | grey << 8 | grey
            self._shutter = MaskLayer(image.shutter.hidden(*size), colour)
        self._overlays = tuple(
            MaskLayer(plane.mask(*size), _REGION if plane.is_region else _DRAWING)
            for plane in image.overlays
        )

    def covers(self, row: int, column: int) -> bool:
        """Whether the shutter covers a pixel of the image now."""
        shutter = self._shutter if self.shutter_on else None
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
        self._heat = HeatmapLayer(heatmap) if heatmap else None
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
        view = presentation.view
        assert self._grey is not None
        grey = self._grey.picture(view, presentation.voi, inverted=presentation.inverted)
        if grey is None or grey[0].size().toTuple() != size:
            painter.fillRect(0, 0, *size, QColor(CANVAS))
        _draw(painter, grey)
        if self._shutter is not None and self.shutter_on:
            _draw(painter, self._shutter.picture(view))
        heat = self._heat if self.heatmap_painted else None
        if heat is not None:
            painter.setOpacity(self.opacity)
            _draw(painter, heat.picture(view))
            painter.setOpacity(1.0)
            if self._contour is not None:
                self._contour.paint(painter, self._grey.image, view, ratio)
        if self.overlays_on:
            for overlay in self._overlays:
                _draw(painter, overlay.picture(view))
        for drawing in self.drawings:
            painter.save()
            drawing.paint(painter, self._grey.image, view, ratio)
            painter.restore()
        painter.scale(ratio, ratio)
        area = QRect(0, 0, round(size[0] / ratio), round(size[1] / ratio))
        self._annotate(painter, area, presentation, heat, named)

    def _annotate(
        self,
        painter: QPainter,
        area: QRect,
        presentation: Presentation,
        heat: HeatmapLayer | None,
        named: bool,
    ) -> None:
        image = self.image
        assert image is not None
        letters = edge_letters(image.header.orientation, presentation.view.orientation)
        draw_edges(painter, area, letters, above=LEGEND_ABOVE if heat else 0)
        corners = self._corners(image, presentation, named=named)
        draw_corners(painter, area, corners, below_letter=bool(letters.top))
        if heat is not None:
            draw_legend(painter, area, heat.heatmap.method, self.opacity)

    def _corners(self, image: Image, presentation: Presentation, *, named: bool) -> Corners:
        corners = corner_texts(image, self.place, presentation)
        marks = (corners.mark, "" if self._judged else f"FRAME {image.frame + 1} IS NOT JUDGED")
        return replace(
            corners,
            top_left=corners.top_left if named else (),
            bottom_right=(*filter(None, [self._said_of_layers()]), *corners.bottom_right),
            mark=" · ".join(filter(None, marks)),
        )

    def _said_of_layers(self) -> str:
        said = []
        if self._shutter is not None:
            said.append("Shutter" if self.shutter_on else "Shutter off")
        if self._overlays:
            said.append("Overlay" if self.overlays_on else "Overlay off")
        return " · ".join(said)


def _draw(painter: QPainter, picture: Picture | None) -> None:
    if picture is not None:
        painter.drawImage(picture[1], picture[2], picture[0])
