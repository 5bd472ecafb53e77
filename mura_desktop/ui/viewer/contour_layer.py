"""The line round the strongest evidence: solid for suspected, dashed for uncertain."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mura_desktop.domain.contour import Line, contours
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.view import View

_WIDTH = 1.8
_HALO = 3.6
"""A dark line below, so that the contour is seen on bone as well as on air."""
_DASHES = {Qt.PenStyle.DashLine: (9.0, 6.0), Qt.PenStyle.DotLine: (3.0, 5.0)}
"""Drawn and left out, in units of the line's width of 1."""


class ContourLayer:
    """A heatmap's contours over its image, traced once."""

    def __init__(self, heatmap: Heatmap, line: Qt.PenStyle, colour: str) -> None:
        self._heatmap = heatmap
        self._line = line
        self._colour = QColor(colour)
        self._traced: tuple[Line, ...] | None = None

    def paint(self, painter: QPainter, image: Image, view: View, ratio: float) -> None:
        """Draw the lines; see :class:`~mura_desktop.ui.viewer.tool.Drawing`."""
        if self._traced is None:
            self._traced = contours(self._heatmap, image.rows, image.columns)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._traced:
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
