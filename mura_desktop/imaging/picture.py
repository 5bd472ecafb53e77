"""PNG, JPEG and TIFF to pixels: what Pillow is asked, and what it is known to answer wrongly."""

from __future__ import annotations

import io
import logging
import struct
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageOps
import PIL.TiffImagePlugin

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import colour, decoding, limits
from mura_desktop.imaging.dicom import depth, frames
from mura_desktop.imaging.finding.sniff import Kind

_SIXTEEN_BITS = ("I;16", "I;16L", "I;16B")
_COLOURS = ("LA", "La", "P", "PA", "RGB", "RGBX", "RGBA", "RGBa", "CMYK", "YCbCr")
_GREYS = ("1", "L", "I", *_SIXTEEN_BITS)
_NAMES = {**dict.fromkeys(_GREYS, "grey"), "P": "palette", "PA": "palette", "LA": "grey"}

# TIFF 6.0: tags, and values of theirs
_BITS, _COMPRESSION, _PHOTOMETRIC, _PLANAR, _SAMPLE_FORMAT = 258, 259, 262, 284, 339
_NONE, _WHITE_IS_ZERO, _SEPARATE, _SIGNED = 1, 0, 2, 2

# Pillow is written in Python, and reads damaged data until some operation fails
_DAMAGED = (
    *(OSError, SyntaxError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError),
    *(EOFError, AssertionError, RuntimeError, struct.error),
)

# Pillow logs what it then raises
logging.getLogger("PIL").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Facts:
    """What a picture file says beside its pixels.

    Attributes:
        pages: How many pages the file holds.
        photometric: What the file stores: ``grey``, ``RGB``, ``CMYK``, ``palette`` ...
        coloured: Whether there is colour in the picture.
        inverted: Whether low values are white.
    """

    pages: int
    photometric: str
    coloured: bool
    inverted: bool


def read(path: Path, data: bytes, kind: Kind, page: int) -> tuple[depth.Stored, Facts]:
    """Return the values of one page, upright, and what the file says of them.

    They are (rows, columns), or (rows, columns, 3) red, green and blue of a picture in colour.

    Pillow does it in the decoder's process.

    Args:
        path: The file, for the message only.
        data: The whole file.
        kind: What it is.
        page: Which page, from 0; the others are not decoded.

    Raises:
        UnreadableFile: as :func:`mura_desktop.imaging.raster.decode` says.
    """
    pixels, facts = decoding.decode_apart(path, len(data), _read, data, kind, page)
    return pixels, Facts(**facts)


def _read(data: bytes, kind: Kind, page: int) -> tuple[depth.Stored, dict[str, object]]:
    """Do it; called in the other process, which knows no path."""
    path = Path()
    try:
        with PIL.Image.open(io.BytesIO(data), formats=(kind.value,)) as picture:
            pages = _count(picture)
            frames.check(path, page, pages)
            if page:
                picture.seek(page)
            limits.check_image_size(path, picture.height, picture.width)
            _check_tiff(path, picture)
            inverted = _is_white_zero(picture)
            mode = picture.mode
            pixels, coloured = _pixels(path, PIL.ImageOps.exif_transpose(picture))
    except PIL.Image.DecompressionBombError as error:
        raise UnreadableFile(
            path, "The image declares far too many pixels.", "Open a single radiograph."
        ) from error
    except PIL.UnidentifiedImageError as error:
        raise UnreadableFile(
            path,
            f"This is not a kind of {kind.value} that this program reads, or it is damaged.",
            f"Save it again as an ordinary grey {kind.value}.",
        ) from error
    except _DAMAGED as error:
        raise UnreadableFile(
            path,
            f"The {kind.value} data is damaged or cut short.",
            "Copy or export the file again.",
        ) from error
    return pixels, asdict(Facts(pages, _NAMES.get(mode, mode), coloured, inverted))


def _count(picture: PIL.Image.Image) -> int:
    # a camera's MPO is a JPEG with a preview behind the picture: the first frame is the picture
    return 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)


def _check_tiff(path: Path, picture: PIL.Image.Image) -> None:
    """Refuse the TIFF layouts that Pillow 13.0 reads without complaint, and wrongly."""
    if not isinstance(picture, PIL.TiffImagePlugin.TiffImageFile):
        return
    tags = dict(picture.tag_v2)
    bits, is_signed = _first(tags, _BITS, 1), _first(tags, _SAMPLE_FORMAT, 1) == _SIGNED
    is_plain = _first(tags, _COMPRESSION, _NONE) == _NONE
    is_separate = _first(tags, _PLANAR, 1) == _SEPARATE
    is_big_endian = picture.tag_v2.prefix == b"MM"
    if (
        (is_signed and bits == 8)
        or (is_signed and bits == 16 and is_big_endian and not is_plain)
        or (is_separate and bits == 16 and is_plain)
    ):
        raise UnreadableFile(
            path,
            f"The TIFF lays out its {bits}-bit pixels in a way not read here.",
            "Save it again as an uncompressed grey picture of unsigned numbers.",
        )


def _first(tags: dict[int, object], tag: int, default: int) -> int:
    value = tags.get(tag, default)
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, int) else default


def _is_white_zero(picture: PIL.Image.Image) -> bool:
    """Tell whether low values are white; Pillow inverts such 8-bit values itself, not 16-bit."""
    tags = getattr(picture, "tag_v2", {})
    return picture.mode in _SIXTEEN_BITS and tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO


def _pixels(path: Path, picture: PIL.Image.Image) -> tuple[depth.Stored, bool]:
    """Return stored values, red, green and blue where there is colour, and whether there is."""
    if picture.mode in ("1", "L"):
        return np.asarray(picture.convert("L")), False
    if picture.mode in _SIXTEEN_BITS:
        return np.asarray(picture).astype(np.uint16), False
    if picture.mode == "I":
        return depth.narrowed(path, np.asarray(picture)), False
    if picture.mode == "F":
        raise UnreadableFile(
            path, "The pixels are floating-point numbers.", "Export the image with 8 or 16 bits."
        )
    if picture.mode not in _COLOURS:
        raise UnreadableFile(
            path, f"Colours stored as {picture.mode} are not read here.", "Save it as grey or RGB."
        )
    opaque = PIL.Image.new("RGBA", picture.size, "black")
    opaque.alpha_composite(picture.convert("RGBA"))
    rgb = np.ascontiguousarray(np.asarray(opaque)[..., :3])
    grey, coloured = colour.to_grey(rgb)
    return (rgb if coloured else grey), coloured
