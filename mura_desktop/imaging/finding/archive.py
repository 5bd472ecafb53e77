"""ZIP archives, opened like folders.

Members are unpacked into memory, one at a time, when they are read: no pixel of a patient reaches
the disk. What an archive declares is checked before anything is unpacked, and no more is unpacked
than was declared. A member that is refused costs no other.
"""

from __future__ import annotations

import io
import struct
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits
from mura_desktop.imaging.finding import dicomdir, names
from mura_desktop.imaging.finding.archive_checks import (
    Allowance,
    check_listing,
    check_member,
    overlapping_offsets,
)
from mura_desktop.imaging.finding.archive_names import LONGEST, parts_of, shown_name
from mura_desktop.imaging.finding.sniff import is_dicomdir, is_zip
from mura_desktop.imaging.source import HEAD_BYTES, Source, is_of_the_disk, lost, refusal

_INDEX = "dicomdir"  # PS3.10 8.6: an index of the files beside it
_CHUNK = 1 << 20
# what zipfile raises for archives that are damaged, or were made to look like one
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)


def members(
    source: Source, *, depth: int = 1, allowance: Allowance | None = None
) -> Iterator[Source | UnreadableFile]:
    """Yield the files in an archive and in the archives in it, as a folder's are.

    Args:
        source: A ZIP archive.
        depth: How many archives lead here, this one included.
        allowance: What may still be unpacked.

    Yields:
        A Source for each file, in natural order, or an UnreadableFile for a member, or for an
        archive, that is refused.
    """
    archive = _Archive(source)
    allowance = allowance or Allowance()
    try:
        infos = archive.listing()
        check_listing(source.path, infos, allowance)
        overlapping = overlapping_offsets(infos, archive.end)
        seen: set[Path] = set()
        wanted, indexes = _wanted(archive, infos)
        for member in wanted:
            try:
                _check(member, seen, overlapping, allowance)
                is_archive = is_zip(member.head())
                if is_archive:
                    _check_nested(member, depth)
            except UnreadableFile as refusal:
                yield lost(refusal, member)
                continue
            if is_archive:
                yield from members(member, depth=depth + 1, allowance=allowance)
            else:
                yield member
        for index in indexes:
            yield from _missing(index, wanted, overlapping, allowance)
    except UnreadableFile as refusal:
        yield refusal
    finally:
        archive.let_go()


@dataclass(frozen=True, eq=False)
class _Member:
    """A file in an archive; see :class:`Source`."""

    path: Path
    archive: _Archive
    info: zipfile.ZipInfo
    parts: tuple[str, ...]

    @property
    def on_disk(self) -> Path:
        return self.archive.source.on_disk

    def head(self) -> bytes:
        return self.archive.unpacked(self, HEAD_BYTES)

    def read(self) -> bytes:
        return self.archive.unpacked(self, self.info.file_size)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        yield io.BytesIO(self.read())


