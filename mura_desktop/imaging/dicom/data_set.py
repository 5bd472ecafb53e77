"""A file parsed into a DICOM data set, and whether there are pixels in it."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset
from pydicom.filereader import read_dataset, read_partial
from pydicom.tag import BaseTag, Tag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
)

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits
from mura_desktop.imaging.dicom import objects
from mura_desktop.imaging.dicom.values import BAD_VALUE, put, text, uid_name
from mura_desktop.imaging.source import is_of_the_disk

_COPY = "Copy it again from its source."

# what pydicom raises where bytes end inside an element, or sequences lie hundreds deep
_DAMAGED = (
    *(EOFError, OSError, struct.error, zlib.error, RecursionError),
    *BAD_VALUE,
)

_STUDY = Tag("StudyInstanceUID")  # what names the patient and the class stands before it
_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_BEGINNING = 1 << 20  # of a deflated data set, in bytes: far more than stands before _STUDY

_TRAILING = Tag(0xFFFC, 0xFFFC)  # Data Set Trailing Padding, PS3.10 7.2

_LONGEST_META = 4228  # of the file meta information as far as it is looked at, with its preamble

# pydicom logs the values that it stumbles over, and they may be a patient's
logging.getLogger("pydicom").setLevel(logging.CRITICAL)


def parsed(path: Path, file: BinaryIO) -> Dataset:
    """Return what a file holds, with its transfer syntax known.

    Raises:
        UnreadableFile: if it cannot be parsed, or is none that may hold an image.
        OSError: if the disk or the network share fails.
    """
    start = _start_of_deflated(file)
    file.seek(0)
    try:
        ds = dcmread(file, force=True) if start is None else _inflated(path, file, start)
    except _DAMAGED as error:
        if is_of_the_disk(error):
            raise  # to whoever opened the file, who names the reason
        raise UnreadableFile(path, "The file is cut short, or damaged.", _COPY) from error
    if start is None and _is_cut_in_pixels(file, ds):
        raise UnreadableFile(path, "The file is cut short, in its pixels or behind them.", _COPY)
    sop_class = _sop_class(ds)
    if sop_class == MediaStorageDirectoryStorage:
        raise UnreadableFile(
            path, "This is a DICOMDIR, an index without images.", "Open the folder that it lies in."
        )
    if not (sop_class or "Rows" in ds):
        raise UnreadableFile(
            path,
            "The DICOM file holds no image, or is cut short before it.",
            _COPY,
        )
    objects.check(path, text(ds, "SOPClassUID"))
    # one UID, whatever its element holds
    named = text(ds.file_meta, "TransferSyntaxUID")
    put(ds.file_meta, "TransferSyntaxUID", UID(named) if named else _native_syntax(ds))
    return ds


def beginning(file: BinaryIO) -> Dataset | None:
    """Return a data set as far as its Study Instance UID, or None where not even that is whole.

    Raises:
        OSError: if the disk or the network share fails.
    """
    start = _start_of_deflated(file)
    file.seek(0)
    try:
        if start is None:
            return read_partial(file, _is_behind_study, force=True)
        file.seek(start)
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        data = io.BytesIO(stream.decompress(file.read(), _BEGINNING))
        return read_dataset(data, False, True, stop_when=_is_behind_study)
    except _DAMAGED as error:
        if is_of_the_disk(error):
            raise
        return None


def is_other_object(ds: Dataset) -> bool:
    """Tell whether a data set calls itself something that the standard knows to be no image."""
    sop_class = UID(_sop_class(ds))
    return sop_class.name != sop_class and "Image Storage" not in sop_class.name


def is_image(ds: Dataset) -> bool:
    """Tell whether a data set is that of an image, with pixels or without."""
    return "Rows" in ds or "Image Storage" in UID(_sop_class(ds)).name


def check_pixels(path: Path, file: BinaryIO, ds: Dataset) -> None:
    """Raise UnreadableFile, with the reason, if a data set parsed from a file has no pixels."""
    damaged = UnreadableFile(path, "The element that holds the pixels is damaged.", _COPY)
    try:
        pixels = ds.get("PixelData")
    except BAD_VALUE as error:
        raise damaged from error
    if pixels and not isinstance(pixels, bytes):
        raise damaged  # a value representation of text: it is OB or OW (PS3.5 8.1.2)
    if pixels:
        return
    if "FloatPixelData" in ds or "DoubleFloatPixelData" in ds:
        raise UnreadableFile(
            path, "The pixels are floating-point numbers.", "Export the image with 8 or 16 bits."
        )
    # the file meta information repeats the SOP Class UID (PS3.10 7.1); a cut leaves half of it
    promised = text(ds.file_meta, "MediaStorageSOPClassUID")
    if not is_image(ds) and promised in ("", text(ds, "SOPClassUID")):
        named = uid_name(_sop_class(ds))
        raise UnreadableFile(path, f"The DICOM object holds no pixels ({named}).", "Open an image.")
    if _is_cut(file, ds):
        raise UnreadableFile(path, "The file is cut short: it ends before its pixels.", _COPY)
    raise UnreadableFile(
        path, "The file holds a header and no pixels.", "Ask for the image with its pixels."
    )


def _sop_class(ds: Dataset) -> str:
    meta = getattr(ds, "file_meta", None)  # that of a deflated one's beginning was not read
    return text(ds, "SOPClassUID") or (text(meta, "MediaStorageSOPClassUID") if meta else "")


def _is_behind_study(tag: BaseTag, _vr: str | None, _length: int) -> bool:
    return bool(tag > _STUDY)


def _is_cut_in_pixels(file: BinaryIO, ds: Dataset) -> bool:
    """Tell whether a file can be parsed up to its pixels and no further.

    Of a file that ends amid an element of undefined length, as compressed pixels are, pydicom
    returns nothing.
    """
    if any(keyword in ds for keyword in _PIXELS):
        return False
    file.seek(0)
    try:
        return len(dcmread(file, stop_before_pixels=True, force=True)) > len(ds)
    except _DAMAGED:
        return False


def _is_cut(file: BinaryIO, ds: Dataset) -> bool:
    """Tell whether a file without pixels ends in the midst of its header, or of an element.

    One more element is put behind it: it is read as such only where the one before is whole.
    """
    if "Rows" in ds and "PixelRepresentation" not in ds:  # which comes last (PS3.3 C.7.6.3)
        return True
    implicit, little = ds.original_encoding
    number = struct.Struct("<HH" if little else ">HH")
    last = number.pack(_TRAILING.group, _TRAILING.element)
    last += bytes(4) if implicit else b"OB" + bytes(6)
    file.seek(0)
    if _start_of_deflated(file) is not None:
        return False  # what is cut there was not inflated
    file.seek(0)
    try:
        whole = dcmread(io.BytesIO(file.read() + last), force=True)
        return _TRAILING not in whole
    except _DAMAGED:
        return True


def _native_syntax(ds: Dataset) -> UID:
    """Return the transfer syntax of a data set without file meta information, as it was parsed."""
    implicit, little = ds.original_encoding
    if implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if little else ExplicitVRBigEndian


def _start_of_deflated(file: BinaryIO) -> int | None:
    """Return where the data set begins if it is deflated (PS3.5 A.5), otherwise None."""
    file.seek(0)
    head = file.read(_LONGEST_META)
    # PS3.10 7.1: preamble 128, prefix 4, then (0002,0000) with the length of what follows it
    start = 144 + int.from_bytes(head[140:144], "little")
    deflated = DeflatedExplicitVRLittleEndian.encode() in head[132:start]
    return start if head[128:132] == b"DICM" and deflated else None


def _inflated(path: Path, file: BinaryIO, start: int) -> Dataset:
    """Parse a deflated data set, inflated here: pydicom does it without a limit."""
    head = file.read(start)
    # the shortest deflated stream there is in place of the data set: only the head is parsed
    meta = dcmread(io.BytesIO(head + b"\x03\x00")).file_meta
    data = limits.inflated(path, file.read())
    ds = read_dataset(data, is_implicit_VR=False, is_little_endian=True)
    return FileDataset("", ds, file_meta=meta, is_implicit_VR=False, is_little_endian=True)
