"""Whole PNG, JPEG and TIFF files of every mode and compression, and ZIP archives."""

import io
import zipfile
from collections.abc import Iterator

import numpy as np
import PIL.Image

from tests.fuzz.zip_damage import entry

_BYTES = (np.arange(48 * 64) % 251).astype(np.uint8).reshape(48, 64)
_GREY = PIL.Image.fromarray(_BYTES)
_WORDS = PIL.Image.fromarray(_BYTES.astype(np.uint16) * 257)
_COLOUR = PIL.Image.merge("RGB", (_GREY, _GREY.rotate(180), _GREY))
_TIFF_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F")
_COMPRESSIONS = ("packbits", "tiff_lzw", "tiff_adobe_deflate", "jpeg", "tiff_deflate")


def png() -> Iterator[tuple[str, bytes]]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        yield mode, _saved(_COLOUR.convert(mode), "PNG")
    yield "16 bits", _saved(_WORDS, "PNG")
    yield "transparent", _saved(_COLOUR.convert("P"), "PNG", transparency=3)
    yield "animated", _saved(_GREY, "PNG", save_all=True, append_images=[_GREY.rotate(180)])
    yield "rotated", _saved(_GREY, "PNG", exif=_rotated(), icc_profile=b"profile" * 20)


def jpeg() -> Iterator[tuple[str, bytes]]:
    for mode in ("L", "RGB", "CMYK", "YCbCr"):
        yield mode, _saved(_COLOUR.convert(mode), "JPEG")
    yield "progressive", _saved(_COLOUR, "JPEG", progressive=True)
    yield "restarts", _saved(_COLOUR, "JPEG", restart_marker_blocks=2, subsampling=0)
    yield "rotated", _saved(_GREY, "JPEG", exif=_rotated(), icc_profile=b"profile" * 20)
    yield "two pictures", _saved(_COLOUR, "MPO", save_all=True, append_images=[_COLOUR])


def tiff() -> Iterator[tuple[str, bytes]]:
    for mode in _TIFF_MODES:
        yield mode, _saved(_COLOUR.convert(mode), "TIFF")
    for compression in _COMPRESSIONS:
        yield compression, _saved(_COLOUR, "TIFF", compression=compression)
        yield f"grey {compression}", _saved(_GREY, "TIFF", compression=compression)
    yield "fax", _saved(_GREY.convert("1"), "TIFF", compression="group4")
    yield "16 bits", _saved(_WORDS, "TIFF", exif=_rotated())
    yield "16 bits, packed", _saved(_WORDS, "TIFF", compression="tiff_lzw")
    yield "big endian", _saved(PIL.Image.frombytes("I;16B", (64, 24), _BYTES.tobytes()), "TIFF")
    yield "large offsets", _saved(_GREY, "TIFF", big_tiff=True)
    yield "pages", _saved(_GREY, "TIFF", save_all=True, append_images=[_GREY, _COLOUR])


def _rotated() -> PIL.Image.Exif:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    return exif


def _saved(picture: PIL.Image.Image, kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def archives(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Archives of a few files."""
    methods = {
        "stored": zipfile.ZIP_STORED,
        "deflated": zipfile.ZIP_DEFLATED,
        "bzip2": zipfile.ZIP_BZIP2,
        "lzma": zipfile.ZIP_LZMA,
    }
    for name, method in methods.items():
        yield name, _archive(files, method)
    inner = _archive(files, zipfile.ZIP_DEFLATED)
    yield "nested", _archive({"inner.zip": inner, "beside/inner": inner}, zipfile.ZIP_STORED)
    yield "behind a program", b"MZ" + bytes(200) + inner
    yield "commented", _archive(files, zipfile.ZIP_STORED, b"comment" * 100)
    yield "empty", _archive({}, zipfile.ZIP_STORED)
    yield "folders", _archive({"a/": b"", "a/b/": b"", **files}, zipfile.ZIP_DEFLATED)


def _archive(files: dict[str, bytes], method: int, comment: bytes = b"") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.comment = comment
        for name, content in files.items():
            archive.writestr(entry(name, method), content)
    return data.getvalue()
