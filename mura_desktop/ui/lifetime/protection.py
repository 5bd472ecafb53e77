"""After a crash: what the program was started with is not opened before the reader says so.

It may be what the program crashed of. Opened by itself it would crash the program again, and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mura_desktop.ui.notice import Notice

_NAMED = 3


class Protection(QObject):
    """Holds files back and tells the reader of them."""

    open_wanted = Signal(object)
    """Sequence of Path: the reader wants them opened all the same."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held_back: tuple[Path, ...] = ()
        self.notice = Notice("Open anyway")
        self.notice.pressed.connect(self._on_notice_pressed)

    def hold_back(self, paths: Sequence[Path]) -> None:
        """Tell that these were not opened, and offer to open them."""
        self._held_back = tuple(paths)
        names = [path.name or str(path) for path in paths[:_NAMED]]
        if len(paths) > _NAMED:
            names.append(f"{len(paths) - _NAMED} more")
        self.notice.say(
            "The program did not end properly last time. "
            f"Nothing was opened by itself: {', '.join(names)}."
        )

    def _on_notice_pressed(self) -> None:
        self.notice.hide()
        self.open_wanted.emit(self._held_back)
