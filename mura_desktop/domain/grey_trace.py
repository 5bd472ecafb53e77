"""Why a pixel is as grey as it is: its way from the stored value to the screen, in words.

The steps are those of :func:`~mura_desktop.domain.grey.display_lut`, taken one at a time for one
value, in the standard's order (PS3.4 N.2). A picture in colour has other steps, told in
``colour_trace``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mura_desktop.domain.colour_trace import colour_steps
from mura_desktop.domain.grey import ModalityLut, Rescale, Voi, VoiFunction, VoiLut, Window
from mura_desktop.domain.study import Image

_FUNCTIONS = {
    VoiFunction.LINEAR: "linear",
    VoiFunction.LINEAR_EXACT: "linear, exact",
    VoiFunction.SIGMOID: "sigmoid",
}


@dataclass(frozen=True)
class Step:
    """One step of the way.

    Attributes:
        name: What it is called.
        value: What comes out of it.
        why: How it came about; may be empty.
    """

    name: str
    value: str
    why: str


@dataclass(frozen=True)
class GreyTrace:
    """The way of one pixel from file to screen.

    Attributes:
        row: Row of the image, from 0.
        column: Column of the image, from 0.
        steps: Stored value, modality value, VOI, polarity and screen value, in this order; of a
            picture in colour samples, what they are, their colour, polarity and screen value.
        screen: Brightness on the screen, 0 to 255, or red, green and blue.
    """

    row: int
    column: int
    steps: tuple[Step, ...]
    screen: int | tuple[int, int, int]

    @property
    def text(self) -> str:
        """All of it as lines of text, to be copied."""
        place = f"Row {self.row}, column {self.column} (from 0)"
        lines = (
            f"{step.name}: {step.value}" + (f" ({step.why})" if step.why else "")
            for step in self.steps
        )
        return "\n".join((place, *lines))


def trace(image: Image, row: int, column: int, voi: Voi, *, inverted: bool) -> GreyTrace | None:
    """Return why a pixel is as grey as it is.

    Args:
        image: The image.
        row: From 0.
        column: From 0.
        voi: The VOI transformation that the reader looks through.
        inverted: Whether the reader exchanged black and white.

    Returns:
        The way of its value, or None where there is no such pixel.
    """
    if not (0 <= row < image.rows and 0 <= column < image.columns):
        return None
    if image.colour is not None:
        words, rgb = colour_steps(image.colour, image.pixels[row, column], inverted=inverted)
        return GreyTrace(row, column, tuple(Step(*step) for step in words), rgb)
    stored = image.pixels[row, column]
    value = float(image.modality.apply(np.array([stored]))[0])
    brightness = float(voi.apply(np.array([value]))[0])
    is_padding = image.padding is not None and image.padding[0] <= int(stored) <= image.padding[1]
    screen = int(image.lut(voi, inverted=inverted)[int(stored) - image.stored_range[0]])
    steps = (
        Step("Stored value", str(int(stored)), _stored_text(image, is_padding)),
        Step("Modality", _number(value), _modality_text(image.modality, int(stored))),
        Step(_voi_name(voi), f"{brightness:.1%}", _voi_text(voi, value)),
        Step("Polarity", *_polarity(image.monochrome1, inverted)),
        Step("Screen", f"{screen} of 255", "padding is shown black" if is_padding else ""),
    )
    return GreyTrace(row, column, steps, screen)


def _stored_text(image: Image, is_padding: bool) -> str:
    said = _padding_text(image.padding, is_padding)
    return f"grey of {image.grey_of}, {said}" if image.grey_of else said


def _padding_text(padding: tuple[int, int] | None, is_padding: bool) -> str:
    if padding is None:
        return "no padding"
    low, high = padding
    span = str(low) if low == high else f"{low} to {high}"
    return f"this is padding, {span}" if is_padding else f"not padding, which is {span}"


def _modality_text(modality: Rescale | ModalityLut, stored: int) -> str:
    if isinstance(modality, ModalityLut):
        entries = len(modality.table)
        entry = min(max(stored - modality.first, 0), entries - 1)
        return f"Modality LUT, entry {entry + 1} of {entries}"
    if modality == Rescale():
        return "no rescale"
    sign = "−" if modality.intercept < 0 else "+"
    return f"{_number(modality.slope)} × {stored} {sign} {_number(abs(modality.intercept))}"


def _voi_name(voi: Voi) -> str:
    kind = "VOI LUT" if isinstance(voi, VoiLut) else "Window"
    return f"{kind} {voi.explanation}".strip()


def _voi_text(voi: Voi, value: float) -> str:
    if isinstance(voi, VoiLut):
        entries = len(voi.table)
        entry = round(min(max(value - voi.first, 0.0), entries - 1.0))
        return f"entry {entry + 1} of {entries}, from value {voi.first}"
    ends = _beyond(voi, value)
    return (
        f"centre {_number(voi.center)}, width {_number(voi.width)}, {_FUNCTIONS[voi.function]}"
        f"{ends}"
    )


def _beyond(window: Window, value: float) -> str:
    """Say where a value lies outside a window that has ends."""
    if window.function is VoiFunction.SIGMOID:
        return ""
    brightness = float(window.apply(np.array([value]))[0])
    return {0.0: "; at or below it", 1.0: "; at or above it"}.get(brightness, "")


def _polarity(monochrome1: bool, inverted: bool) -> tuple[str, str]:
    """Return which end is white, and who says so."""
    photometric = "MONOCHROME1" if monochrome1 else "MONOCHROME2"
    white = "low is white" if monochrome1 != inverted else "high is white"
    return white, f"{photometric}, inverted by the reader" if inverted else photometric


def _number(value: float) -> str:
    return f"{value:.6g}"
