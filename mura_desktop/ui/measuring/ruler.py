"""A bar of round length at the lower edge: how large things are, and by whose word."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from mura_desktop.domain.measurement.scale import Basis, Scale
from mura_desktop.ui.look.theme import TEXT
from mura_desktop.ui.viewer.annotations import is_small
from mura_desktop.ui.viewer.view import View

_SHARE = 0.2
"""Of the area's width, which the bar does not exceed."""
_SHORTEST = 24.0
_TICK = 5.0
_GAP = 6.0
_PLATE = QColor(0, 0, 0, 176)


@dataclass(frozen=True)
class Bar:
    """A bar where it lies: in units of text from the upper left corner.

    Attributes:
        words: Its length, and what that rests on.
        length: On the screen.
        box: All of it with its words.
    """

    words: str
    length: float
    box: QRectF


def bar_of(scale: Scale, view: View, ratio: float, taken: tuple[QRectF, ...]) -> Bar | None:
    """Place a bar over an image, or None where nothing is known or there is no room.

    Args:
        scale: The size of the image's pixels.
        view: Where the image lies.
        ratio: Device pixels to a unit of text.
        taken: Where something is written.
    """
    return _bar(scale, view, ratio, tuple(box.getRect() for box in taken))


def draw_bar(painter: QPainter, bar: Bar) -> None:
    """Draw a bar and write its length beside it; the painter's units are those of text."""
    painter.fillRect(bar.box, _PLATE)
    left, middle = bar.box.left() + _GAP, bar.box.center().y()
    right = left + bar.length
    painter.setPen(QPen(QColor(TEXT), 1.4))
    painter.drawLine(QPointF(left, middle), QPointF(right, middle))
    for end in (left, right):
        painter.drawLine(QPointF(end, middle - _TICK), QPointF(end, middle + _TICK))
    painter.setFont(_font())
    room = bar.box.adjusted(bar.length + 2.0 * _GAP, 0.0, 0.0, 0.0)
    painter.drawText(
        room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), bar.words
    )


@lru_cache(maxsize=16)
def _bar(
    scale: Scale, view: View, ratio: float, taken: tuple[tuple[float, float, float, float], ...]
) -> Bar | None:
    area = QRectF(0.0, 0.0, view.width / ratio, view.height / ratio)
    if scale.basis is Basis.PIXELS or is_small(area.toRect()):
        return None
    unit = _millimetres_across(scale, view) * ratio
    shown = _round_below(_SHARE * area.width() * unit)
    length = shown / unit
    if length < _SHORTEST:
        return None
    words = f"{shown:g} mm  {scale.basis.words}"
    metrics = QFontMetricsF(_font())
    size = QSizeF(length + metrics.horizontalAdvance(words) + 3.0 * _GAP, metrics.height() + _GAP)
    across = area.center().x() - size.width() / 2.0
    written = [QRectF(*box) for box in taken]
    for line in range(1, 5):  # the lowest place at which it covers no text
        box = QRectF(QPointF(across, area.bottom() - line * size.height() - _GAP), size)
        if across > 0.0 and not any(box.intersects(other) for other in written):
            return Bar(words, length, box)
    return None


def _millimetres_across(scale: Scale, view: View) -> float:
    """Return how far apart two neighbouring device pixels of a screen row lie in the image."""
    start = view.to_image((0.0, 0.0))
    return scale.length(start, view.to_image((1.0, 0.0)))


def _round_below(most: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a length."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most)


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(12)
    return font
