"""Why a pixel has its colour: from the stored samples to the screen, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.colour import Colour, Palette, Rgb, Ybr

Words = tuple[str, str, str]
"""What a step is called, what comes out of it, and why."""


def colour_steps(
    colour: Colour, stored: NDArray[np.integer], *, inverted: bool
) -> tuple[tuple[Words, ...], tuple[int, int, int]]:
    """Return the steps of one pixel, and its red, green and blue on the screen.

    Args:
        colour: How stored samples become colours.
        stored: The pixel: (3,) samples, or () where they are looked up in a palette.
        inverted: Whether the reader exchanged black and white.
    """
    red, green, blue = (int(level) for level in colour.apply(np.array([stored]))[0])
    shown = (255 - red, 255 - green, 255 - blue) if inverted else (red, green, blue)
    steps = (
        ("Stored samples", _samples(colour, stored), ""),
        ("Photometric", colour.photometric, _bits(colour)),
        ("Colour", _named("RGB", (red, green, blue)), _way(colour, stored)),
        ("Polarity", *(("inverted", "by the reader") if inverted else ("as it is", "no window"))),
        ("Screen", _named("RGB", shown), "of 255 each"),
    )
    return steps, shown


def _samples(colour: Colour, stored: NDArray[np.integer]) -> str:
    if isinstance(colour, Palette):
        return str(int(stored))
    names = ("Y", "CB", "CR") if isinstance(colour, Ybr) else "RGB"
    return _named(names, tuple(int(sample) for sample in stored))


def _bits(colour: Colour) -> str:
    if isinstance(colour, Palette):
        return f"{len(colour.table)} entries of {8 * colour.table.dtype.itemsize} bits"
    return f"{colour.bits} bits a sample"


def _way(colour: Colour, stored: NDArray[np.integer]) -> str:
    if isinstance(colour, Palette):
        entry = colour.entry(int(stored))
        exact = _named("RGB", tuple(int(level) for level in colour.table[entry]))
        return f"entry {entry + 1} of {len(colour.table)}: {exact}"
    upper = ", upper 8 bits" if colour.bits > 8 else ""
    if isinstance(colour, Rgb):
        made = "" if colour.photometric == "RGB" else "made of it by the decoder"
        return f"{made}{upper}".lstrip(", ")
    return f"converted to RGB{upper}"


def _named(names: str | tuple[str, ...], levels: tuple[int, ...]) -> str:
    return " ".join(f"{name} {level}" for name, level in zip(names, levels, strict=True))
