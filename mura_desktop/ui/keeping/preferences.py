"""What the user has chosen, kept in a file; in memory alone where there is none."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal

from mura_desktop.ui.look.colours import DARK, THEMES, Theme

_THEME, _RECENT, _PLACE = "look/theme", "recent/on", "start/place"
_WHEEL = "mouse/wheel scrolls"


class Preferences(QObject):
    """The user's choices. What the file says wrongly counts as not said."""

    theme_chosen = Signal(object)
    """Theme: another one is wanted."""
    wheel_chosen = Signal(bool)
    """Whether the wheel goes through images from now on, instead of zooming."""
    recent_chosen = Signal(bool)
    """Whether studies that were open are remembered from now on."""

    def __init__(self, file: QSettings | None = None, parent: QObject | None = None) -> None:
        """Read the choices.

        Args:
            file: Where they are kept.
            parent: What owns it.
        """
        super().__init__(parent)
        self._file = file
        self._memory: dict[str, str] = {}

    @property
    def theme(self) -> Theme:
        """The theme to wear."""
        name = self.text(_THEME, DARK.name)
        return next((each for each in THEMES if each.name == name), DARK)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        if theme is not self.theme:
            self.keep(_THEME, theme.name)
            self.theme_chosen.emit(theme)

    @property
    def remembers_studies(self) -> bool:
        """Whether studies that were open are listed."""
        return self.text(_RECENT, "yes") == "yes"

    @remembers_studies.setter
    def remembers_studies(self, on: bool) -> None:
        if on is not self.remembers_studies:
            self.keep(_RECENT, "yes" if on else "no")
            self.recent_chosen.emit(on)

    @property
    def remembers_place(self) -> bool:
        """Whether the window comes back where it was."""
        return self.text(_PLACE, "yes") == "yes"

    @remembers_place.setter
    def remembers_place(self, on: bool) -> None:
        self.keep(_PLACE, "yes" if on else "no")

    @property
    def wheel_scrolls(self) -> bool:
        """Whether the wheel goes through images, and zooms with Ctrl."""
        return self.text(_WHEEL, "no") == "yes"

    @wheel_scrolls.setter
    def wheel_scrolls(self, on: bool) -> None:
        if on is not self.wheel_scrolls:
            self.keep(_WHEEL, "yes" if on else "no")
            self.wheel_chosen.emit(on)

    def text(self, key: str, default: str = "") -> str:
        """Return what is kept under a key."""
        kept = self._memory.get(key, default)
        value: object = self._file.value(key, default) if self._file is not None else kept
        return value if isinstance(value, str) else default

    def keep(self, key: str, value: str) -> None:
        """Keep a text under a key; nothing under it where it is empty."""
        if self._file is None:
            self._memory[key] = value
        elif value:
            self._file.setValue(key, value)
        else:
            self._file.remove(key)

    def write(self) -> None:
        """Write the file now; a folder that may not be written to costs the choices, no more."""
        if self._file is not None:
            self._file.sync()
