"""Which window an image is seen through: its file's own, a preset's, or the reader's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from mura_desktop.domain.presets import Preset
from mura_desktop.domain.study import Image
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.words import preset_name, window_name, window_values

FILE_WINDOWS = 4
"""How many of the windows in a file have a command."""

MENU = "&Image/&Window"


class WindowChoice(QToolButton):
    """A button that names the window now and drops the menu of all; keeps that menu marked."""

    def __init__(
        self, views: ViewerGrid, commands: Commands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._views = views
        self._commands = commands
        self.setObjectName("choice")
        self.setMenu(commands.menu(MENU))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Window")
        self.setToolTip("The window that the image is seen through")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("Preset: Soft tissue") + 48)
        for preset in Preset:
            commands[preset_command(preset)].setText(preset_name(preset.value))
        self.show_image(None)
        views.presentation_changed.connect(self.mark)
        views.activated.connect(lambda canvas: self.show_image(canvas.image))
        for action in commands.menu(MENU).actions():
            # the window that is in use already changes nothing, and would lose its mark
            action.triggered.connect(self.mark)

    def show_image(self, image: Image | None) -> None:
        """Offer the windows of an image; a picture in colour has none."""
        if image is not None and image.colour is not None:
            image = None
        for index in range(FILE_WINDOWS):
            action = self._commands[f"window_{index}"]
            has = image is not None and index < len(image.vois)
            action.setVisible(has or index == 0)
            action.setEnabled(has)
            if image is not None and has:
                voi = image.vois[index]
                # an ampersand in a text of the file is no mnemonic
                name = f"{window_name(voi, image)}   {window_values(voi)}".replace("&", "&&")
                action.setText(name)
        for preset in Preset:
            self._commands[preset_command(preset)].setEnabled(image is not None)
        self.setEnabled(image is not None)
        self.mark()

    def mark(self) -> None:
        """Mark the window that is in use."""
        image, now = self._views.active.image, self._views.active.presentation
        voi = now.voi if now else None
        name = window_name(voi, image) if image and voi and image.colour is None else ""
        own = image.vois.index(voi) if name and image and voi in image.vois else None
        for index in range(FILE_WINDOWS):
            self._commands[f"window_{index}"].setChecked(index == own)
        for preset in Preset:
            action = self._commands[preset_command(preset)]
            action.setChecked(own is None and name == preset_name(preset.value))
        self.setText(name.replace("&", "&&") or "Window")


def preset_command(preset: Preset) -> str:
    """Return the name of the command that shows an image through a preset."""
    return f"preset_{preset.name.lower()}"
