"""The bytes of one file, wherever they lie."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits

HEAD_BYTES = 4096
"""How many bytes tell what a file is."""


class Source(Protocol):
    """One file that may be an image. Its bytes may be read any number of times, by any thread."""

    @property
    def path(self) -> Path:
        """What the reader is told: the path, in an archive ``study.zip/IMG/1.dcm``."""
        ...

    @property
    def on_disk(self) -> Path:
        """The file on disk that holds the bytes: the path itself, or the archive's."""
        ...

    def head(self) -> bytes:
        """Return the first HEAD_BYTES bytes, or all there are.

        Raises:
            UnreadableFile: if they cannot be read, or there are none.
        """
        ...

    def read(self) -> bytes:
        """Return all bytes.

        Raises:
            UnreadableFile: if they cannot be read, or are none or too many.
        """
        ...

    def opened(self) -> AbstractContextManager[BinaryIO]:
        """Open the file to seek in it.

        Raises:
            UnreadableFile: if it cannot be opened.
        """
        ...


@dataclass(frozen=True)
class File:
    """A file on disk."""

    path: Path

    @property
    def on_disk(self) -> Path:
        """The file itself."""
        return self.path

    def head(self) -> bytes:
        """Return the first HEAD_BYTES bytes, or all there are; see :class:`Source`."""
        with self.opened() as file:
            head = file.read(HEAD_BYTES)
        if not head:
            limits.check_file_size(self.path, 0)
        return head

    def read(self) -> bytes:
        """Return all bytes; see :class:`Source`."""
        with self.opened() as file:
            size = os.fstat(file.fileno()).st_size
            limits.check_file_size(self.path, size)
            return file.read(size)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open a regular file; anything else, which might keep the program waiting, is not touched.

        Raises:
            UnreadableFile: if it is none, or the operating system refuses; also from inside.
        """
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise UnreadableFile(
                    self.path, "This is not a regular file.", "Open the image itself."
                )
            with open(self.path, "rb", opener=_without_waiting) as file:
                yield file
        except OSError as error:
            raise refusal(self.path, error) from error


def _without_waiting(path: str, flags: int) -> int:
    """Open a file that may have become a pipe since it was looked at."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def is_of_the_disk(error: BaseException) -> bool:
    """Tell whether the disk or the network share failed, not what was read from it.

    Readers of damaged files raise OSError too: without a number, or for a place in the file that
    there cannot be.
    """
    return isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)


def lost(refused: UnreadableFile, source: Source) -> UnreadableFile:
    """Note of a refusal that the file may be an image, and nobody can tell of which study."""
    if source.on_disk == source.path:
        refused.folder = source.path.parent
    else:
        refused.archive = source.on_disk
    return refused


def refusal(path: Path, error: OSError) -> UnreadableFile:
    """Return the refusal for what the operating system said of a file."""
    if isinstance(error, PermissionError):
        return UnreadableFile(
            path, "You have no permission to read the file.", "Ask for it, or copy the file."
        )
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return UnreadableFile(
                path, "The link leads to a file that is not there.", "Open the image itself."
            )
        return UnreadableFile(
            path, "The file is no longer there.", "Check that the disk or network share is there."
        )
    if error.errno == errno.ELOOP:
        return UnreadableFile(path, "The link leads in a circle.", "Open the image itself.")
    return UnreadableFile(
        path,
        f"The file could not be read ({error.strerror}).",
        "Check that the disk or network share is there.",
    )