class _Archive:
    """A ZIP archive. It stays open while it is listed; members read later open it again."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._kept: zipfile.ZipFile | None = None

    def listing(self) -> list[zipfile.ZipInfo]:
        """Return the members, folders left out, and keep the archive open.

        Raises:
            UnreadableFile: if it is damaged or lists too much.
        """
        self._kept = self._opened()
        return [info for info in self._kept.infolist() if not info.is_dir()]

    @property
    def end(self) -> int:
        """Where the members end and the table of contents begins."""
        return (self._kept or self._opened()).start_dir

    def let_go(self) -> None:
        """Close the archive as soon as no member is being read."""
        self._kept = None

    def unpacked(self, member: _Member, length: int) -> bytes:
        """Return a member's first bytes; all of them are checked against their checksum.

        Raises:
            UnreadableFile: if the archive is damaged or no longer there.
        """
        pieces, missing = [], min(length, member.info.file_size)
        archive = self._kept or self._opened()
        try:
            with archive.open(member.info) as file:
                # in pieces, because a single read unpacks more than what the member declares
                while missing and (piece := file.read(min(missing, _CHUNK))):
                    pieces.append(piece)
                    missing -= len(piece)
        except _DAMAGED as error:
            raise _damaged(member.path) from error
        if missing:
            raise _damaged(member.path)
        return b"".join(pieces)

    def _opened(self) -> zipfile.ZipFile:
        with ExitStack() as stack:
            file = stack.enter_context(self.source.opened())
            try:
                archive = zipfile.ZipFile(_Cautious(self.source.path, file))
            except _DAMAGED as error:
                raise lost(_damaged(self.source.path), self.source) from error
            # whoever reads a member holds the archive, so it closes after the last of them
            weakref.finalize(archive, stack.pop_all().close)
            return archive


class _Cautious:
    """A file that is read in small pieces only, and whose disk or network share may fail.

    zipfile calls what it cannot read no archive, so the reason is told before it hears of it.
    zipfile reads the table of contents in one piece, as long as the archive says it is, and makes
    objects of all of it. Members are read in pieces of _CHUNK.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self.seekable, self.tell, self.seek = file.seekable, file.tell, file.seek

    def read(self, size: int = -1) -> bytes:
        most = limits.MAX_CONTENTS_BYTES
        try:
            data = self._file.read(min(size, most + 1) if size >= 0 else most + 1)
        except OSError as error:
            if is_of_the_disk(error):
                raise refusal(self._path, error) from error
            raise
        if len(data) > most:
            raise UnreadableFile(
                self._path,
                f"The archive's table of contents is longer than {most / 2**20:g} MiB.",
                "Unpack it first and open the folder.",
            )
        return data


def _wanted(archive: _Archive, infos: list[zipfile.ZipInfo]) -> tuple[list[_Member], list[_Member]]:
    """Return the members that could be images, in the order of a folder's files, and DICOMDIRs.

    Raises:
        UnreadableFile: if there are none.
    """
    found: list[_Member] = []
    indexes: list[_Member] = []
    for info in infos:
        name = shown_name(info)
        parts = parts_of(name)
        # not joined as a path: an absolute name would replace the archive's
        path = Path(f"{archive.source.path}/{'/'.join(parts or (name[:LONGEST],))}")
        if all(map(names.is_wanted, parts or ())):
            is_index = parts is not None and parts[-1].lower() == _INDEX
            (indexes if is_index else found).append(_Member(path, archive, info, parts or ()))
    if not found:
        raise UnreadableFile(
            archive.source.path,
            "The archive holds no files that could be images.",
            "Ask for the archive again.",
        )
    return sorted(found, key=lambda member: names.walking_key(member.parts)), indexes


def _missing(
    index: _Member, members: list[_Member], overlapping: frozenset[int], allowance: Allowance
) -> Iterator[UnreadableFile]:
    """Yield what a DICOMDIR lists and the archive does not hold; what it holds is opened anyway."""
    folder = index.parts[:-1]
    depth = len(folder)
    try:
        check_member(index.path, index.info, overlapping, allowance)
        if not is_dicomdir(index.head()):
            return
    except UnreadableFile as refusal:
        yield refusal
        return
    yield from dicomdir.missing_files(
        index, [each.parts[depth:] for each in members if each.parts[:depth] == folder]
    )


def _check(
    member: _Member, seen: set[Path], overlapping: frozenset[int], allowance: Allowance
) -> None:
    if not member.parts:
        raise UnreadableFile(
            member.path,
            "The name of the file leads out of the archive.",
            "Ask for the archive again, or for the files themselves.",
        )
    if member.path in seen:
        raise UnreadableFile(
            member.path,
            "The archive holds two files of this name; the first was taken.",
            "Ask for the archive again, or for the files themselves.",
        )
    seen.add(member.path)
    check_member(member.path, member.info, overlapping, allowance)


def _check_nested(member: _Member, depth: int) -> None:
    if depth >= limits.MAX_ARCHIVE_DEPTH:
        raise UnreadableFile(
            member.path,
            "This is an archive in an archive in an archive.",
            "Unpack it first and open the folder.",
        )
    limits.check_nested_size(member.path, member.info.file_size)


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path,
        "The archive is damaged here, or cut short.",
        "Copy or ask for the archive again.",
    )
