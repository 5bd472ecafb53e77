"""What is written over an image: corner texts, marks, sides of the patient, a legend.

It is placed before it is drawn, so that what else is drawn over the image can keep away from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from mura_desktop.ui.look.theme import TEXT, UNCERTAIN
from mura_desktop.ui.viewer.corners import Corners
from mura_desktop.ui.viewer.edges import Edges
from mura_desktop.ui.viewer.fitting import Fitted, Fitter, Line, wrapped
from mura_desktop.ui.viewer.layers import evidence_colours

_MARGIN = 12
_LEGEND_HEIGHT = 160
_LEGEND_WIDTH = 12
_PADDING = 4
_ROW = 16
_SHARE = 0.35
"""Of a view's height, for the texts at its top or bottom where they stand above each other."""
_GAP = 4
"""Between two texts."""
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

    def draw(self, painter: QPainter, opacity: float, ratio: float) -> None:
        """Write all of it.

        Args:
            painter: Where to, in units of text.
            opacity: How much the strongest evidence covers: the legend is coloured as that is.
            ratio: Device pixels to a unit of text; a picture that is saved does not know it itself.
        """
        if self.bar is not None:
            _draw_bar(painter, self.bar, opacity)
        for each in self.inscriptions:
            written = _inscription(each.text, each.across, each.colour, each.bold, ratio)
            painter.drawImage(each.box.topLeft(), written)


def annotate(area: QRect, corners: Corners, edges: Edges, legend: str) -> Annotations:
    """Place everything that is written over an image.

    No text covers another: :mod:`fitting` says what stands at the corners of a narrow view, and the
    letters of the edges and the mark go towards the middle where the corners leave them no room.

    Args:
        area: The screen area.
        corners: The texts at the corners, and the mark.
        edges: Which side of the patient each edge shows.
        legend: The caption of the heatmap's legend, or empty where none is to be drawn.
    """
    texts = [*_at_sides(area, edges, _LEGEND_ABOVE if legend else 0)]
    texts += _at_top(area, corners, edges.top)
    texts += _at_bottom(area, corners, edges.bottom)
    if not legend:
        return Annotations(tuple(texts))
    top = area.center().y() - _LEGEND_HEIGHT // 2
    bar = QRectF(area.right() - _MARGIN - _LEGEND_WIDTH, top, _LEGEND_WIDTH, _LEGEND_HEIGHT)
    return Annotations((*texts, *_beside(bar, area, legend)), bar)


def _at_sides(area: QRect, edges: Edges, above: int) -> list[Inscription]:
    """Place the letters in the middle of left and right edge, the right one above a legend."""
    inner, down = _inner(area), Qt.AlignmentFlag.AlignVCenter
    return [
        _placed(inner.translated(0.0, -raised), where | down, letters, bold=True)
        for letters, where, raised in (
            (edges.left, Qt.AlignmentFlag.AlignLeft, 0),
            (edges.right, Qt.AlignmentFlag.AlignRight, above),
        )
        if letters
    ]


def _at_top(area: QRect, corners: Corners, letter: str) -> list[Inscription]:
    """Place the upper corners, the letter between them and the mark, each below what is there."""
    inner, top = _inner(area), Qt.AlignmentFlag.AlignTop
    fitted = _fit(inner, corners.top_left, corners.top_right, letter)
    found = _pair(inner, fitted, top, 1)
    if letter:
        edge = _placed(inner, Qt.AlignmentFlag.AlignHCenter | top, letter, bold=True)
        found.append(_moved(edge, found, 1))
    if corners.mark:
        where = Qt.AlignmentFlag.AlignHCenter | top
        said = wrapped(corners.mark, inner.width(), lambda text: _size(text, True).width())
        mark = _placed(inner, where, said, UNCERTAIN, bold=True)
        found.append(_moved(mark, found, 1))
    return found


def _at_bottom(area: QRect, corners: Corners, letter: str) -> list[Inscription]:
    """Place the lower corners, and the letter between them or above."""
    inner, bottom = _inner(area), Qt.AlignmentFlag.AlignBottom
    fitted = _fit(inner, corners.bottom_left, corners.bottom_right, letter)
    found = _pair(inner, fitted, bottom, -1)
    if letter:
        edge = _placed(inner, Qt.AlignmentFlag.AlignHCenter | bottom, letter, bold=True)
        found.append(_moved(edge, found, -1))
    return found


def _inner(area: QRect) -> QRectF:
    margin = _MARGIN / 2 if is_small(area) else _MARGIN
    return QRectF(area).adjusted(margin, margin, -margin, -margin)


def _fit(inner: QRectF, left: Sequence[Line], right: Sequence[Line], letter: str) -> Fitted:
    fitter = Fitter(inner.width(), _GAP, lambda text: _size(text, False).width(), _elided)
    return fitter.fit(left, right, _size(letter, True).width() if letter else 0.0)


def _pair(
    inner: QRectF, fitted: Fitted, where: Qt.AlignmentFlag, inwards: int
) -> list[Inscription]:
    """Place two corners beside each other, or the upper texts above the lower ones."""
    left, right = fitted.left, fitted.right
    if fitted.stacked:  # in a flat view the first lines give way: part and side stand last
        rows = max(1, int(inner.height() * _SHARE / _ROW))
        right = right[-rows:]
        left = left[max(0, len(left) + len(right) - rows) :]
    sides = [(left, Qt.AlignmentFlag.AlignLeft), (right, Qt.AlignmentFlag.AlignRight)]
    found: list[Inscription] = []
    for lines, across in sides[::inwards] if fitted.stacked else sides:
        if lines:
            each = _placed(inner, across | where, "\n".join(lines))
            found.append(_moved(each, found, inwards))
    return found


def _moved(text: Inscription, others: Sequence[Inscription], inwards: int) -> Inscription:
    """Return a text moved down (1) or up (-1) until it keeps apart from others."""
    box = QRectF(text.box)
    apart = box.adjusted(-_GAP + 1.0, 0.0, _GAP - 1.0, 0.0)
    while covered := [each.box for each in others if each.box.intersects(apart)]:
        past = max(each.bottom() for each in covered) + 2.0
        if inwards < 0:
            past = min(each.top() for each in covered) - 2.0 - box.height()
        box.moveTop(past)
        apart.moveTop(past)
    return text if box == text.box else replace(text, box=box)


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


@lru_cache(maxsize=1024)
def _size(text: str, bold: bool) -> QSize:
    return QFontMetrics(_font(bold=bold)).size(0, text) + QSize(2 * _PADDING, 2)


@lru_cache(maxsize=128)
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


def _elided(line: str, width: float) -> str:
    room = round(width) - 2 * _PADDING
    return QFontMetrics(_font()).elidedText(line, Qt.TextElideMode.ElideRight, room)


def _font(*, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(13)
    font.setBold(bold)
    return font
