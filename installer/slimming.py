"""What nothing asks for is not packed: libraries of what was left out, and tables for debuggers.

PyInstaller looks for the libraries of everything that it finds, before anything is left out; Qt's
plug-in for GTK alone brings twenty. This is for Linux, where libraries say what they are linked
with.
"""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from installer.contents import LIBRARIES, LOADED_BY_NAME, STRIPPED, Entry
from installer.elf import is_elf, needed_by

_IN_FOLDERS = ("torch/lib", "PySide6/Qt/lib")
"""Folders of libraries that are there for others; beside them the top, and ``NAME.libs``."""


def without_orphans(entries: Iterable[Entry]) -> list[Entry]:
    """Drop libraries that no remaining one is linked with, and links that lead nowhere.

    Args:
        entries: Everything that is packed as a binary.
    """
    kept = list(entries)
    needed = {source: needed_by(Path(source)) for _, source, kind in kept if kind in LIBRARIES}
    while True:
        asked = {name for _, source, _ in kept for name in needed.get(source, ())}
        places = {place for place, _, _ in kept}
        left = [entry for entry in kept if _is_asked_for(entry, asked, places)]
        if len(left) == len(kept):
            return kept
        kept = left


def strip(folder: Path) -> None:
    """Take the tables for debuggers out of the libraries in the packed folder.

    Args:
        folder: What holds the program's own files, ``_internal``.

    Raises:
        subprocess.CalledProcessError: when ``strip`` fails.
    """
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        wanted = any(fnmatch(place, pattern) for pattern in STRIPPED)
        if wanted and path.is_file() and is_elf(path):
            subprocess.run(["strip", "--strip-unneeded", path], check=True)


def _is_asked_for(entry: Entry, asked: set[str], places: set[str]) -> bool:
    place, source, kind = entry
    folder, name = posixpath.split(place)
    if kind == "SYMLINK":
        return posixpath.normpath(posixpath.join(folder, source)) in places
    if kind != "BINARY" or any(fnmatch(place, pattern) for pattern in LOADED_BY_NAME):
        return True
    for_others = not folder or folder.endswith(".libs") or folder in _IN_FOLDERS
    return not for_others or name in asked
