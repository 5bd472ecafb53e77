"""A line of text that ends in an ellipsis where its room ends."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_BETWEEN = "   "


def plain_tip(text: str) -> str:
    """Return a text as a tool tip that shows it letter by letter, on as many lines as it needs.

    What comes from a file may look like markup, which tool tips would otherwise obey.
    """
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if text else ""


class ElidedLabel(QLabel):
    """Asks for the room of its whole text and makes do with less; the tool tip tells it whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)  # what is shown is not to be trusted as markup

    def say(self, text: str) -> None:
        """Show a text, or as much of it as there is room for."""
        self.say_parts((text,))

    def say_parts(self, parts: Sequence[str]) -> None:
        """Show several texts in a row: each whole or not at all, the first as far as it goes."""
        self._parts = tuple(parts)
        self.setToolTip(plain_tip(self._whole))
        self.setAccessibleName(self._whole)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the room of the whole text."""
        return QSize(self._width(self._whole), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Make do with no room at all."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new room."""
        self._fit()
        super().resizeEvent(event)

    @property
    def _whole(self) -> str:
        return _BETWEEN.join(self._parts)

    def _fit(self) -> None:
        shown = self._whole
        for count in range(len(self._parts) - 1, 0, -1):
            if self._width(shown) <= self.width():
                break
            shown = _BETWEEN.join((*self._parts[:count], "…"))
        right = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(shown, right, self.width()))

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2  # or its last letter may be elided
