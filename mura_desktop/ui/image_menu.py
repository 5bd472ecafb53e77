"""The menu at the pointer: what can be done with the image there, and with what is drawn on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu, QWidget

from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.commands.window_choice import MENU as WINDOWS
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.measuring.measuring import Measuring
from mura_desktop.ui.viewer.canvas import Canvas

_GROUPS = (
    ("fit", "actual", "reset", "undo"),
    ("invert", "turn_left", "turn_right", "flip_h", "flip_v"),
    ("heatmap", "texts", "why_grey", "maximise_view"),
    ("measure_length", "measure_angle"),
    ("copy_view", "save_view", "header"),
)


class ImageMenu(QMenu):
    """The commands that hands reach for over an image; above them what concerns a measurement."""

    def __init__(
        self, views: ViewerGrid, commands: Commands, measuring: Measuring, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._measuring = measuring
        views.menu_wanted.connect(self._on_menu_wanted)

    def _on_menu_wanted(self, canvas: Canvas, position: QPointF) -> None:
        if canvas.image is None:
            return
        self._fill(on_measurement=self._measuring.select_at(canvas, position))
        self.popup(canvas.mapToGlobal(position).toPoint())

    def _fill(self, *, on_measurement: bool) -> None:
        commands = self._commands
        self.clear()
        if on_measurement:
            self.addAction(commands["delete_measurement"])
            self.addAction(commands["measurements"])
            self.addSeparator()
        self.addMenu(commands.menu(WINDOWS))
        for group in _GROUPS:
            self.addActions([commands[name] for name in group if commands[name].isEnabled()])
            self.addSeparator()
