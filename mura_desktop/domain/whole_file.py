"""Files that are there whole or not at all, whenever the program or the machine stops."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from mura_desktop.domain.errors import UnwritableFile

_ENDING = ".unfinished"


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, bring it to the disk, and only then put it in its place in one step.

    On Linux it has no name until it is whole, so that a killed program leaves nothing behind.
    Elsewhere, and on file systems that cannot do that, a hidden file ending in ``.unfinished`` may
    be left beside the place.

    Args:
        path: The file; one that is there is replaced, and keeps its rights.
        content: All of it.
        private: Whether only this user may read a new file.

    Raises:
        UnwritableFile: when the disk refuses; what was there before is still there.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_ENDING}")
    mode = _rights_of(path) or (0o600 if private else 0o666)
    try:
        try:
            _write_nameless(beside, content, mode)
        except _Unknown:
            _write_named(beside, content, mode)
        beside.replace(path)
        _bring_name_to_disk(path.parent)
    except OSError as error:
        raise UnwritableFile.because(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class _Unknown(Exception):  # noqa: N818 - named after what the system says
    """This system, or this disk, knows no files without a name."""


def _write_nameless(beside: Path, content: bytes, mode: int) -> None:
    """Write a file that gets its name when it is whole (``O_TMPFILE``, open(2))."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None:
        raise _Unknown
    try:
        handle = os.open(beside.parent, flag | os.O_WRONLY, mode)
    except OSError as error:
        raise _Unknown from error  # a folder that cannot be written says so a second time
    with os.fdopen(handle, "wb") as file:
        _write(file.fileno(), content)
        try:
            os.link(f"/proc/self/fd/{file.fileno()}", beside, follow_symlinks=True)
        except OSError as error:
            raise _Unknown from error


def _write_named(beside: Path, content: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(beside, flags, mode), "wb") as file:
        _write(file.fileno(), content)


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)


def _rights_of(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _bring_name_to_disk(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
