"""Files that are there whole or not at all, whenever the program or the machine stops."""

from __future__ import annotations

import glob
import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

from mura_desktop.domain.errors import UnwritableFile

_ENDING = ".unfinished"
_A_WHILE = 60.0  # seconds


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, bring it to the disk, and only then put it in its place in one step.

    On Linux it has no name until it is whole, so that a killed program leaves no half of one. Where
    a file is replaced, the whole new one may be left beside it under a hidden name ending in
    ``.unfinished``; the next one that is written to the place takes it away. On systems and disks
    that know no files without a name, what is left so may be unfinished indeed.

    Args:
        path: The file; one that is there is replaced, and keeps its rights.
        content: All of it.
        private: Whether only this user may read a new file.

    Raises:
        UnwritableFile: when the disk refuses; what was there before is still there.
    """
    _take_away_leftovers(path)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_ENDING}")
    mode = _rights_of(path) or (0o600 if private else 0o666)
    try:
        try:
            placed = _write_nameless(path, beside, content, mode)
        except _Unknown:
            placed = _write_named(beside, content, mode)
        if not placed:
            beside.replace(path)
        _bring_name_to_disk(path.parent)
    except OSError as error:
        raise UnwritableFile.because(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class _Unknown(Exception):  # noqa: N818 - named after what the system says
    """This system, or this disk, knows no files without a name."""


def _write_nameless(path: Path, beside: Path, content: bytes, mode: int) -> bool:
    """Write a file that gets its name when it is whole (``O_TMPFILE``, open(2)).

    Returns:
        Whether it is in its place; else there was one before, and it lies beside.
    """
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
            _name(file.fileno(), path)
        except FileExistsError:
            _name(file.fileno(), beside)
            return False
        except OSError as error:
            raise _Unknown from error
    return True


def _name(handle: int, path: Path) -> None:
    # naming a folder that plays no part makes Python call linkat(2), which follows the link
    os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle, follow_symlinks=True)


def _write_named(beside: Path, content: bytes, mode: int) -> bool:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(beside, flags, mode), "wb") as file:
        _write(file.fileno(), content)
    return False


def _take_away_leftovers(path: Path) -> None:
    """Remove what a killed program left beside a place, unless another one is writing there now."""
    now = time.time()
    with suppress(OSError):
        for left in path.parent.glob(f".{glob.escape(path.name)}.*{_ENDING}"):
            if now - left.stat().st_mtime > _A_WHILE:
                left.unlink()


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
