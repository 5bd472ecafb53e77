"""The commands of the window as actions, from which menus and shortcut list are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from mura_desktop.ui.theme import icon

Key = str | QKeySequence.StandardKey


@dataclass(frozen=True)
class Command:
    """What a command is called, where it is found and what it does.

    Attributes:
        name: For the program.
        menu: The menu that holds it.
        text: For the reader.
        run: What it does; called with the new state when ``checkable``.
        keys: Shortcuts, the first one shown in the menu.
        icon: An icon's name, or empty.
        checkable: Whether it is a state to turn on and off.
        parts: Whether a line parts it from the command before.
    """

    name: str
    menu: str
    text: str
    run: Callable[..., object]
    keys: tuple[Key, ...] = ()
    icon: str = ""
    checkable: bool = False
    parts: bool = False


class Commands:
    """The window's actions by name."""

    def __init__(self, commands: Iterable[Command], window: QWidget) -> None:
        self._commands = tuple(commands)
        self._actions = {command.name: _action(command, window) for command in self._commands}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    @property
    def all(self) -> tuple[QAction, ...]:
        """Every action, in the order of the menus."""
        return tuple(self._actions.values())

    def enable(self, names: Iterable[str], enabled: bool) -> None:
        """Enable or disable several commands."""
        for name in names:
            self._actions[name].setEnabled(enabled)

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        menus = {
            title: bar.addMenu(title) for title in dict.fromkeys(c.menu for c in self._commands)
        }
        for command in self._commands:
            if command.parts:
                menus[command.menu].addSeparator()
            menus[command.menu].addAction(self._actions[command.name])


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(command.text, window)
    action.setCheckable(command.checkable)
    if command.icon:
        action.setIcon(icon(command.icon))
    sequences = [sequence for key in command.keys if not (sequence := QKeySequence(key)).isEmpty()]
    action.setShortcuts(list(dict.fromkeys(sequences)))
    name = command.text.replace("&", "").rstrip("…")
    shown = sequences[0].toString(QKeySequence.SequenceFormat.NativeText) if sequences else ""
    action.setToolTip(f"{name} ({shown})" if shown else name)
    if command.checkable:
        action.toggled.connect(command.run)
    else:
        action.triggered.connect(lambda: command.run())
    return action
