"""How views are arranged: the layout, and what is linked; the same at the next start."""

from __future__ import annotations

from collections.abc import Iterable

from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.keeping.preferences import Preferences

_KEY = "window/arrangement"


def restore(
    commands: Commands, choices: Iterable[str], states: Iterable[str], preferences: Preferences
) -> None:
    """Arrange views as they were, if the user wants that and it is known.

    Args:
        commands: The window's.
        choices: Names of commands of which one is chosen, such as the layouts.
        states: Names of commands that are on or off.
        preferences: Where it is kept; a name that is none of these is left alone.
    """
    if not preferences.remembers_place:
        return
    on = preferences.text(_KEY).split()
    for name in choices:
        if name in on and not commands[name].isChecked():
            commands[name].trigger()
    for name in states:
        if name in on:
            commands[name].setChecked(True)


def keep(commands: Commands, names: Iterable[str], preferences: Preferences) -> None:
    """Remember which of some commands are on, if the user wants that."""
    on = [name for name in names if commands[name].isChecked()]
    preferences.keep(_KEY, " ".join(on) if preferences.remembers_place else "")
