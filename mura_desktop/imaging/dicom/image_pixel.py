"""Whether the Image Pixel module (PS3.3 C.7.6.3) describes an image that can be shown.

What is missing, contradictory or not read, and what becomes of it::

    Rows, Columns ... Photometric Interpretation missing   refused: nothing is guessed at
    Rows or Columns 0, or more pixels than the limit       refused
    Number of Frames missing, broken or below 1            one frame
    1 or 3 samples a pixel                                 read; another number is refused
    samples against Photometric Interpretation             refused
    8 or 16 bits allocated                                 read
    1 bit allocated                                        read: 0 and 1, black and white
    32 bits allocated, grey                                read if 16 bits hold every value
    other Bits Allocated                                   refused
    Bits Stored below 1 or above Bits Allocated            refused
    High Bit missing                                       Bits Stored - 1
    High Bit other than Bits Stored - 1                    values are where High Bit says, unless no
                                                           bit above the lowest ones is set
    High Bit outside the container                         refused
    bits above the stored ones                             do not count
    Pixel Representation other than 0 or 1                 refused
    Planar Configuration missing, in colour                0
    YBR_ICT, YBR_RCT outside of JPEG 2000                  refused
    YBR_PARTIAL_420, YBR_PARTIAL_422 (retired)             refused
    palette entries of 16 bits, none above 255             8 bits
    values beyond the palette                              its first or last entry
    colours that are all greys                             grey, and judged
    more bytes of pixels than promised                     the first ones count
    fewer bytes of pixels than promised                    refused as cut short
    size in a compressed stream against the header         refused
    compressed pixels in an uncompressed transfer syntax,
    or the other way about                                 refused
    Transfer Syntax UID missing                            uncompressed, as the header was parsed
    Presentation LUT Shape against the photometric one     Photometric Interpretation counts
    Pixel Aspect Ratio beside a pixel spacing              the spacing counts
    Pixel Spacing beside Imager Pixel Spacing              both kept, with their source
    View Position missing                                  View Code Sequence
    Image Laterality missing                               Laterality
    Rescale Slope 0                                        1
    Modality LUT beside rescale                            the table counts
    VOI LUT beside windows                                 both offered, the table first
    window too narrow for its function, or broken          left out; without another: automatic
    unknown VOI LUT Function                               LINEAR
    overlay or shutter that contradicts itself             left out
    any other broken element                               counts as missing

Presentation LUT Shape (2050,0020) says of an image no more than its Photometric Interpretation
does: INVERSE goes with MONOCHROME1, IDENTITY with MONOCHROME2 (PS3.3 C.7.6.1, C.8.11.3). Inverting
for both would show a MONOCHROME1 image in negative.
"""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import limits
from mura_desktop.imaging.dicom import frames
from mura_desktop.imaging.dicom.values import CODE_STRING, integer, put, text, values

GREY = frozenset({"MONOCHROME1", "MONOCHROME2"})
"""Photometric Interpretations with a grey-value pipeline."""

_ONE_SAMPLE = GREY | {"PALETTE COLOR"}
_THREE_SAMPLES = frozenset({"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"})
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
    """Complete what may be missing, and raise UnreadableFile for what cannot be shown."""
    if missing := [keyword for keyword in _REQUIRED if not values(ds, keyword)]:
        raise UnreadableFile(path, f"The header lacks {', '.join(missing)}.", _EXPORT)
    limits.check_image_size(path, integer(ds, "Rows"), integer(ds, "Columns"))
    _check_samples(path, ds)
    if not values(ds, "HighBit"):
        put(ds, "HighBit", integer(ds, "BitsStored") - 1)
    if not values(ds, "PlanarConfiguration"):
        put(ds, "PlanarConfiguration", 0)
    put(ds, "NumberOfFrames", frames.count_of(ds))
    _check_bits(path, ds)


def not_read(path: Path, photometric: str, *, samples: int) -> UnreadableFile:
    """Return the refusal of a Photometric Interpretation."""
    named = photometric if CODE_STRING.fullmatch(photometric) else "Unknown"
    return UnreadableFile(
        path,
        f"{named} pixels of {samples} sample{'s' * (samples > 1)} are not read.",
        "Export the image as MONOCHROME2 or RGB.",
    )


def _check_samples(path: Path, ds: Dataset) -> None:
    photometric, samples = text(ds, "PhotometricInterpretation"), integer(ds, "SamplesPerPixel")
    bits = integer(ds, "BitsAllocated")
    if bits not in ((1, 8, 16, 32) if photometric in GREY else (8, 16)) or samples not in (1, 3):
        raise UnreadableFile(
            path,
            f"The pixels have {samples} samples of {bits} bits; 1 or 3 of 8 or 16 are read.",
            "Export the image with 8 or 16 bits.",
        )
    known = _ONE_SAMPLE if samples == 1 else _THREE_SAMPLES
    if photometric not in known:
        raise not_read(path, photometric, samples=samples)


def _check_bits(path: Path, ds: Dataset) -> None:
    allocated, stored = integer(ds, "BitsAllocated"), integer(ds, "BitsStored")
    high, sign = integer(ds, "HighBit"), integer(ds, "PixelRepresentation")
    if not (1 <= stored <= high + 1 <= allocated and sign in (0, 1)):
        raise UnreadableFile(
            path,
            f"The header contradicts itself: {stored} bits stored up to bit {high} of {allocated}, "
            f"pixel representation {sign}.",
            _EXPORT,
        )
