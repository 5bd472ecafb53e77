"""Files from the paths that a reader gave."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile

_DROPPINGS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_INDEX = "dicomdir"  # PS3.10 8.6: an index of the files beside it, which are found without it


def files(paths: Iterable[Path]) -> Iterator[Path | UnreadableFile]:
    """Yield every file that the paths lead to, once, lazily.

    A path to a file is that file, whatever its name. A path to a folder is all files below it: a
    folder's own before those of its folders, each in natural order (``2.dcm`` before ``10.dcm``),
    without what operating systems drop (hidden files, ``._*``, ``Thumbs.db``) and DICOMDIR.
    Symbolic links to folders are not followed.

    Yields:
        Path of a file, or UnreadableFile for a path that does not exist, for a folder that may not
        be listed and for a folder without files.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _below(path) if _is_folder(path) else iter((_existing(path),)):
            if isinstance(found, UnreadableFile):
                yield found
            elif (absolute := found.absolute()) not in seen:
                seen.add(absolute)
                yield found


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which numbers inside names count as numbers and case does not."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name.casefold())
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # no permission to look: reading it will say so
        return False


def _existing(path: Path) -> Path | UnreadableFile:
    if os.path.lexists(path):
        return path
    return UnreadableFile(
        path, "There is no such file or folder, or no permission to see it.", "Check the path."
    )


def _below(folder: Path) -> Iterator[Path | UnreadableFile]:
    refused: list[UnreadableFile] = []

    def refuse(error: OSError) -> None:
        refused.append(_unlisted(error))

    empty = True
    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted((f for f in folders if not f.startswith(".")), key=natural_key)
        for name in sorted(filter(_is_wanted, names), key=natural_key):
            empty = False
            yield Path(parent, name)
    yield from refused
    if empty and not refused:
        yield UnreadableFile(
            folder, "The folder holds no files that could be images.", "Choose another folder."
        )


def _unlisted(error: OSError) -> UnreadableFile:
    return UnreadableFile(
        Path(error.filename),
        f"The folder could not be listed ({error.strerror}).",
        "Ask for permission to read it, or copy it.",
    )


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name.casefold() not in _DROPPINGS | {_INDEX}
