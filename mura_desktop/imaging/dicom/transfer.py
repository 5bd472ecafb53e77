"""The pixels of a DICOM object, decompressed.

Which decoder reads what, all through pydicom: GDCM the JPEG family, JPEG-LS and JPEG 2000; OpenJPEG
(pylibjpeg-openjpeg) High-Throughput JPEG 2000; pylibjpeg-rle RLE; and :mod:`jpeg_extended` JPEG
Extended at 12 bits.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID, JPEGExtended12Bit, RLELossless

from mura_desktop.domain.colour import Colour, Rgb, Ybr
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.dicom import depth, frames, image_pixel, palette
from mura_desktop.imaging.dicom.codestream import declared_size
from mura_desktop.imaging.dicom.decompression import decompressed
from mura_desktop.imaging.dicom.values import BAD_VALUE, integer, text, uid_name

_EXPORT = "Export it again, uncompressed if possible."
_COPY = "Copy it again from its source."

get_decoder(JPEGExtended12Bit).add_plugin(
    "mura_desktop", ("mura_desktop.imaging.dicom.jpeg_extended", "decode_frame")
)


def check(path: Path, ds: Dataset, frame: int) -> None:
    """Raise UnreadableFile, before memory is taken, if a frame cannot become an Image."""
    image_pixel.check(path, ds)
    syntax: UID = ds.file_meta.TransferSyntaxUID
    _check_syntax(path, syntax)
    if ds["PixelData"].is_undefined_length != syntax.is_encapsulated:
        has, says = ("compressed", "uncompressed")[:: -1 if syntax.is_encapsulated else 1]
        raise UnreadableFile(
            path, f"The pixels are {has}, but the header says {says} ({uid_name(syntax)}).", _EXPORT
        )
    if syntax.is_encapsulated:
        _check_stream(path, ds, frame)
    else:
        _check_length(path, ds)


def stored_values(path: Path, ds: Dataset, frame: int) -> depth.Stored:
    """Return the (rows, columns) stored values of a frame of a grey object.

    Raises:
        UnreadableFile: if they cannot be decompressed, or need more than 16 bits.
    """
    high, stored = integer(ds, "HighBit"), integer(ds, "BitsStored")
    if high != stored - 1 and (found := containers(path, ds, frame)) is not None:
        signed = integer(ds, "PixelRepresentation") == 1
        return depth.narrowed(path, depth.unpacked(found, stored, high, signed=signed))
    return depth.narrowed(path, _decoded(path, ds, frame)[0])


def containers(path: Path, ds: Dataset, frame: int) -> NDArray[np.integer] | None:
    """Return a frame's Bits Allocated as they lie in the file, unsigned; None for bits and streams.

    A JPEG, JPEG-LS or JPEG 2000 stream holds values and no containers (PS3.5 8.2): High Bit does
    not count there.
    """
    syntax: UID = ds.file_meta.TransferSyntaxUID
    bits = integer(ds, "BitsAllocated")
    if bits == 1 or (syntax.is_encapsulated and syntax != RLELossless):
        return None
    return _decoded(path, ds, frame, bits_stored=bits, pixel_representation=0)[0]


def colour_samples(path: Path, ds: Dataset, frame: int) -> tuple[depth.Stored, Colour]:
    """Return the samples of a frame of a colour object, and how they become colours.

    They are (rows, columns, 3), or (rows, columns) for PALETTE COLOR. What a JPEG 2000 stream
    transforms by itself (YBR_ICT, YBR_RCT) its decoder has undone; subsampled colour is repeated.

    Raises:
        UnreadableFile: if they cannot be decompressed, or are in a colour space that is not read.
    """
    pixels, now = _decoded(path, ds, frame)
    stored, bits = depth.narrowed(path, pixels), integer(ds, "BitsStored")
    said = text(ds, "PhotometricInterpretation")
    if said == "PALETTE COLOR":
        return stored, palette.palette_of(path, ds)
    if now in ("YBR_FULL", "YBR_FULL_422"):
        return stored, Ybr(said if said.startswith("YBR_FULL") else now, bits)
    if now != "RGB":
        raise image_pixel.not_read(path, now, samples=3)
    return stored, Rgb(said, bits)


def _decoded(
    path: Path,
    ds: Dataset,
    frame: int,
    **options: Any,  # noqa: ANN401
) -> tuple[NDArray[Any], str]:
    """Return a frame as it is stored, and its Photometric Interpretation now."""
    syntax: UID = ds.file_meta.TransferSyntaxUID
    if syntax.is_encapsulated:
        return decompressed(path, ds, frame, options)
    try:
        pixels, now = get_decoder(syntax).as_array(ds, index=frame, raw=True, **options)
    except (RuntimeError, *BAD_VALUE) as error:
        raise UnreadableFile(
            path, f"The pixels could not be read ({uid_name(syntax)}).", _EXPORT
        ) from error
    return pixels, str(now["photometric_interpretation"])


def _check_syntax(path: Path, syntax: UID) -> None:
    try:
        available = get_decoder(syntax).is_available
    except NotImplementedError:
        available = False
    if not available:
        raise UnreadableFile(
            path, f"The pixels are compressed in a way not read here ({uid_name(syntax)}).", _EXPORT
        )


def _check_stream(path: Path, ds: Dataset, frame: int) -> None:
    """Compare the size inside the compressed pixels with the header's."""
    count = frames.count_of(ds)
    try:
        stream = get_frame(ds.PixelData, frame, number_of_frames=count)
    except (ValueError, LookupError, EOFError, struct.error) as error:
        raise UnreadableFile(
            path, f"Frame {frame + 1} of {count} is missing: the file is cut short.", _COPY
        ) from error
    declared = declared_size(stream)
    promised = integer(ds, "Rows"), integer(ds, "Columns")
    if declared is not None and declared != promised:
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
    pixels = integer(ds, "Rows") * integer(ds, "Columns") * frames.count_of(ds)
    bits = pixels * samples * integer(ds, "BitsAllocated")
    promised, there = -(-bits // 8), len(ds.PixelData)
    if there < promised:
        raise UnreadableFile(
            path,
            f"The file is cut short: {there:,} of {promised:,} bytes of pixels are there.",
            _COPY,
        )
