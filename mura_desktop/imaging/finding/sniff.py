"""What a file is, by its first bytes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile


class Kind(StrEnum):
    """A kind of file that can be opened; the value is Pillow's name for it, where it has one."""

    DICOM = "DICOM"
    PNG = "PNG"
    JPEG = "JPEG"
    TIFF = "TIFF"


_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
)

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")  # a member, or the end of an archive without any
_UNPACK = "Unpack it first and open the folder."
_CONVERT = "Export the radiograph as DICOM or PNG."
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive", "Open the archive by itself."),
    (b"PK\x07\x08", "a part of a ZIP archive", "Join and unpack its parts, and open the folder."),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"%PDF", "a PDF document", _CONVERT),
    (b"BM", "a BMP picture", _CONVERT),
    (b"GIF8", "a GIF picture", _CONVERT),
    (b"\x00\x00\x00\x0cjP  ", "a bare JPEG 2000 picture", _CONVERT),
    (b"\xff\x4f\xff\x51", "a bare JPEG 2000 picture", _CONVERT),
    (b"MZ", "a Windows program", "Remove it from the folder."),
)

# value representations that a data set may open with in groups 0002 and 0008 (PS3.6)
_FIRST_VRS = frozenset({b"UL", b"OB", b"UI", b"CS", b"SQ", b"DA", b"DT", b"SH", b"TM", b"LO"})
_FIRST_GROUPS = (0x0002, 0x0008)
_LONGEST_FIRST_VALUE = 1024


# (0002,0002) Media Storage SOP Class UID with the UID of a DICOMDIR (PS3.10 7.1, PS3.4 I.4)
_DICOMDIR = b"\x02\x00\x02\x00UI\x14\x001.2.840.10008.1.3.10"


def is_zip(head: bytes) -> bool:
    """Tell whether a file with these first bytes is a ZIP archive."""
    return head.startswith(_ZIPS) and head[128:132] != b"DICM"


def is_dicomdir(head: bytes) -> bool:
    """Tell whether a file with these first bytes is a DICOMDIR, an index of other files."""
    return head[128:132] == b"DICM" and _DICOMDIR in head


def kind_of(path: Path, head: bytes) -> Kind:
    """Return what a file is.

    Args:
        path: The file, for the message only.
        head: Its first bytes, as a source gives them, or all of them.

    Raises:
        UnreadableFile: if it is none of the kinds that can be opened.
    """
    # first, because a DICOM file may wear the magic of a TIFF in its preamble (PS3.10 7.1)
    if head[128:132] == b"DICM":
        return Kind.DICOM
    for magic, kind in _IMAGES:
        if head.startswith(magic):
            return kind
    if _opens_like_a_data_set(head):
        return Kind.DICOM
    raise _refusal(path, head)


def _opens_like_a_data_set(head: bytes) -> bool:
    """Tell whether a file without preamble starts with an element of group 0002 or 0008.

    Old archives store the bare data set, in any of the three native encodings (PS3.5 Annex A).
    """
    for order in ("little", "big"):
        group = int.from_bytes(head[0:2], order)
        if len(head) >= 8 and group in _FIRST_GROUPS:
            length = int.from_bytes(head[4:8], order)
            implicit = order == "little" and length <= _LONGEST_FIRST_VALUE and length % 2 == 0
            if head[4:6] in _FIRST_VRS or implicit:
                return True
    return False


def is_something_else(head: bytes) -> bool:
    """Tell whether a file with these first bytes is known to be text, or of a kind not opened."""
    return _is_text(head) or head.startswith(tuple(magic for magic, _, _ in _OTHERS))


def _refusal(path: Path, head: bytes) -> UnreadableFile:
    for magic, what, remedy in _OTHERS:
        if head.startswith(magic):
            return UnreadableFile(path, f"The file is {what}.", remedy)
    if _is_text(head):
        return UnreadableFile(path, "The file is text, not an image.", "Open the image itself.")
    return UnreadableFile(
        path, "The file is neither DICOM nor PNG, JPEG or TIFF.", "Open the image itself."
    )


def _is_text(head: bytes) -> bool:
    controls = set(range(32)) - set(b"\t\n\r\f\x1b")
    return not controls.intersection(head)
