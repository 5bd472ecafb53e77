"""What a PNG file says of itself, without decoding it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGBA"}


class PngHeader(NamedTuple):
    """The image header chunk.

    Attributes:
        size: Height and width in pixels.
        mode: Bits and kind of colour, such as ``8-bit RGB``.
    """

    size: tuple[int, int]
    mode: str


def png_header(path: Path) -> PngHeader | None:
    """Read the header (PNG 1.2, 11.2.2 IHDR), or None where the file is missing or no PNG."""
    try:
        with path.open("rb") as stream:
            head = stream.read(26)
    except OSError:
        return None
    if len(head) < 26 or not head.startswith(_SIGNATURE) or head[12:16] != b"IHDR":
        return None
    width, height, depth, colour = struct.unpack(">IIBB", head[16:26])
    if not width or not height or colour not in _COLOURS:
        return None
    return PngHeader((height, width), f"{depth}-bit {_COLOURS[colour]}")
