"""The reader's keys between two sessions: only what differs from the program's own is kept."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keys.key_map import KeyMap, Keys, reserved

_BETWEEN = "; "
_NONE = "none"
_FORM = QKeySequence.SequenceFormat.PortableText


def load_keys(commands: Commands, preferences: Preferences) -> None:
    """Give commands the keys that the reader chose.

    What is no key is passed over: a file that somebody edited must not keep the window from
    opening.
    """
    keys = KeyMap(commands.key_table, commands.default_keys)
    for name in commands.key_table:
        kept = preferences.text(_place(name))
        if kept == _NONE:
            keys.set(name, ())
        elif kept and (given := _keys(kept)):
            keys.set(name, given)
    commands.set_keys(keys.keys)


def save_keys(keys: KeyMap, preferences: Preferences) -> None:
    """Remember the keys that differ from the program's own."""
    changed = keys.changed
    for name in keys.keys:
        text = _BETWEEN.join(key.toString(_FORM) for key in keys[name]) or _NONE
        preferences.keep(_place(name), text if name in changed else "")


def _place(name: str) -> str:
    return f"keys/{name}"


def _keys(kept: str) -> Keys:
    sequences = (QKeySequence(text, _FORM) for text in kept.split(_BETWEEN))
    return tuple(key for key in sequences if key.toString(_FORM) and reserved(key) is None)
