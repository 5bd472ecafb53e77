"""The window where it was, clamped to a screen that is there."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter

from mura_desktop.ui.keeping.preferences import Preferences

_KEY = "window/place"
_STATES = {
    "maximised": Qt.WindowState.WindowMaximized,
    "full screen": Qt.WindowState.WindowFullScreen,
}
_LEAST = 480, 360
_TITLE = 32
"""Room for the title bar, which lies above the place of a window."""


def restore(window: QMainWindow, panes: QSplitter, preferences: Preferences) -> None:
    """Put a window that is not shown yet where it was, if the user wants that and it is known."""
    kept = _read(preferences.text(_KEY)) if preferences.remembers_place else None
    if kept is None:
        return
    place, sizes, state = kept
    screens = [
        screen.availableGeometry().adjusted(0, _TITLE, 0, 0) for screen in QGuiApplication.screens()
    ]
    window.setGeometry(clamped(QRect(*place), screens))
    panes.setSizes(sizes)
    if state in _STATES:
        window.setWindowState(_STATES[state])


def keep(window: QMainWindow, panes: QSplitter, preferences: Preferences) -> None:
    """Remember where a window is, if the user wants that."""
    if not preferences.remembers_place:
        preferences.keep(_KEY, "")
        return
    state = "maximised" if window.isMaximized() else ""
    state = "full screen" if window.isFullScreen() else state
    place = window.normalGeometry() if state else window.geometry()
    sizes = panes.sizes() if all(panes.sizes()) else []  # a pane that is hidden has no width
    kept = {
        "place": [place.x(), place.y(), place.width(), place.height()],
        "panes": sizes,
        "state": state,
    }
    preferences.keep(_KEY, json.dumps(kept))


def clamped(place: QRect, screens: Sequence[QRect]) -> QRect:
    """Return a place moved and made smaller until it lies on one screen as a whole.

    Args:
        place: Where a window was; its screen may be gone or smaller by now.
        screens: What of each screen is free for windows, the main one first; at least one.
    """

    def shared(screen: QRect) -> int:
        part = place.intersected(screen)
        return part.width() * part.height() if part.isValid() else 0

    screen = max(screens, key=shared)
    width = min(max(place.width(), _LEAST[0]), screen.width())
    height = min(max(place.height(), _LEAST[1]), screen.height())
    left = min(max(place.left(), screen.left()), screen.left() + screen.width() - width)
    top = min(max(place.top(), screen.top()), screen.top() + screen.height() - height)
    return QRect(left, top, width, height)


def _read(text: str) -> tuple[list[int], list[int], str] | None:
    """Return place, widths of the panes and state, or None where a text is no such thing."""
    try:
        kept = json.loads(text)
        place, sizes, state = kept["place"], kept["panes"], kept["state"]
    except (ValueError, TypeError, KeyError):
        return None
    numbers = [*place, *sizes] if isinstance(place, list) and isinstance(sizes, list) else [None]
    if len(place) != 4 or not all(isinstance(n, int) and abs(n) < 1 << 20 for n in numbers):
        return None
    return place, sizes, str(state)
