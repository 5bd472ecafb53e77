"""File names for the eyes of a reader."""

from __future__ import annotations

import os
from pathlib import Path


def printable(path: Path | str) -> str:
    r"""Return a path on one line, with every letter that can be shown.

    A name may hold what commands a terminal, or bytes in no known encoding. Those are written as
    ``\x1b``, so that two names stay two.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
