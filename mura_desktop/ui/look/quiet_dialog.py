"""A dialog to read, search and choose in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog


class QuietDialog(QDialog):
    """Enter presses the button that has the focus, and never another.

    Qt makes the first button of a dialog its default one, and Enter in a field or a list presses
    that: it would close what is searched in, or do what nobody asked for.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no Enter reach a button that has not taken it itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)
