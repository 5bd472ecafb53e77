"""What of an archive is not unpacked, told from its table of contents alone."""

from __future__ import annotations

import stat
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits

_IS_ENCRYPTED = 0x1  # general purpose bit 0, APPNOTE.TXT 4.4.4
_LOCAL_HEADER = 30  # bytes before a member's name, APPNOTE.TXT 4.3.7
_UNIX = 3  # "version made by", APPNOTE.TXT 4.4.2: the upper 16 attribute bits are a file mode

_AGAIN = "Ask for the archive again, or for the files themselves."
_UNPACK = "Unpack it first and open the folder."

_DOCUMENTS = {
    "[Content_Types].xml": "an Office document",
    "mimetype": "an OpenDocument file or an electronic book",
    "META-INF/MANIFEST.MF": "a Java program",
}
"""A member, and what the file is that has one: other kinds of file that are ZIP archives, too."""


@dataclass
class Allowance:
    """What may still be unpacked of one archive and of the archives in it."""

    members: int = field(default_factory=lambda: limits.MAX_MEMBERS)
    unpacked: int = field(default_factory=lambda: limits.MAX_UNPACKED_BYTES)


def check_listing(path: Path, infos: Sequence[ZipInfo], allowance: Allowance) -> None:
    """Raise UnreadableFile if an archive as a whole is not opened; count its members."""
    for info in infos:
        if document := _DOCUMENTS.get(info.filename):
            raise UnreadableFile(
                path, f"The file is {document}.", "Export the radiograph as DICOM or PNG."
            )
    allowance.members -= len(infos)
    if allowance.members < 0:
        raise UnreadableFile(
            path, f"The archive holds more than {limits.MAX_MEMBERS:,} files.", _UNPACK
        )


def check_member(
    path: Path, info: ZipInfo, overlapping: Collection[int], allowance: Allowance
) -> None:
    """Raise UnreadableFile if a member is not unpacked; count its bytes otherwise.

    Args:
        path: What the reader is told.
        info: The member.
        overlapping: Where the members begin that share their bytes with others.
        allowance: What may still be unpacked.
    """
    if info.create_system == _UNIX and stat.S_IFMT(info.external_attr >> 16) not in (
        0,
        stat.S_IFREG,
    ):
        raise UnreadableFile(path, "This is a link or a device, not a file.", _AGAIN)
    if info.flag_bits & _IS_ENCRYPTED:
        raise UnreadableFile(
            path, "The file is encrypted.", "Unpack it with its password and open the folder."
        )
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnreadableFile(path, "The file is compressed in a way not read here.", _UNPACK)
    if info.header_offset in overlapping:
        raise UnreadableFile(path, "The file shares its bytes with others.", _AGAIN)
    limits.check_file_size(path, info.file_size)
    limits.check_ratio(path, info.compress_size, info.file_size)
    allowance.unpacked -= info.file_size
    if allowance.unpacked < 0:
        limit = limits.MAX_UNPACKED_BYTES / 2**30
        raise UnreadableFile(path, f"The archive unpacks to more than {limit:g} GiB.", _UNPACK)


def overlapping_offsets(infos: Sequence[ZipInfo], end: int) -> frozenset[int]:
    """Return where the members begin that run into the next member or beyond the last one's end.

    In an honest archive members follow each other. A small archive that unpacks to terabytes lets
    many names share one stretch of compressed bytes.

    Args:
        infos: The members.
        end: Where the table of contents begins.
    """
    ordered = sorted(infos, key=lambda info: info.header_offset)
    following = [*(info.header_offset for info in ordered), end][1:]
    return frozenset(
        info.header_offset
        for info, limit in zip(ordered, following, strict=True)
        if info.header_offset + _LOCAL_HEADER + len(info.orig_filename) + info.compress_size > limit
    )
