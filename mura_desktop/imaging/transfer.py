"""The pixels of a DICOM object, decompressed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits
from mura_desktop.imaging.codestream import declared_size
from mura_desktop.imaging.dicom_values import integer, text, values

Stored = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.int16]

_EXPORT = "Export it again, uncompressed if possible."
_REQUIRED = (  # type 1 in the Image Pixel module, PS3.3 C.7.6.3
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "PixelRepresentation",
    "SamplesPerPixel",
    "PhotometricInterpretation",
)


def check(path: Path, ds: Dataset) -> None:
    """Raise UnreadableFile, before memory is taken, if the pixels cannot become an Image."""
    if missing := [keyword for keyword in _REQUIRED if not values(ds, keyword)]:
        raise UnreadableFile(path, f"The header lacks {', '.join(missing)}.", _EXPORT)
    limits.check_image_size(path, integer(ds, "Rows"), integer(ds, "Columns"))
    _check_shape(path, ds)
    _check_syntax(path, ds.file_meta.TransferSyntaxUID)
    if ds.file_meta.TransferSyntaxUID.is_encapsulated:
        _check_stream(path, ds)
    else:
        _check_length(path, ds)


def _check_shape(path: Path, ds: Dataset) -> None:
    frames = integer(ds, "NumberOfFrames", 1)
    if frames > 1:
        raise UnreadableFile(
            path,
            f"The object holds {frames} frames; only single images are read.",
            "Export the frame as a single image.",
        )
    bits, samples = integer(ds, "BitsAllocated"), integer(ds, "SamplesPerPixel")
    if bits not in (8, 16) or samples not in (1, 3):
        raise UnreadableFile(
            path,
            f"The pixels have {samples} samples of {bits} bits; 1 or 3 of 8 or 16 are read.",
            "Export the image with 8 or 16 bits.",
        )


def stored_values(path: Path, ds: Dataset) -> Stored:
    """Return the (rows, columns) stored values of a grey object as uint8, uint16 or int16."""
    pixels = _decoded(path, ds)
    kind = np.int16 if pixels.dtype.kind == "i" else np.dtype(f"u{pixels.dtype.itemsize}")
    return np.ascontiguousarray(pixels, dtype=kind)


def rgb_values(path: Path, ds: Dataset) -> NDArray[np.uint8]:
    """Return the (rows, columns, 3) uint8 colours of a colour object; 16 bits are cut to 8."""
    pixels = _decoded(path, ds)
    bits = integer(ds, "BitsStored", 8)
    if text(ds, "PhotometricInterpretation") == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, ds)
        bits = 8 * pixels.dtype.itemsize
    return (pixels >> max(bits - 8, 0)).astype(np.uint8)


def _decoded(path: Path, ds: Dataset) -> NDArray[np.integer]:
    try:
        return pixel_array(ds, index=0)
    except RuntimeError as error:  # pydicom's, after every plug-in has failed
        raise UnreadableFile(
            path,
            f"The pixels could not be decompressed ({ds.file_meta.TransferSyntaxUID.name}).",
            _EXPORT,
        ) from error


def _check_syntax(path: Path, syntax: UID) -> None:
    try:
        available = get_decoder(syntax).is_available
    except NotImplementedError:
        available = False
    if not available:
        raise UnreadableFile(
            path, f"The pixels are compressed in a way not read here ({syntax.name}).", _EXPORT
        )


def _check_stream(path: Path, ds: Dataset) -> None:
    """Compare the size inside the compressed pixels with the header's."""
    declared = declared_size(get_frame(ds.PixelData, 0, number_of_frames=1))
    promised = integer(ds, "Rows"), integer(ds, "Columns")
    if declared not in (None, promised):
        raise UnreadableFile(
            path,
            f"The compressed pixels are {declared[0]} x {declared[1]}, "
            f"but the header says {promised[0]} x {promised[1]}.",
            _EXPORT,
        )


def _check_length(path: Path, ds: Dataset) -> None:
    """Compare the length of uncompressed pixels with what the header promises."""
    samples = integer(ds, "SamplesPerPixel")
    if text(ds, "PhotometricInterpretation") == "YBR_FULL_422":
        samples = 2  # PS3.3 C.7.6.3.1.2: two pixels share their chroma
    bits = integer(ds, "Rows") * integer(ds, "Columns") * samples * integer(ds, "BitsAllocated")
    promised, there = bits // 8, len(ds.PixelData)
    if there < promised:
        raise UnreadableFile(
            path,
            f"The file is cut short: {there:,} of {promised:,} bytes of pixels are there.",
            "Copy it again from its source.",
        )
