"""Modality transformation, VOI transformations and padding, as a DICOM file gives them.

What breaks the standard is left out rather than guessed at: a window without width, a table without
entries. An image that has no usable VOI transformation left gets an automatic window.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from mura_desktop.domain.grey import ModalityLut, Rescale, Voi, VoiFunction, VoiLut, Window
from mura_desktop.imaging import windows
from mura_desktop.imaging.dicom.values import floats, integer, items, number, text, texts, values

Float = NDArray[np.float64]

_BLACK_AND_WHITE = Window(0.5, 1.0, VoiFunction.LINEAR_EXACT, "As stored", chosen=True)
_NARROWEST = 1e-6  # of windows that may be narrower than 1: dividing by less would overflow


def modality_of(ds: Dataset) -> Rescale | ModalityLut:
    """Return the modality transformation: a LUT (PS3.3 C.11.1), else rescale, else identity."""
    for item in items(ds, "ModalityLUTSequence")[:1]:
        if lut := _lut(item, is_little(ds)):
            first, _, table = lut
            return ModalityLut(first, table)
    slope = number(ds, "RescaleSlope", 1.0)
    return Rescale(slope if slope != 0.0 else 1.0, number(ds, "RescaleIntercept", 0.0))


def vois_of(
    ds: Dataset,
    pixels: NDArray[np.integer],
    modality: Rescale | ModalityLut,
    padding: tuple[int, int] | None,
) -> tuple[Voi, ...]:
    """Return the VOI transformations, the default one first; at least one.

    The standard leaves the choice between several to the reader (PS3.3 C.11.2.1.2.1). Tables come
    first, because a console that writes one has shaped it for this image, then the windows in the
    file's order.
    """
    found: tuple[Voi, ...] = (*_tables(ds), *_windows(ds))
    if found:
        return found
    if integer(ds, "BitsAllocated") == 1:
        return (_BLACK_AND_WHITE,)
    return (windows.automatic(pixels, modality, padding),)


def padding_of(ds: Dataset, pixels: NDArray[np.integer]) -> tuple[int, int] | None:
    """Return the range of stored values, inclusive, that are padding (PS3.3 C.7.5.1.1.2)."""
    if not values(ds, "PixelPaddingValue"):
        return None
    first = _as_stored(integer(ds, "PixelPaddingValue"), pixels)
    last = _as_stored(integer(ds, "PixelPaddingRangeLimit", first), pixels)
    return min(first, last), max(first, last)


def _as_stored(value: int, pixels: NDArray[np.integer]) -> int:
    """Undo the sign that an unsigned element takes from a signed value."""
    return value - 0x10000 if pixels.dtype == np.int16 and value > 0x7FFF else value


def _windows(ds: Dataset) -> Iterator[Window]:
    named = text(ds, "VOILUTFunction").upper()
    function = VoiFunction(named) if named in set(VoiFunction) else VoiFunction.LINEAR
    explanations = texts(ds, "WindowCenterWidthExplanation")
    pairs = zip(floats(ds, "WindowCenter"), floats(ds, "WindowWidth"), strict=False)
    for index, (center, width) in enumerate(pairs):
        if width >= (1.0 if function is VoiFunction.LINEAR else _NARROWEST):
            explanation = explanations[index] if index < len(explanations) else ""
            yield Window(center, width, function, explanation)


def _tables(ds: Dataset) -> Iterator[VoiLut]:
    for item in items(ds, "VOILUTSequence"):
        if lut := _lut(item, is_little(ds)):
            first, bits, table = lut
            # consoles are known to declare fewer bits than the table's values need
            white = max(2.0**bits - 1.0, float(table.max()))
            yield VoiLut(first, table / white, text(item, "LUTExplanation"))


def is_little(ds: Dataset) -> bool:
    """Return whether the words of a data set are little endian."""
    return ds.original_encoding[1] is not False  # None for a data set that was never a file


def _lut(item: Dataset, little: bool) -> tuple[int, int, Float] | None:
    """Return first value mapped, bits an entry and entries, or None where they make no table."""
    descriptor = tuple(int(number) for number in floats(item, "LUTDescriptor"))
    if len(descriptor) != 3 or not 1 <= descriptor[2] <= 16:
        return None
    # 65,536 does not fit the element and is written as 0, and read as negative where VR is SS
    count = descriptor[0] % 0x10000 or 0x10000
    data = values(item, "LUTData")
    if len(data) == 1 and isinstance(data[0], bytes):
        table = lut_entries(data[0], count, little=little).astype(np.float64)
    else:
        table = np.asarray(floats(item, "LUTData"))
    return (descriptor[1], descriptor[2], table[:count]) if len(table) else None


def lut_entries(data: bytes, count: int, *, little: bool) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return the entries of LUT Data with VR OW: words, or bytes where words do not fit."""
    if len(data) < 2 * count:
        return np.frombuffer(data, np.uint8)
    return np.frombuffer(data[: 2 * count], "<u2" if little else ">u2").astype(np.uint16)
