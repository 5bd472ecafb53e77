"""The line round the strongest evidence: solid for suspected, dashed for uncertain."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mura_desktop.domain.contour import Line, contours
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.view import View

_WIDTH = 1.8
_HALO = 3.6
"""A dark line below, so that the contour is seen on bone as well as on air."""
_MOST = 0.2
"""Share of the screen up to which labels keep off what a contour encloses."""
_DASHES = {Qt.PenStyle.DashLine: (9.0, 6.0)}
"""Drawn and left out, in units of the line's width of 1."""


class ContourLayer:
    """A heatmap's contours over its image, traced once."""

    def __init__(self, heatmap: Heatmap, line: Qt.PenStyle, colour: str) -> None:
        self._heatmap = heatmap
        self._line = line
        self._colour = QColor(colour)
        self._traced: tuple[Line, ...] | None = None

    def boxes(self, image: Image, view: View, ratio: float) -> tuple[QRectF, ...]:
        """Return what the lines enclose, in units of text: no place for a label.

        One that encloses much of the screen is left out: a label would lie far from what it is of.
        """
        most = view.width * view.height / ratio**2 * _MOST
        found = []
        for line in self._lines(image):
            (top, left), (bottom, right) = line.min(axis=0).tolist(), line.max(axis=0).tolist()
            corners = (
                QPointF(*view.to_screen(at)) / ratio for at in ((left, top), (right, bottom))
            )
            box = QRectF(*corners).normalized()
            if box.width() * box.height() < most:
                found.append(box.adjusted(-_HALO, -_HALO, _HALO, _HALO))
        return tuple(found)

    def paint(self, painter: QPainter, image: Image, view: View, ratio: float) -> None:
        """Draw the lines; see :class:`~mura_desktop.ui.viewer.drawing.Drawing`."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._lines(image):
            corners = QPolygonF([QPointF(*view.to_screen((x, y))) for y, x in line.tolist()])
            halo = QPen(QColor(0, 0, 0, 150), _HALO * ratio, self._line)
            for pen in (halo, QPen(self._colour, _WIDTH * ratio, self._line)):
                # dashes are counted in widths of the line: both must have the same ones
                pen.setDashOffset(0.0)
                if dashes := _DASHES.get(self._line):
                    pen.setDashPattern([length * ratio / pen.widthF() for length in dashes])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawPolygon(corners)
        painter.restore()

    def _lines(self, image: Image) -> tuple[Line, ...]:
        if self._traced is None:
            self._traced = contours(self._heatmap, image.rows, image.columns)
        return self._traced
