"""The window over the whole screen, and its command in step with whatever else does that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def show_full_screen(window: QWidget, on: bool) -> None:
    """Give a window the whole screen, or the place that it had before."""
    if on is not window.isFullScreen():
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)


class FullScreenMark(QObject):
    """Keeps the mark of a command in step with its window, which the system changes too."""

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._window = window
        self._action = action
        window.installEventFilter(self)
        action.setChecked(window.isFullScreen())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the window's state change."""
        if event.type() is QEvent.Type.WindowStateChange:
            self._action.setChecked(self._window.isFullScreen())
        return False
