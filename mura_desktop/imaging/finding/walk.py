"""Files from the paths that a reader gave."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.finding import archive, dicomdir, sniff
from mura_desktop.imaging.finding.names import is_wanted, natural_key
from mura_desktop.imaging.source import File, Source, lost


def files(paths: Iterable[Path]) -> Iterator[Source | UnreadableFile]:
    """Yield every file that the paths lead to, once, lazily.

    A path to a file is that file, whatever its name. A path to a folder is all files below it: a
    folder's own before those of its folders, each in natural order (``2.dcm`` before ``10.dcm``),
    without what operating systems drop (hidden files, ``._*``, ``Thumbs.db``). Symbolic links to
    folders are not followed.

    Wherever it is met, a ZIP archive is the files in it, like a folder's, and a DICOMDIR is the
    files that it lists.

    Yields:
        Source of a file, or UnreadableFile for a path that does not exist, for a folder that may
        not be listed, for a folder or an archive without files, for a file that a DICOMDIR lists
        and that is not there, and for what is refused in an archive.
    """
    seen: set[Path] = set()

    def is_new(path: Path) -> bool:
        absolute = path.absolute()
        before = len(seen)
        seen.add(absolute)
        return len(seen) > before

    for path in paths:
        for found in _below(path) if _is_folder(path) else iter((_existing(path),)):
            if isinstance(found, UnreadableFile):
                yield found
            elif is_new(found):
                for each in _inside(File(found)):
                    if isinstance(each, UnreadableFile) or each.path == found or is_new(each.path):
                        yield each


def _inside(file: File) -> Iterator[Source | UnreadableFile]:
    """Yield the files that a file stands for: itself, unless it is an archive or an index."""
    try:
        head = file.head()
    except UnreadableFile as refusal:
        yield lost(refusal, file)
        return
    if sniff.is_zip(head):
        yield from archive.members(file)
    elif sniff.is_dicomdir(head):
        yield from dicomdir.listed_files(file.path)
    else:
        yield file


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
        folders[:] = sorted(filter(is_wanted, folders), key=natural_key)
        for name in sorted(filter(is_wanted, names), key=natural_key):
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
