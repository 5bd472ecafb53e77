"""The grey-value pipeline of one radiograph, from stored values to what a screen shows.

The order is the standard's (DICOM PS3.4 N.2): stored value -> modality transformation -> VOI
transformation -> polarity. Each step is a small frozen object; :func:`display_lut` composes them
into one table over every possible stored value, so that windowing a picture of any size is one
table look-up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Rescale:
    """Linear modality transformation (PS3.3 C.11.1.1.2): ``slope * stored + intercept``."""

    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, stored: NDArray[np.integer]) -> Float:
        """Return modality values, float64, same shape as ``stored``."""
        return stored.astype(np.float64) * self.slope + self.intercept


@dataclass(frozen=True, eq=False)
class ModalityLut:
    """Modality LUT Sequence item (PS3.3 C.11.1): ``table[stored - first]``, clamped."""

    first: int
    table: Float = field(repr=False)

    def apply(self, stored: NDArray[np.integer]) -> Float:
        """Return modality values, float64, same shape as ``stored``."""
        return _look_up(self.table, stored.astype(np.float64), self.first)


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True)
class Window:
    """A window: modality values to brightness (PS3.3 C.11.2.1.2 and C.11.2.1.3).

    Attributes:
        center: Window Center, in modality values.
        width: Window Width, in modality values; at least 1 for LINEAR, above 0 otherwise.
        function: How values inside the window rise from black to white.
        explanation: Window Center & Width Explanation, or what the program calls it.
        chosen: Whether the program chose it for an image whose file brings none.

    Raises:
        ValueError: if the width is outside what the function allows.
    """

    center: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    explanation: str = ""
    chosen: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        least = 1.0 if self.function is VoiFunction.LINEAR else 0.0
        finite = np.isfinite([self.center, self.width]).all()
        if not (finite and self.width >= least and self.width > 0.0):
            raise ValueError(f"no {self.function} window is {self.width} wide at {self.center}")

    @staticmethod
    def spanning(low: float, high: float, explanation: str) -> Window:
        """Return the window that shows ``low`` black, ``high`` white, and equal ones mid-grey.

        It is LINEAR_EXACT, because a rescaled range may be narrower than LINEAR's 1.
        """
        width = high - low if high > low else 1.0
        return Window((low + high) / 2.0, width, VoiFunction.LINEAR_EXACT, explanation)

    def apply(self, values: Float) -> Float:
        """Map modality values to brightness in [0, 1], float64, same shape."""
        if self.function is VoiFunction.SIGMOID:
            # exp overflows to inf far below the window, which is the right limit: brightness 0
            with np.errstate(over="ignore"):
                return np.asarray(1.0 / (1.0 + np.exp(-4.0 * (values - self.center) / self.width)))
        if self.function is VoiFunction.LINEAR_EXACT:
            return np.clip((values - self.center) / self.width + 0.5, 0.0, 1.0)
        if self.width == 1.0:
            return np.asarray(values > self.center - 0.5, dtype=np.float64)
        return np.clip((values - (self.center - 0.5)) / (self.width - 1.0) + 0.5, 0.0, 1.0)

    def moved(self, center: float, width: float) -> Window:
        """Return this window at another centre and width, kept within what its function allows."""
        return Window(center, max(width, 1.0), self.function, "")


@dataclass(frozen=True, eq=False)
class VoiLut:
    """VOI LUT Sequence item (PS3.3 C.11.2): ``table[value - first]``, clamped.

    Attributes:
        first: First modality value mapped.
        table: (n,) float64 brightness in [0, 1].
        explanation: LUT Explanation.
    """

    first: int
    table: Float = field(repr=False)
    explanation: str = ""

    def apply(self, values: Float) -> Float:
        """Map modality values to brightness in [0, 1], float64, same shape."""
        return _look_up(self.table, values, self.first)

    def as_window(self) -> Window:
        """Return the linear window that spans the same values, from which a drag can go on."""
        width = float(max(len(self.table), 2))
        return Window(self.first + width / 2.0, width)


Voi = Window | VoiLut


def display_lut(
    stored: tuple[int, int],
    modality: Rescale | ModalityLut,
    voi: Voi,
    *,
    inverted: bool,
    padding: tuple[int, int] | None,
) -> NDArray[np.uint8]:
    """Compose the pipeline into one table over the stored values.

    Args:
        stored: Lowest and highest stored value the table must cover, inclusive.
        modality: Modality transformation.
        voi: VOI transformation.
        inverted: Whether the lowest brightness is shown white (MONOCHROME1, or a reader's invert);
            applied last, as PS3.3 C.7.6.3.1.2 asks.
        padding: Range of stored values that are padding (PS3.3 C.7.5.1.1.2), inclusive:
            shown black.

    Returns:
        (highest - lowest + 1,) uint8; index ``stored - lowest``.
    """
    low, high = stored
    values = np.arange(low, high + 1, dtype=np.int64)
    brightness = voi.apply(modality.apply(values))
    if inverted:
        brightness = 1.0 - brightness
    table = np.rint(brightness * 255.0).astype(np.uint8)
    if padding is not None:
        table[(values >= padding[0]) & (values <= padding[1])] = 0
    return table


def _look_up(table: Float, values: Float, first: int) -> Float:
    index = np.clip(np.rint(values - first), 0, len(table) - 1).astype(np.intp)
    return np.asarray(table[index])
