"""A table of commands and the keys that run them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from mura_desktop.ui.viewer.gestures import HELD_KEYS

Keys = tuple[QKeySequence, ...]


class KeyMap:
    """Which keys run which command; one key never runs two.

    Args:
        keys: Each command's keys by the command's name, the one shown in menus first.
        defaults: The same as the program brings it.
    """

    def __init__(self, keys: Mapping[str, Keys], defaults: Mapping[str, Keys]) -> None:
        self._keys = dict(keys)
        self._defaults = dict(defaults)

    def __getitem__(self, name: str) -> Keys:
        return self._keys[name]

    @property
    def keys(self) -> dict[str, Keys]:
        """Every command's keys."""
        return dict(self._keys)

    @property
    def changed(self) -> dict[str, Keys]:
        """The keys of the commands whose keys are not the program's own."""
        return {name: keys for name, keys in self._keys.items() if keys != self._defaults[name]}

    def holder(self, key: QKeySequence, *, beside: str = "") -> str | None:
        """Return the command that has a key, other than ``beside``, or None."""
        for name, keys in self._keys.items():
            if name != beside and key in keys:
                return name
        return None

    def set(self, name: str, keys: Keys) -> None:
        """Give a command these keys alone, and take them from whoever had them."""
        given = tuple(dict.fromkeys(key for key in keys if not key.isEmpty()))
        for other, held in self._keys.items():
            if other != name:
                self._keys[other] = tuple(key for key in held if key not in given)
        self._keys[name] = given

    def restore(self) -> None:
        """Go back to the keys that the program brings."""
        self._keys = dict(self._defaults)


def reserved(key: QKeySequence) -> str | None:
    """Return what a key does while it is held over an image, or None: no command can have it."""
    for held, words in HELD_KEYS.items():
        if key == QKeySequence(held):
            return words
    return None
