"""What a drag does, step by step with keys: move the image, and its window."""

from __future__ import annotations

from mura_desktop.ui.commands.commands import Command
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.viewer.changes import panned, window_moved

_PAN_MENU = "&View/Mo&ve image"
_WINDOW_MENU = "&Image/Ad&just window"
_PAN = 60.0
"""Units of text."""
_STEPS = 16.0
"""Of a drag: a thirty-second of the width that the file asks for."""

_PANS = (
    ("pan_left", "Image to the &left", "Left", (-1.0, 0.0)),
    ("pan_right", "Image to the &right", "Right", (1.0, 0.0)),
    ("pan_up", "Image &up", "Up", (0.0, -1.0)),
    ("pan_down", "Image &down", "Down", (0.0, 1.0)),
)
_WINDOWS = (
    ("brighter", "&Brighter", "Up", (-1.0, 0.0)),
    ("darker", "&Darker", "Down", (1.0, 0.0)),
    ("wider", "&Wider", "Right", (0.0, 1.0)),
    ("narrower", "&Narrower", "Left", (0.0, -1.0)),
)

NEEDS_IMAGE = tuple(name for name, *_ in (*_PANS, *_WINDOWS))
"""The commands that mean nothing while nothing is open."""


def pan_commands(views: ViewerGrid) -> tuple[Command, ...]:
    """Return the commands that move the image."""

    def pan(across: float, down: float) -> None:
        step = _PAN * views.active.devicePixelRatioF()
        views.ask(panned(across * step, down * step).going_on())

    return tuple(
        Command(name, _PAN_MENU, text, lambda way=way: pan(*way), (f"Shift+{key}",))
        for name, text, key, way in _PANS
    )


def window_commands(views: ViewerGrid) -> tuple[Command, ...]:
    """Return the commands that move the window."""

    def move(darker: float, wider: float) -> None:
        views.ask(window_moved(darker * _STEPS, wider * _STEPS).going_on())

    return tuple(
        Command(name, _WINDOW_MENU, text, lambda way=way: move(*way), (f"Alt+{key}",))
        for name, text, key, way in _WINDOWS
    )
