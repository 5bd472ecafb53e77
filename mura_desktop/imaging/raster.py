"""PNG, JPEG and TIFF to Image."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageOps
from numpy.typing import NDArray

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Header, Image
from mura_desktop.imaging import colour, limits, windows
from mura_desktop.imaging.region import region_of
from mura_desktop.imaging.sniff import Kind

Stored = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.int16]

_SIXTEEN_BITS = ("I;16", "I;16L", "I;16B")
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0  # TIFF 6.0, PhotometricInterpretation


def decode(path: Path, data: bytes, kind: Kind) -> Image:
    """Decode a PNG, JPEG or TIFF file.

    Grey pictures of 8 bits keep their values and are shown as they are. Those of 16 bits keep
    their values too and get a window from the lowest to the highest one. Pictures in colour are
    reduced to their brightness at 8 bits, and marked unsuitable unless their channels agree, as
    those of a grey picture saved as RGB do. Transparency is laid over black. An orientation that
    the file asks for is applied: row 0 is at the top.

    Raises:
        UnreadableFile: if the file is damaged, too large, has several pages, or holds 32-bit values
            that 16 bits cannot carry.
    """
    try:
        with PIL.Image.open(io.BytesIO(data), formats=(kind.value,)) as picture:
            limits.check_image_size(path, picture.height, picture.width)
            _check_single(path, picture)
            inverted = _is_white_zero(picture)
            pixels, coloured = _pixels(path, PIL.ImageOps.exif_transpose(picture))
    except PIL.Image.DecompressionBombError as error:
        raise UnreadableFile(
            path, "The image declares far too many pixels.", "Open a single radiograph."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:  # all three are Pillow's for damaged data
        raise UnreadableFile(
            path,
            f"The {kind.value} data is damaged or cut short.",
            "Copy or export the file again.",
        ) from error
    return Image(
        path=path,
        pixels=pixels,
        header=Header(study_id=str(path.absolute().parent), lossy=kind is Kind.JPEG),
        vois=(windows.EIGHT_BITS if pixels.dtype == np.uint8 else windows.full_range(pixels),),
        monochrome1=inverted,
        region=region_of("", path),
        unsuitable=colour.COLOUR_PICTURE if coloured else None,
    )


def _check_single(path: Path, picture: PIL.Image.Image) -> None:
    # a camera's MPO is a JPEG with a preview behind the picture: the first frame is the picture
    pages = getattr(picture, "n_frames", 1)
    if pages > 1 and picture.format != "MPO":
        raise UnreadableFile(
            path, f"The file holds {pages} pages.", "Save each page as a file of its own."
        )


def _is_white_zero(picture: PIL.Image.Image) -> bool:
    """Tell whether low values are white; Pillow inverts such 8-bit values itself, not 16-bit."""
    tags = getattr(picture, "tag_v2", {})
    return picture.mode in _SIXTEEN_BITS and tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO


def _pixels(path: Path, picture: PIL.Image.Image) -> tuple[Stored, bool]:
    """Return (rows, columns) stored values, and whether the picture is coloured."""
    if picture.mode in ("1", "L"):
        return np.asarray(picture.convert("L")), False
    if picture.mode in _SIXTEEN_BITS:
        return np.asarray(picture).astype(np.uint16), False
    if picture.mode == "I":
        return _sixteen_bits(path, np.asarray(picture)), False
    if picture.mode == "F":
        raise UnreadableFile(
            path, "The pixels are floating-point numbers.", "Export the image with 8 or 16 bits."
        )
    opaque = PIL.Image.new("RGBA", picture.size, "black")
    opaque.alpha_composite(picture.convert("RGBA"))
    return colour.to_grey(np.asarray(opaque)[..., :3])


def _sixteen_bits(path: Path, values: NDArray[np.int32]) -> Stored:
    """Return 32-bit integers as 16-bit ones where that loses nothing."""
    low, high = int(values.min()), int(values.max())
    if low >= 0 and high <= np.iinfo(np.uint16).max:
        return values.astype(np.uint16)
    if np.iinfo(np.int16).min <= low and high <= np.iinfo(np.int16).max:
        return values.astype(np.int16)
    raise UnreadableFile(
        path, "The pixels need more than 16 bits.", "Export the image with 8 or 16 bits."
    )
