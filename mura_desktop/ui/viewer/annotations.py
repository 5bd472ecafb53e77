"""What is written over an image: corner texts, marks, sides of the patient, a legend.

It is placed before it is drawn, so that what else is drawn over the image can keep away from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from mura_desktop.ui.look.theme import TEXT, UNCERTAIN
from mura_desktop.ui.viewer.corners import Corners
from mura_desktop.ui.viewer.edges import Edges
from mura_desktop.ui.viewer.layers import evidence_colours

_MARGIN = 12
_LEGEND_HEIGHT = 160
_LEGEND_WIDTH = 12
_PADDING = 4
_LETTER = 22
_LEGEND_ABOVE = _LEGEND_HEIGHT // 2 + 40
"""How far above the middle of the right edge there is room above the legend."""
_PLATE = QColor(0, 0, 0, 176)
"""Dark enough for 4.5 : 1 between text and plate on a white image."""
_ACROSS = Qt.AlignmentFlag.AlignHorizontal_Mask
_NARROW, _FLAT = 330, 250
"""Width and height of an area below which only what tells images apart is written."""
_LOW = 420
"""Height of an area below which there is no room for a legend."""


def is_small(area: QRect) -> bool:
    """Whether an area has room only for what tells images apart."""
    return area.width() < _NARROW or area.height() < _FLAT


def fits_legend(area: QRect) -> bool:
    """Whether an area has room for the legend of a heatmap beside the texts."""
    return area.width() >= _NARROW and area.height() >= _LOW


@dataclass(frozen=True)
class Inscription:
    """A text on its plate, where it stands: in units of text from the upper left corner."""

    text: str
    box: QRectF
    across: Qt.AlignmentFlag
    colour: str = TEXT
    bold: bool = False


@dataclass(frozen=True)
class Annotations:
    """All that is written over an image.

    Attributes:
        inscriptions: The texts; none covers another.
        bar: Where the colours of the heatmap stand, or None without a legend.
    """

    inscriptions: tuple[Inscription, ...]
    bar: QRectF | None = None

    @property
    def boxes(self) -> tuple[QRectF, ...]:
        """What nothing else should cover."""
        bar = () if self.bar is None else (self.bar,)
        return (*(each.box for each in self.inscriptions), *bar)

    def draw(self, painter: QPainter, opacity: float) -> None:
        """Write all of it.

        Args:
            painter: Where to, in units of text.
            opacity: How much the strongest evidence covers: the legend is coloured as that is.
        """
        if self.bar is not None:
            _draw_bar(painter, self.bar, opacity)
        ratio = painter.device().devicePixelRatioF()
        for each in self.inscriptions:
            written = _inscription(each.text, each.across, each.colour, each.bold, ratio)
            painter.drawImage(each.box.topLeft(), written)


def annotate(area: QRect, corners: Corners, edges: Edges, legend: str) -> Annotations:
    """Place everything that is written over an image.

    No text covers another: a line is cut with an ellipsis at half the width, or before the letter
    of an edge, and the mark goes below the corners where it does not fit between them.

    Args:
        area: The screen area.
        corners: The texts at the corners, and the mark.
        edges: Which side of the patient each edge shows.
        legend: The caption of the heatmap's legend, or empty where none is to be drawn.
    """
    texts = [*_at_edges(area, edges, _LEGEND_ABOVE if legend else 0)]
    texts += _at_corners(area, corners, edges)
    if not legend:
        return Annotations(tuple(texts))
    top = area.center().y() - _LEGEND_HEIGHT // 2
    bar = QRectF(area.right() - _MARGIN - _LEGEND_WIDTH, top, _LEGEND_WIDTH, _LEGEND_HEIGHT)
    return Annotations((*texts, *_beside(bar, area, legend)), bar)


def _at_edges(area: QRect, edges: Edges, above: int) -> list[Inscription]:
    """Place the letters in the middle of the edges, the right one above a legend."""
    inner = QRectF(area).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    across, down = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
    return [
        _placed(inner.translated(0.0, -raised), where, letters, bold=True)
        for letters, where, raised in (
            (edges.left, Qt.AlignmentFlag.AlignLeft | down, 0),
            (edges.right, Qt.AlignmentFlag.AlignRight | down, above),
            (edges.top, Qt.AlignmentFlag.AlignTop | across, 0),
            (edges.bottom, Qt.AlignmentFlag.AlignBottom | across, 0),
        )
        if letters
    ]


def _at_corners(area: QRect, corners: Corners, edges: Edges) -> list[Inscription]:
    """Place the corner texts beside the letters, and the mark below the upper letter if any."""
    inner = QRectF(area).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
    letters = [_size(each, True).width() for each in (edges.top, edges.bottom) if each]
    middle = max(letters) + 4 * _PADDING if letters else 0
    room = int((inner.width() - middle) / 2.0) - _MARGIN
    found = [
        _placed(inner, where, "\n".join(_elided(line, room) for line in lines))
        for lines, where in (
            (corners.top_left, left | top),
            (corners.top_right, right | top),
            (corners.bottom_left, left | bottom),
            (corners.bottom_right, right | bottom),
        )
        if lines
    ]
    if corners.mark:
        tops = [each.box for each in found if each.box.top() == inner.top()]
        inner.setTop(inner.top() + (_LETTER if edges.top else 0))
        where = Qt.AlignmentFlag.AlignHCenter | top
        mark = _placed(inner, where, corners.mark, UNCERTAIN, bold=True)
        if any(mark.box.adjusted(-_MARGIN, 0, _MARGIN, 0).intersects(box) for box in tops):
            inner.setTop(max(box.bottom() for box in tops) + _MARGIN / 2.0)
            mark = _placed(inner, where, corners.mark, UNCERTAIN, bold=True)
        found.append(mark)
    return found


def _beside(bar: QRectF, area: QRect, caption: str) -> list[Inscription]:
    """Place the numbers left of the legend's bar, and its caption below."""
    right = Qt.AlignmentFlag.AlignRight
    height = 16.0
    edge = bar.left() - 6.0
    found = [
        _placed(
            QRectF(QPointF(edge - 60.0, y - height / 2.0), QPointF(edge, y + height / 2.0)),
            right | Qt.AlignmentFlag.AlignVCenter,
            value,
        )
        for value, y in (("1", bar.top()), ("0.5", bar.center().y()), ("0", bar.bottom()))
    ]
    below = QRectF(QPointF(area.left(), bar.bottom() + 12.0), QPointF(bar.right(), area.bottom()))
    return [*found, _placed(below, right | Qt.AlignmentFlag.AlignTop, caption)]


