"""A field to search with, in a window that goes on while the reader searches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """Searches at every letter; Enter and the Down key ask for what was found.

    In a dialog Enter presses its button otherwise, and closes what the reader searches in.
    """

    found_wanted = Signal()
    """The reader is done with writing and goes on to what was found."""

    def __init__(self, words: str, accessible: str = "", parent: QWidget | None = None) -> None:
        """Make one.

        Args:
            words: What is written in it while it is empty.
            accessible: What it is called where those words do not say enough.
            parent: The widget that holds it.
        """
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(accessible or words)
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter, and pass on the rest."""
        if event.key() in (*_ENTER, Qt.Key.Key_Down):
            event.accept()
            self.found_wanted.emit()
        else:
            super().keyPressEvent(event)
