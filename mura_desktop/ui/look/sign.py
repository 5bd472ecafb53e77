"""An icon that stands beside words, in the colours of whatever theme is worn."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mura_desktop.ui.look.theme import icon


class Sign(QWidget):
    """Paints an icon afresh each time, so that it changes with the theme."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str) -> None:
        """Show the icon of that name."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the icon's room."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        if self._name:
            icon(self._name).paint(QPainter(self), QRect(0, 0, self._side, self._side))
