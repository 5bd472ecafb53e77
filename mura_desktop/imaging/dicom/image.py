"""A DICOM object to Image."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset
from pydicom.filereader import read_dataset
from pydicom.tag import Tag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
)

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging import colour, limits, windows
from mura_desktop.imaging.dicom import (
    frames,
    geometry,
    grey,
    header,
    image_pixel,
    objects,
    overlays,
    shutters,
    transfer,
)
from mura_desktop.imaging.dicom.values import BAD_VALUE, put, text, uid_name
from mura_desktop.imaging.finding.source import is_of_the_disk
from mura_desktop.imaging.region import region_of

# what pydicom raises where bytes end inside an element, or sequences lie hundreds deep
_DAMAGED = (
    *(EOFError, OSError, struct.error, zlib.error, RecursionError),
    *BAD_VALUE,
)

_TRAILING = Tag(0xFFFC, 0xFFFC)  # Data Set Trailing Padding, PS3.10 7.2

_LONGEST_META = 4228  # of the file meta information as far as it is looked at, with its preamble

# pydicom logs the values that it stumbles over, and they may be a patient's
logging.getLogger("pydicom").setLevel(logging.CRITICAL)


def decode(path: Path, file: BinaryIO, frame: int = 0) -> Image:
    """Decode a DICOM object.

    Args:
        path: Where it came from.
        file: Its bytes, with or without preamble and file meta information, to be sought in.
        frame: Which frame, from 0; the others are not decoded.

    Raises:
        UnreadableFile: if it is damaged, cut short, without pixels or that frame, too large, wider
            than 16 bits, or compressed in a way that is not read.
    """
    ds = _data_set(path, file)
    frames.check(path, frame, frames.count_of(ds))
    transfer.check(path, ds, frame)
    frames.describe_frame(ds, frame)
    if text(ds, "PhotometricInterpretation") in image_pixel.GREY:
        return _grey(path, ds, frame)
    return _coloured(path, ds, frame)


def _grey(path: Path, ds: Dataset, frame: int) -> Image:
    pixels = transfer.stored_values(path, ds, frame)
    modality = grey.modality_of(ds)
    padding = grey.padding_of(ds, pixels)
    return Image(
        pixels=pixels,
        vois=grey.vois_of(ds, pixels, modality, padding),
        modality=modality,
        monochrome1=text(ds, "PhotometricInterpretation") == "MONOCHROME1",
        padding=padding,
        unsuitable=header.unsuitable_reason(ds),
        **_described(path, ds, frame),
    )


def _coloured(path: Path, ds: Dataset, frame: int) -> Image:
    """A colour object has no grey-value pipeline (PS3.3 C.11.2 is for MONOCHROME1 and 2 alone)."""
    samples, how = transfer.colour_samples(path, ds, frame)
    grey_values, coloured = colour.to_grey(how.apply(samples))
    return Image(
        pixels=samples if coloured else grey_values,
        vois=(windows.EIGHT_BITS,),
        colour=how if coloured else None,
        grey_of="" if coloured else how.photometric,
        unsuitable=colour.COLOUR_PICTURE if coloured else header.unsuitable_reason(ds),
        **_described(path, ds, frame),
    )


def _described(path: Path, ds: Dataset, frame: int) -> dict[str, Any]:
    """Return the fields of an Image that are the same whatever its pixels are."""
    spacings = geometry.spacings_of(ds)
    aspect = geometry.aspect_of(ds, spacings)
    planes = overlays.planes_of(path, ds, frame)
    drawn = (plane for group, plane in planes.items() if group != shutters.bitmap_group(ds))
    return {
        "path": path,
        "header": header.header_of(ds, path),
        "region": region_of(text(ds, "BodyPartExamined"), path),
        "spacings": spacings,
        "magnification": geometry.magnification_of(ds),
        "aspect": aspect,
        "overlays": tuple(drawn),
        "shutter": shutters.shutter_of(ds, planes, aspect),
        "frame": frame,
        "frames": frames.count_of(ds),
    }


def _data_set(path: Path, file: BinaryIO) -> Dataset:
    """Parse a file that holds pixels, with its transfer syntax known."""
    start = _start_of_deflated(file)
    file.seek(0)
    try:
        ds = dcmread(file, force=True) if start is None else _inflated(path, file, start)
    except _DAMAGED as error:
        if is_of_the_disk(error):
            raise  # to whoever opened the file, who names the reason
        raise UnreadableFile(
            path, "The file is cut short, or damaged.", "Copy it again from its source."
        ) from error
    sop_class = text(ds, "SOPClassUID") or text(ds.file_meta, "MediaStorageSOPClassUID")
    if sop_class == MediaStorageDirectoryStorage:
        raise UnreadableFile(
            path, "This is a DICOMDIR, an index without images.", "Open the folder that it lies in."
        )
    if not (sop_class or "Rows" in ds):
        raise UnreadableFile(
            path,
            "The DICOM file holds no image, or is cut short before it.",
            "Copy it again from its source.",
        )
    objects.check(path, text(ds, "SOPClassUID"))
    if not ds.get("PixelData"):
        raise _without_pixels(path, ds, sop_class, cut=_is_cut(file, ds))
    # one UID, whatever its element holds
    named = text(ds.file_meta, "TransferSyntaxUID")
    put(ds.file_meta, "TransferSyntaxUID", UID(named) if named else _native_syntax(ds))
    return ds


def _without_pixels(path: Path, ds: Dataset, sop_class: str, *, cut: bool) -> UnreadableFile:
    if "FloatPixelData" in ds or "DoubleFloatPixelData" in ds:
        return UnreadableFile(
            path, "The pixels are floating-point numbers.", "Export the image with 8 or 16 bits."
        )
    is_image = "Rows" in ds or "Image Storage" in UID(sop_class).name
    # the file meta information repeats the SOP Class UID (PS3.10 7.1); a cut leaves half of it
    promised = text(ds.file_meta, "MediaStorageSOPClassUID")
    if is_image or promised not in ("", text(ds, "SOPClassUID")):
        return UnreadableFile(
            path,
            "The file is cut short: it ends before its pixels."
            if cut
            else "The file holds a header and no pixels.",
            "Copy it again from its source." if cut else "Ask for the image with its pixels.",
        )
    return UnreadableFile(
        path, f"The DICOM object holds no pixels ({uid_name(sop_class)}).", "Open an image."
    )


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
