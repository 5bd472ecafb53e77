"""One compressed frame of a DICOM object, decompressed in the decoder's process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID, JPEGLSTransferSyntaxes

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import decoding
from mura_desktop.imaging.dicom.values import integer, text, uid_name

_EXPORT = "Export it again, uncompressed if possible."
_JPEG_LS = "gdcm"
"""What decodes JPEG-LS, alone: pyjpegls goes on for seconds where a stream is cut short."""


def decompressed(
    path: Path, ds: Dataset, frame: int, options: dict[str, Any]
) -> tuple[NDArray[Any], str]:
    """Return a frame of a data set whose transfer syntax is encapsulated, and what it is now.

    The latter is the Photometric Interpretation of what was decompressed; the stream's own colour
    transformation is undone.

    Nothing but the frame's stream and what the Image Pixel module (PS3.3 C.7.6.3) says of it goes
    to the other process.

    Args:
        path: The file, for the message only.
        ds: A data set whose Image Pixel module and stream were checked.
        frame: Which frame, from 0.
        options: What pydicom's decoder is told instead of what the data set says.

    Raises:
        UnreadableFile: if the stream cannot be decompressed.
    """
    try:
        fragments = _fragments(ds, frame)
    except ValueError as error:  # pydicom's, where the offset table leads to no frame
        reason = f"The compressed pixels of frame {frame + 1} are missing: the file is damaged."
        raise UnreadableFile(path, reason, "Copy it again from its source.") from error
    syntax = str(ds.file_meta.TransferSyntaxUID)
    pixels, photometric = decoding.decode_apart(
        path, len(fragments), _decompress, syntax, fragments, _image_pixel(ds) | options
    )
    return pixels, str(photometric)


def _fragments(ds: Dataset, frame: int) -> bytes:
    """Return Pixel Data (PS3.5 A.4) of one frame; most files have no other, and are not copied."""
    count = max(1, integer(ds, "NumberOfFrames"))
    if count == 1:
        return bytes(ds.PixelData)
    return encapsulate([get_frame(ds.PixelData, frame, number_of_frames=count)], has_bot=False)


def _image_pixel(ds: Dataset) -> dict[str, Any]:
    return {
        "rows": integer(ds, "Rows"),
        "columns": integer(ds, "Columns"),
        "samples_per_pixel": integer(ds, "SamplesPerPixel"),
        "photometric_interpretation": text(ds, "PhotometricInterpretation"),
        "bits_allocated": integer(ds, "BitsAllocated"),
        "bits_stored": integer(ds, "BitsStored"),
        "pixel_representation": integer(ds, "PixelRepresentation"),
        "planar_configuration": integer(ds, "PlanarConfiguration"),
        "number_of_frames": 1,
        "pixel_keyword": "PixelData",
    }


def _decompress(syntax: str, fragments: bytes, options: dict[str, Any]) -> tuple[NDArray[Any], str]:
    """Do it; called in the other process."""
    plugin = _JPEG_LS if UID(syntax) in JPEGLSTransferSyntaxes else ""
    try:
        pixels, now = get_decoder(UID(syntax)).as_array(
            fragments, index=0, raw=True, decoding_plugin=plugin, **options
        )
    except (RuntimeError, ValueError) as error:  # every plug-in failed, or gave too few or too many
        reason = f"The pixels could not be decompressed ({uid_name(syntax)})."
        raise UnreadableFile(Path(), reason, _EXPORT) from error
    return pixels, str(now["photometric_interpretation"])
