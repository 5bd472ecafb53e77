"""What is written over an image: corner texts, marks, sides of the patient, a legend."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from mura_desktop.ui.theme import TEXT, UNCERTAIN
from mura_desktop.ui.viewer.corners import Corners
from mura_desktop.ui.viewer.edges import Edges
from mura_desktop.ui.viewer.layers import evidence_colours

_MARGIN = 12
_LEGEND_HEIGHT = 160
_LEGEND_WIDTH = 12
_PADDING = 4
_LETTER = 22
LEGEND_ABOVE = _LEGEND_HEIGHT // 2 + 40
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


def draw_edges(painter: QPainter, area: QRect, edges: Edges, *, above: int = 0) -> None:
    """Write which side of the patient each edge shows, in the middle of the edge.

    Args:
        painter: Where to.
        area: The screen area.
        edges: The letters.
        above: How far above the middle the right letter stands, where a legend needs the room.
    """
    inner = QRectF(area).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    across, down = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
    for letters, where in (
        (edges.left, Qt.AlignmentFlag.AlignLeft | down),
        (edges.right, Qt.AlignmentFlag.AlignRight | down),
        (edges.top, Qt.AlignmentFlag.AlignTop | across),
        (edges.bottom, Qt.AlignmentFlag.AlignBottom | across),
    ):
        raised = above if where & Qt.AlignmentFlag.AlignRight else 0
        _write(painter, inner.translated(0.0, -raised), where, letters, bold=True)


def draw_corners(
    painter: QPainter, area: QRect, corners: Corners, *, below_letter: bool = False
) -> None:
    """Write the corner texts, each on a dark plate so that it reads on white bone as on black.

    No text covers another: a line is cut with an ellipsis at half the width, and the mark goes
    below the corners where it does not fit between them.

    Args:
        painter: Where to.
        area: The screen area.
        corners: The texts.
        below_letter: Whether a letter at the upper edge stands where the mark would.
    """
    inner = QRectF(area).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
    ratio = painter.device().devicePixelRatioF()
    room = int(inner.width() / 2.0) - _MARGIN
    tops = []
    for lines, where in (
        (corners.top_left, left | top),
        (corners.top_right, right | top),
        (corners.bottom_left, left | bottom),
        (corners.bottom_right, right | bottom),
    ):
        text = "\n".join(_elided(line, room) for line in lines)
        _write(painter, inner, where, text)
        if text and where & top:
            tops.append(_inscription(text, where & _ACROSS, TEXT, False, ratio))
    if not corners.mark:
        return
    middle = Qt.AlignmentFlag.AlignHCenter
    mark = _inscription(corners.mark, middle, UNCERTAIN, True, ratio).deviceIndependentSize()
    sizes = [each.deviceIndependentSize() for each in tops]
    inner.setTop(inner.top() + (_LETTER if below_letter else 0))
    beside = max((size.width() for size in sizes), default=0.0) + _MARGIN
    if 2 * beside + mark.width() > inner.width():
        inner.setTop(inner.top() + max(size.height() for size in sizes) + _MARGIN)
    _write(painter, inner, middle | top, corners.mark, UNCERTAIN, bold=True)


def draw_legend(painter: QPainter, area: QRect, caption: str, opacity: float) -> None:
    """Draw the scale of evidence at the right edge, coloured as the overlay is."""
    top = area.center().y() - _LEGEND_HEIGHT // 2
    bar = QRect(area.right() - _MARGIN - _LEGEND_WIDTH, top, _LEGEND_WIDTH, _LEGEND_HEIGHT)
    colours = evidence_colours()[::-1].copy()
    ramp = QImage(colours.data, 1, 256, 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.fillRect(bar, QColor("#000000"))
    painter.setOpacity(opacity)
    painter.drawImage(bar, ramp)
    painter.setOpacity(1.0)
    painter.setPen(QPen(QColor(TEXT), 1))
    painter.drawRect(bar)
    right = bar.left() - 6
    height = 16
    for value, y in (("1", bar.top()), ("0.5", bar.center().y()), ("0", bar.bottom())):
        box = QRectF(QPointF(right - 60, y - height / 2), QPointF(right, y + height / 2))
        _write(painter, box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
    below = QRectF(QPoint(area.left(), bar.bottom() + 12), QPoint(bar.right(), area.bottom()))
    _write(painter, below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, caption)


def _write(
    painter: QPainter,
    box: QRectF,
    where: Qt.AlignmentFlag,
    text: str,
    colour: str = TEXT,
    *,
    bold: bool = False,
) -> None:
    if not text:
        return
    lies = where & _ACROSS
    written = _inscription(text, lies, colour, bold, painter.device().devicePixelRatioF())
    size = written.deviceIndependentSize()
    across, down = box.width() - size.width(), box.height() - size.height()
    x = 0.0 if where & Qt.AlignmentFlag.AlignLeft else across
    y = 0.0 if where & Qt.AlignmentFlag.AlignTop else down
    x = x / 2.0 if where & Qt.AlignmentFlag.AlignHCenter else x
    y = y / 2.0 if where & Qt.AlignmentFlag.AlignVCenter else y
    painter.drawImage(box.topLeft() + QPointF(round(x), round(y)), written)


@lru_cache(maxsize=64)
def _inscription(
    text: str, where: Qt.AlignmentFlag, colour: str, bold: bool, ratio: float
) -> QImage:
    """Write a text on its plate once; only what changes is written again while dragging."""
    font = _font(bold=bold)
    size = QFontMetrics(font).size(0, text) + QSize(2 * _PADDING, 2)
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(_PLATE)
    painter = QPainter(image)
    painter.setFont(font)
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
