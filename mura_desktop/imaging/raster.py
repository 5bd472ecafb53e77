"""PNG, JPEG and TIFF to Image."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mura_desktop.domain.colour import Rgb
from mura_desktop.domain.study import Header, Image
from mura_desktop.imaging import colour, picture, windows
from mura_desktop.imaging.finding.sniff import Kind
from mura_desktop.imaging.region import region_of

SEVERAL_PAGES = "A file of several pages is shown, not judged."
"""Why a page of several is shown but not judged."""


def decode(path: Path, data: bytes, kind: Kind, page: int = 0) -> Image:
    """Decode a PNG, JPEG or TIFF file.

    Grey pictures of 8 bits keep their values and are shown as they are. Those of 16 bits keep
    their values too and get a window from the lowest to the highest one. Pictures in colour are
    kept as RGB at 8 bits and marked unsuitable, unless their channels agree, as those of a grey
    picture saved as RGB do: then they are grey. Transparency is laid over black. An orientation
    that the file asks for is applied: row 0 is at the top. What resolution the file declares is
    how large it is to be printed, and says nothing of the pixels: they count as square, without
    size.

    Args:
        path: Where it came from.
        data: The whole file.
        kind: What it is.
        page: Which page, from 0; the others are not decoded.

    Raises:
        UnreadableFile: if the file is damaged, too large, without that page, laid out in a way
            that is not read, or holds 32-bit values that 16 bits cannot carry.
    """
    pixels, facts = picture.read(path, data, kind, page)
    unsuitable = SEVERAL_PAGES if facts.pages > 1 else None
    is_grey = facts.photometric == "grey"
    return Image(
        path=path,
        pixels=pixels,
        header=header_of(path, kind),
        vois=(windows.EIGHT_BITS if pixels.dtype == np.uint8 else windows.full_range(pixels),),
        monochrome1=facts.inverted,
        region=region_of("", path),
        frame=page,
        frames=facts.pages,
        colour=Rgb(facts.photometric) if facts.coloured else None,
        grey_of="" if facts.coloured or is_grey else facts.photometric,
        unsuitable=colour.COLOUR_PICTURE if facts.coloured else unsuitable,
    )


def header_of(path: Path, kind: Kind) -> Header:
    """Return the header: a folder's pictures are one study."""
    return Header(study_id=str(path.absolute().parent), lossy=kind is Kind.JPEG)
