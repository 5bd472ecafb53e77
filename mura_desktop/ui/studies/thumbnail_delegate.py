"""How an entry in the list of studies is painted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from mura_desktop.ui.look.colours import CANVAS, Role
from mura_desktop.ui.look.theme import colour as coloured
from mura_desktop.ui.look.theme import icon
from mura_desktop.ui.words import Look

_SIGN = 18
_GAP = 8
_LEFT = 12
_LINE = 18
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Entry:
    """A line in the list: a study when it has no picture, an image when it has one."""

    title: str
    look: Look
    picture: QPixmap | None
    details: str = ""


class ThumbnailDelegate(QStyledItemDelegate):
    """Paints studies as headings, images as a picture beside its name and verdict."""

    ENTRY = Qt.ItemDataRole.UserRole + 1

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give a heading three lines, an image the room of its picture."""
        entry = index.data(self.ENTRY)
        is_heading = entry is None or entry.picture is None
        return QSize(160, 82 if is_heading else option.decorationSize.height() + 2 * _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one entry."""
        entry: Entry = index.data(self.ENTRY)
        painter.save()
        if entry.picture is None:
            _paint_heading(painter, option.rect, entry)
        else:
            chosen = index == self._view.currentIndex()
            _paint_image(painter, option.rect, entry, option.decorationSize.width(), chosen)
        painter.restore()


def _paint_heading(painter: QPainter, area: QRect, entry: Entry) -> None:
    painter.setPen(coloured(Role.BORDER))
    if area.top() > 0:
        painter.drawLine(area.topLeft(), area.topRight())
    inner = area.adjusted(_LEFT, _GAP + 2, -_GAP, -_GAP)
    _write(painter, inner, entry.title, Role.TEXT, bold=True)
    _write(painter, inner.adjusted(0, 20, 0, 0), entry.details, Role.QUIET)
    _write_look(painter, inner.adjusted(0, 40, 0, _GAP), entry.look)


def _paint_image(painter: QPainter, area: QRect, entry: Entry, side: int, chosen: bool) -> None:
    assert entry.picture is not None
    if chosen:
        painter.fillRect(area, coloured(Role.RAISED))
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), coloured(Role.ACCENT))
    frame = QRect(area.left() + _LEFT, area.top() + _GAP, side, side)
    painter.fillRect(frame, QColor(CANVAS))
    size = entry.picture.deviceIndependentSize().toSize()
    painter.drawPixmap(
        frame.center() - QRect(frame.topLeft(), size).center() + frame.topLeft(), entry.picture
    )
    if entry.look.line is not Qt.PenStyle.NoPen:
        painter.setPen(QPen(coloured(entry.look.colour), 2, entry.look.line))
        painter.drawRect(frame)
    beside = QRect(frame.right() + 12, frame.top(), area.right() - frame.right() - 16, side)
    below = beside.adjusted(0, _LINE + 6, 0, 0)
    spare = max(0, below.height() - _height_of_look(painter, below, entry.look)) // 2
    _write(painter, beside.translated(0, spare), entry.title, Role.TEXT)
    _write_look(painter, below.translated(0, spare), entry.look)


def _write_look(painter: QPainter, area: QRect, look: Look) -> None:
    """Write a verdict beside its sign, on several lines rather than cut: a half of one misleads."""
    icon(look.icon).paint(painter, QRect(area.left(), area.top(), _SIGN, _SIGN))
    painter.setFont(_font())
    painter.setPen(coloured(look.colour))
    painter.drawText(area.adjusted(_SIGN + 6, 1, 0, 0), _WRAPPED, look.text)


def _height_of_look(painter: QPainter, area: QRect, look: Look) -> int:
    painter.setFont(_font())
    beside = area.adjusted(_SIGN + 6, 1, 0, 0)
    return max(_SIGN, painter.boundingRect(beside, _WRAPPED, look.text).height() + 1)


def _font(*, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(13)
    font.setBold(bold)
    return font


def _write(painter: QPainter, area: QRect, text: str, colour: Role, *, bold: bool = False) -> None:
    painter.setFont(_font(bold=bold))
    painter.setPen(coloured(colour))
    line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.drawText(area, int(where), line)
