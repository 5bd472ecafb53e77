"""The window over the whole screen, by its command or by whatever else does that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Does what a command asks, and marks it by the window's state: the system changes that too."""

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._window = window
        self._action = action
        window.installEventFilter(self)
        action.setChecked(window.isFullScreen())
        action.toggled.connect(self._on_action_toggled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the window's state change."""
        if event.type() is QEvent.Type.WindowStateChange:
            self._action.setChecked(self._window.isFullScreen())
        return False

    def _on_action_toggled(self, on: bool) -> None:
        if on is not self._window.isFullScreen():
            self._window.setWindowState(
                self._window.windowState() ^ Qt.WindowState.WindowFullScreen
            )
