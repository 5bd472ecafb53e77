"""A DICOMDIR to the files that it lists (PS3.10 8.6, PS3.3 Annex F)."""

from __future__ import annotations

import io
import os
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits
from mura_desktop.imaging.dicom.values import integer, items, texts
from mura_desktop.imaging.source import File, Source

_INACTIVE = 0  # (0004,1410) Record In-use Flag, PS3.3 F.3.2.2; any other value is in use
_META = b"\x02\x00"  # group 0002, little endian
_LONG = (b"OB", b"OW", b"UN", b"SQ", b"UT")  # VRs with a length of four bytes, PS3.5 7.1.2


def listed_files(index: Path) -> Iterator[File | UnreadableFile]:
    """Yield the files that a DICOMDIR lists, in its order.

    A name is found on disk also where its case, the composition of its accents, a version number
    (``;1``), a last full stop or ``.dcm`` differ. Symbolic links are followed as long as they end
    inside the DICOMDIR's folder.

    Yields:
        A File for each one that is there, or an UnreadableFile for each that is missing or lies
        outside, and for a DICOMDIR that cannot be read.
    """
    try:
        records = _records(File(index))
    except UnreadableFile as refusal:
        yield refusal
        return
    folder = _Folder(index.parent)
    for file_id in records:
        yield _found(folder, file_id)


def missing_files(index: Source, present: Iterable[tuple[str, ...]]) -> Iterator[UnreadableFile]:
    """Yield what a DICOMDIR in an archive lists and the archive does not hold.

    Args:
        index: The DICOMDIR.
        present: The files of the archive: folders and name, from the folder of the DICOMDIR.

    Yields:
        An UnreadableFile for each one that is missing, or for a DICOMDIR that cannot be read.
    """
    try:
        records = _records(index)
    except UnreadableFile as refusal:
        yield refusal
        return
    there = set()
    for parts in present:
        folders, name = tuple(map(_alike, parts[:-1])), parts[-1].casefold()
        there |= {(*folders, _alike(name)), (*folders, _alike(name.removesuffix(".dcm")))}
    for file_id in records:
        if tuple(map(_alike, file_id)) not in there:
            yield _missing(Path(f"{index.path.parent}/{'/'.join(file_id)}"))


def _records(index: Source) -> list[tuple[str, ...]]:
    """Return the Referenced File IDs of all records in use, in their order.

    Raises:
        UnreadableFile: if they cannot be read, or there are none.
    """
    try:
        return _file_ids(index)
    except UnreadableFile:
        raise
    except Exception as error:  # whatever pydicom makes of a damaged file
        raise UnreadableFile(
            index.path, "The DICOMDIR is damaged, or cut short.", "Open the folder that it lies in."
        ) from error


def _file_ids(index: Source) -> list[tuple[str, ...]]:
    with index.opened() as opened:
        limits.check_index_size(index.path, opened.seek(0, os.SEEK_END))
        opened.seek(0)
        data = opened.read()
    with warnings.catch_warnings(action="ignore"):
        # not dcmread, which would inflate a data set that calls itself deflated: the transfer
        # syntax of a DICOMDIR is Explicit VR Little Endian (PS3.10 8.6)
        ds = read_dataset(
            io.BytesIO(data[_end_of_meta(data) :]), is_implicit_VR=False, is_little_endian=True
        )
        records = items(ds, "DirectoryRecordSequence")
        file_ids = [_file_id(record) for record in records if _is_in_use(record)]
    if not any(file_ids):
        raise UnreadableFile(
            index.path, "The DICOMDIR lists no files.", "Open the folder it lies in."
        )
    return list(dict.fromkeys(filter(None, file_ids)))


def _end_of_meta(data: bytes) -> int:
    """Return where the data set begins, behind the file meta information (PS3.10 7.1)."""
    at = 132
    while data[at : at + 2] == _META:
        if data[at + 4 : at + 6] in _LONG:
            at += 12 + int.from_bytes(data[at + 8 : at + 12], "little")
        else:
            at += 8 + int.from_bytes(data[at + 6 : at + 8], "little")
    return at


def _is_in_use(record: Dataset) -> bool:
    return integer(record, "RecordInUseFlag", 0xFFFF) != _INACTIVE


def _file_id(record: Dataset) -> tuple[str, ...]:
    """Return the components of a file's name, folders first; none where a record has no file."""
    return tuple(
        part
        for component in texts(record, "ReferencedFileID")
        for part in re.split(r"[\\/]", _decoded(component))  # written by some as one value
    )


def _decoded(component: str) -> str:
    """Return a name of a writer that went beyond the letters of a code string (PS3.5 6.2).

    Code strings have no character set, so the bytes were taken for Latin-1. What they are is what
    they can be.
    """
    try:
        return component.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return component


def _found(folder: _Folder, file_id: tuple[str, ...]) -> File | UnreadableFile:
    named = "/".join(file_id)
    # a label, not a place: what it names may lie anywhere
    label = Path(f"{folder.path}/{named}")
    if any(part in ("", ".", "..") or Path(part).drive for part in file_id):
        return _outside(label)
    path = folder.find(file_id)
    if path is None:
        return _missing(label)
    if not _lies_in(path, folder.path):
        return _outside(label)
    return File(path)


def _missing(label: Path) -> UnreadableFile:
    refused = UnreadableFile(
        label,
        "The DICOMDIR lists this file, but it is not there.",
        "Copy the whole disc or folder again.",
    )
    refused.folder = label.parent  # an image of what lies beside it, as likely as not
    return refused


def _outside(label: Path) -> UnreadableFile:
    return UnreadableFile(
        label,
        "The DICOMDIR leads to a file outside of its folder.",
        "Open that file itself, if it is meant.",
    )


def _lies_in(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


class _Folder:
    """The folder that a DICOMDIR lies in; finds files by names that are almost right."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listings: dict[Path, dict[str, str]] = {}

    def find(self, file_id: tuple[str, ...]) -> Path | None:
        """Return the path as it is on disk, or None where there is none."""
        path = self.path
        for part in file_id:
            names = self._names(path)
            name = names.get(part) or names.get(_alike(part))
            if name is None:
                return None
            path /= name
        return path

    def _names(self, folder: Path) -> dict[str, str]:
        """Return the names in a folder by themselves and by what they are taken for."""
        if folder not in self._listings:
            try:
                there = sorted(path.name for path in folder.iterdir())
            except OSError:
                there = []
            alike = {_alike(name.casefold().removesuffix(".dcm")): name for name in there}
            alike |= {_alike(name): name for name in there}
            self._listings[folder] = alike | {name: name for name in there}
        return self._listings[folder]


def _alike(name: str) -> str:
    name = re.sub(r";\d+$", "", unicodedata.normalize("NFC", name).casefold())
    return name.removesuffix(".")
