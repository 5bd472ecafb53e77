"""File names: which are looked at, and in what order a person would count them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DROPPINGS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx"})

NaturalKey = tuple[tuple[int, int, str], ...]


def is_wanted(name: str) -> bool:
    """Tell whether a file or folder is more than what operating systems drop everywhere."""
    return not name.startswith(".") and name.casefold() not in _DROPPINGS


def natural_key(name: str) -> NaturalKey:
    """Return a sort key under which numbers inside names count as numbers and case does not.

    Composed and decomposed accents (Unicode NFC and NFD) are the same.
    """
    parts = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    # numbers by length, then digit by digit: a name may hold more digits than int() converts
    return tuple(
        (0, len(part.lstrip("0")), part.lstrip("0")) if part.isdecimal() else (1, 0, part)
        for part in parts
    )


def walking_key(parts: Sequence[str]) -> tuple[tuple[bool, NaturalKey], ...]:
    """Return a sort key for relative paths: a folder's own files come before its folders."""
    last = len(parts) - 1
    return tuple((index < last, natural_key(part)) for index, part in enumerate(parts))
