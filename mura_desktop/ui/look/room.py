"""How large a window may be: as large as it reads well at, and never larger than its screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 40)
"""Room for the frame and the title bar, which lie around what a window is resized to."""


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window a size, or as much of it as the screen has room for.

    Buttons at the lower edge would be out of reach on a small or much magnified screen: one of
    1920 x 1080 at 150 % has room for 1280 x 720, less what the desktop takes.

    Args:
        window: A window that is not shown yet.
        width: Wanted, in logical pixels.
        height: Wanted, in logical pixels.
    """
    shown = window.parentWidget() or window
    free = shown.screen().availableSize() - _FRAME
    window.resize(QSize(width, height).boundedTo(free))
