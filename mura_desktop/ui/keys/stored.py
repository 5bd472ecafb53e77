"""The reader's keys between two sessions: only what differs from the program's own is kept."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence

from mura_desktop.ui.commands import Commands
from mura_desktop.ui.keys.key_map import KeyMap, reserved

_GROUP = "keys"
_BETWEEN = "; "
_FORM = QKeySequence.SequenceFormat.PortableText


def load_keys(commands: Commands, settings: QSettings) -> None:
    """Give commands the keys that the reader chose.

    What is no key, or belongs to no command any more, is passed over: a newer program may have
    other commands, and a file that somebody edited must not keep the window from opening.
    """
    keys = KeyMap(commands.key_table, commands.default_keys)
    settings.beginGroup(_GROUP)
    for name in settings.childKeys():
        if name in commands.key_table:
            held = str(settings.value(name, ""))
            sequences = (QKeySequence(text, _FORM) for text in held.split(_BETWEEN) if text)
            keys.set(name, tuple(key for key in sequences if _can_be_given(key)))
    settings.endGroup()
    commands.set_keys(keys.keys)


def save_keys(keys: KeyMap, settings: QSettings) -> None:
    """Remember the keys that differ from the program's own."""
    settings.remove(_GROUP)
    settings.beginGroup(_GROUP)
    for name, held in keys.changed.items():
        settings.setValue(name, _BETWEEN.join(key.toString(_FORM) for key in held))
    settings.endGroup()


def _can_be_given(key: QKeySequence) -> bool:
    return bool(key.toString(_FORM)) and reserved(key) is None
