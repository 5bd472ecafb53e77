"""The commands of the window as actions, from which menus and shortcut list are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from mura_desktop.ui.look.theme import icon

Key = str | QKeySequence.StandardKey


@dataclass(frozen=True)
class Command:
    """What a command is called, where it is found and what it does.

    Attributes:
        name: For the program.
        menu: The menu that holds it; one inside another after a slash.
        text: For the reader.
        run: What it does; called with the new state when ``checkable``. None where a part of the
            window that shows the command does it, and hears of it from the action.
        keys: Shortcuts, the first one shown in the menu.
        icon: An icon's name, or empty.
        checkable: Whether it is a state to turn on and off.
        choice: Whether it chooses one of several, which is marked by who knows which it is.
        on: Whether a state is on at first.
        parts: Whether a line parts it from the command before.
    """

    name: str
    menu: str
    text: str
    run: Callable[..., object] | None
    keys: tuple[Key, ...] = ()
    icon: str = ""
    checkable: bool = False
    choice: bool = False
    on: bool = False
    parts: bool = False


@dataclass(frozen=True)
class KeyLine:
    """A command's keys: its name, menu, what it is called whatever image is in front, the keys."""

    name: str
    menu: str
    text: str
    keys: tuple[QKeySequence, ...]


class Commands:
    """The window's actions by name."""

    def __init__(self, commands: Iterable[Command], window: QWidget) -> None:
        self._commands = tuple(commands)
        self._actions = {command.name: _action(command, window) for command in self._commands}
        self._menus: dict[str, QMenu] = {}
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

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """All commands with their keys, in the order of the menus."""
        return tuple(
            KeyLine(
                each.name,
                each.menu,
                _plain(each.text),
                tuple(self._actions[each.name].shortcuts()),
            )
            for each in self._commands
        )

    @property
    def default_keys(self) -> dict[str, tuple[QKeySequence, ...]]:
        """The keys that the program brings, by the commands' names."""
        return {command.name: _sequences(command) for command in self._commands}

    @property
    def key_table(self) -> dict[str, tuple[QKeySequence, ...]]:
        """The keys in use, by the commands' names."""
        return {line.name: line.keys for line in self.lines}

    def set_keys(self, keys: Mapping[str, Sequence[QKeySequence]]) -> None:
        """Give commands other keys, by their names."""
        for name, sequences in keys.items():
            _give_keys(self._actions[name], sequences)

    def menu(self, path: str) -> QMenu:
        """Return a menu, such as ``&Image/&Window``."""
        return self._menus[path]

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        for command in self._commands:
            menu = self._made(command.menu, bar)
            if command.parts:
                menu.addSeparator()
            menu.addAction(self._actions[command.name])

    def _made(self, path: str, bar: QMenuBar) -> QMenu:
        if path not in self._menus:
            above, _, title = path.rpartition("/")
            self._menus[path] = (self._made(above, bar) if above else bar).addMenu(title)
        return self._menus[path]


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(command.text, window)
    action.setCheckable(command.checkable or command.choice)
    action.setChecked(command.on)
    if command.icon:
        action.setIcon(icon(command.icon))
    _give_keys(action, _sequences(command))
    run = command.run
    if run is not None and command.checkable:
        action.toggled.connect(run)
    elif run is not None:
        action.triggered.connect(lambda: run())
    return action


def _sequences(command: Command) -> tuple[QKeySequence, ...]:
    """Return the keys of a command on this system, each once."""
    sequences = (QKeySequence(key) for key in command.keys)
    return tuple(dict.fromkeys(each for each in sequences if not each.isEmpty()))


def _give_keys(action: QAction, sequences: Sequence[QKeySequence]) -> None:
    action.setShortcuts(list(sequences))
    name = _plain(action.text())
    shown = sequences[0].toString(QKeySequence.SequenceFormat.NativeText) if sequences else ""
    action.setToolTip(f"{name} ({shown})" if shown else name)


def _plain(text: str) -> str:
    """Return a command's text without mnemonic and dots."""
    return text.replace("&", "").rstrip("…")
