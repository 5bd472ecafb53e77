"""A data set that cannot be trained on as it lies there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from mura_desktop.domain.errors import MuraDesktopError

NAMED = 5
"""Files that a sentence names before it only counts the rest."""


class UnusableData(MuraDesktopError):  # noqa: N818 - named after what the reader sees
    """A data set, or a file of one, that cannot be used; ``subject`` is its path."""


def some_of(names: Sequence[PurePath | str]) -> str:
    """Name the first few and count the others: ``a.png, b.png and 3 more``."""
    listed = ", ".join(map(str, names[:NAMED]))
    return f"{listed} and {len(names) - NAMED:,} more" if len(names) > NAMED else listed
