"""A DICOM object to Image."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from pydicom.dataset import Dataset

from mura_desktop.domain.study import Image
from mura_desktop.imaging import colour, windows
from mura_desktop.imaging.dicom import (
    data_set,
    frames,
    geometry,
    grey,
    header,
    image_pixel,
    overlays,
    shutters,
    transfer,
)
from mura_desktop.imaging.dicom.values import text
from mura_desktop.imaging.region import region_of


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
    ds = data_set.parsed(path, file)
    data_set.check_pixels(path, file, ds)
    return _image(path, ds, frame)


def study_key_of(path: Path, file: BinaryIO) -> str | None:
    """Return the study that an object is an image of, however damaged it is further behind.

    Returns:
        Its study_key, empty where the study cannot be told; None where the object is no image.

    Raises:
        OSError: if the disk or the network share fails.
    """
    ds = data_set.beginning(file)
    if ds is None:
        return ""
    if data_set.is_other_object(ds):
        return None
    return header.header_of(ds, path).study_key if text(ds, "StudyInstanceUID") else ""


def _image(path: Path, ds: Dataset, frame: int) -> Image:
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