def _draw_bar(painter: QPainter, bar: QRectF, opacity: float) -> None:
    colours = evidence_colours()[::-1].copy()
    ramp = QImage(colours.data, 1, 256, 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.fillRect(bar, QColor("#000000"))
    painter.setOpacity(opacity)
    painter.drawImage(bar, ramp)
    painter.setOpacity(1.0)
    painter.setPen(QPen(QColor(TEXT), 1))
    painter.drawRect(bar)


def _placed(
    room: QRectF,
    where: Qt.AlignmentFlag,
    text: str,
    colour: str = TEXT,
    *,
    bold: bool = False,
) -> Inscription:
    size = _size(text, bold)
    across, down = room.width() - size.width(), room.height() - size.height()
    x = 0.0 if where & Qt.AlignmentFlag.AlignLeft else across
    y = 0.0 if where & Qt.AlignmentFlag.AlignTop else down
    x = x / 2.0 if where & Qt.AlignmentFlag.AlignHCenter else x
    y = y / 2.0 if where & Qt.AlignmentFlag.AlignVCenter else y
    corner = room.topLeft() + QPointF(round(x), round(y))
    return Inscription(text, QRectF(corner, QSizeF(size)), where & _ACROSS, colour, bold)


@lru_cache(maxsize=128)
def _size(text: str, bold: bool) -> QSize:
    return QFontMetrics(_font(bold=bold)).size(0, text) + QSize(2 * _PADDING, 2)


@lru_cache(maxsize=64)
def _inscription(
    text: str, where: Qt.AlignmentFlag, colour: str, bold: bool, ratio: float
) -> QImage:
    """Write a text on its plate once; only what changes is written again while dragging."""
    size = _size(text, bold)
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(_PLATE)
    painter = QPainter(image)
    painter.setFont(_font(bold=bold))
    inner = QRect(_PADDING, 1, size.width() - 2 * _PADDING, size.height() - 2)
    painter.setPen(QColor(colour))
    painter.drawText(inner, int(where), text)
    painter.end()
    return image


def _elided(line: str, width: int) -> str:
    return QFontMetrics(_font()).elidedText(line, Qt.TextElideMode.ElideRight, width)


def _font(*, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(13)
    font.setBold(bold)
    return font
