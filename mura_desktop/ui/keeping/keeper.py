"""Connects what the program remembers to the window."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter

from mura_desktop.ui.commands.commands import Command, Commands
from mura_desktop.ui.commands.view_commands import ARRANGEMENT
from mura_desktop.ui.keeping import arrangement, placement
from mura_desktop.ui.keeping.full_screen import FullScreen
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keeping.recent import Recent, RecentStudies
from mura_desktop.ui.look.colours import THEMES, Theme
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession


class Keeper(QObject):
    """Remembers for a window: its place, its theme, and the studies that were open in it."""

    def __init__(
        self, window: QMainWindow, session: ReadingSession, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._preferences = preferences
        self.recent = RecentStudies(preferences, self)
        self._menu: QMenu | None = None
        self._commands: Commands | None = None
        session.study_opened.connect(self._on_study_opened)

    def commands(self) -> tuple[Command, ...]:
        """Return the commands that choose."""
        themes = (
            Command(
                _theme_command(theme),
                "&View/T&heme",
                f"&{theme.name} theme",
                lambda theme=theme: self.wear(theme),
                choice=True,
            )
            for theme in THEMES
        )
        return (
            *themes,
            Command("settings", "&Edit", "&Settings…", self.ask, ("Ctrl+,",), parts=True),
        )

    def attach(self, commands: Commands) -> None:
        """Show what is remembered in the menus, once they are made, and arrange views as before."""
        self._commands = commands
        FullScreen(self._window, commands["full_screen"])
        arrangement.restore(commands, *ARRANGEMENT, self._preferences)
        file = commands.menu("&File")
        self._menu = QMenu("Open &recent", file)
        self._menu.setToolTipsVisible(True)
        file.insertMenu(commands["open_sample"], self._menu)
        self.recent.changed.connect(self._fill_menu)
        self._fill_menu()

        def check(worn: Theme) -> None:
            for theme in THEMES:
                commands[_theme_command(theme)].setChecked(theme is worn)

        self._preferences.theme_chosen.connect(check)
        check(self._preferences.theme)

    def wear(self, theme: Theme) -> None:
        """Choose a theme; whoever dresses the program hears of it."""
        self._preferences.theme = theme
        # a click on the theme that is worn takes its mark away
        self._preferences.theme_chosen.emit(theme)

    def ask(self) -> None:
        """Open the dialog with all choices."""
        from mura_desktop.ui.keeping.dialog import SettingsDialog

        SettingsDialog(self._preferences, self.recent, self._window).open()

    def restore(self) -> None:
        """Put the window where it was; before it is shown."""
        placement.restore(self._window, self._panes(), self._preferences)

    def keep(self) -> None:
        """Remember where the window is; before it is hidden."""
        placement.keep(self._window, self._panes(), self._preferences)
        if self._commands is not None:
            arrangement.keep(self._commands, (*ARRANGEMENT[0], *ARRANGEMENT[1]), self._preferences)
        self._preferences.write()

    def _panes(self) -> QSplitter:
        panes = self._window.findChild(QSplitter, "panes")
        assert isinstance(panes, QSplitter)
        return panes

    def _on_study_opened(self, opened: OpenStudy) -> None:
        self.recent.add(opened.study)

    def _fill_menu(self) -> None:
        assert self._menu is not None
        self._menu.clear()
        labelled = zip(self.recent.studies, self.recent.labels(date.today()), strict=True)
        for number, (study, label) in enumerate(labelled, start=1):
            action = self._menu.addAction(f"&{number % 10}  {label}")
            action.triggered.connect(lambda _=False, study=study: self._open(study))
        if self.recent.studies:
            self._menu.addSeparator()
            self._menu.addAction("&Forget these").triggered.connect(self.recent.clear)
        self._menu.setEnabled(bool(self.recent.studies))

    def _open(self, study: Recent) -> None:
        self._session.open(study.files)


def _theme_command(theme: Theme) -> str:
    return f"theme_{theme.name.lower()}"
