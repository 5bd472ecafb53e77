"""What the window says of an error that nobody foresaw, such as one in a slot."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from mura_desktop.ui.notice import Notice


class Mishap(QObject):
    """Tells of an error that nobody foresaw and that did not end the program."""

    happened = Signal()
    """From any thread; what it says is said in the window's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.log = Path()
        self.notice = Notice("Show log")
        self.notice.pressed.connect(lambda: self._show_log(parent))
        self.happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    def _on_happened(self) -> None:
        self.notice.say(
            "Something went wrong in the program itself, and what was asked for may not be done. "
            "Do not rely on what is shown now: close the program and start it again."
        )

    def _show_log(self, parent: QWidget) -> None:
        from mura_desktop.ui.lifetime.last_session import show_log  # hardly ever asked for

        show_log(self.log, parent)
