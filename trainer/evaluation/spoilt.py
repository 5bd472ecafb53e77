"""Radiographs made unfit: black and white exchanged, or drawn on. What a polarity or a mark is."""

from __future__ import annotations

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
from numpy.typing import NDArray

from trainer.evaluation.varied import varied

Picture = NDArray[np.uint8]

_WORDS = (
    *("FRACTURE", "see arrow", "Fx distal radius?", "12.4 mm", "swelling", "Dr. A, 3 March"),
    *("old?", "compare with prior", "POST OP", "r/o scaphoid", "37 deg", "follow up"),
)


def inverted(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Return a picture with black and white exchanged."""
    return np.asarray(255 - picture, dtype=np.uint8)


def annotated(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Return a picture with marks burned in.

    Half of the pictures are varied before, so that what varies is not taken for a drawing.
    """
    if random.random() < 0.5:
        picture = varied(picture, other, random)
    return marked(picture, random)


def marked(picture: Picture, random: np.random.Generator) -> Picture:
    """Return a picture with one to three marks: arrows, rings, boxes, lines of text."""
    canvas = PIL.Image.fromarray(picture)
    pen = PIL.ImageDraw.Draw(canvas)
    for _ in range(int(random.integers(1, 4))):
        draw = _MARKS[int(random.integers(len(_MARKS)))]
        draw(pen, canvas.size, random)
    return np.array(canvas)


def _arrow(
    pen: PIL.ImageDraw.ImageDraw, size: tuple[int, int], random: np.random.Generator
) -> None:
    x, y, length, width = _place(size, random)
    angle = random.uniform(0, 2 * np.pi)
    tip = x + length * np.cos(angle), y + length * np.sin(angle)
    grey = _grey(random)
    pen.line((x, y, *tip), fill=grey, width=width)
    for barb in (0.5, -0.5):
        end = (
            tip[0] - 0.35 * length * np.cos(angle + barb),
            tip[1] - 0.35 * length * np.sin(angle + barb),
        )
        pen.line((*tip, *end), fill=grey, width=width)


def _ring(pen: PIL.ImageDraw.ImageDraw, size: tuple[int, int], random: np.random.Generator) -> None:
    x, y, length, width = _place(size, random)
    tall = length * random.uniform(0.6, 1.4)
    pen.ellipse((x, y, x + length, y + tall), outline=_grey(random), width=width)


def _box(pen: PIL.ImageDraw.ImageDraw, size: tuple[int, int], random: np.random.Generator) -> None:
    x, y, length, width = _place(size, random)
    tall = length * random.uniform(0.6, 1.4)
    pen.rectangle((x, y, x + length, y + tall), outline=_grey(random), width=width)


def _text(pen: PIL.ImageDraw.ImageDraw, size: tuple[int, int], random: np.random.Generator) -> None:
    x, y, _, _ = _place(size, random)
    font = PIL.ImageFont.load_default(size=float(min(size) * random.uniform(0.035, 0.08)))
    pen.text((0.6 * x, y), str(random.choice(_WORDS)), fill=_grey(random), font=font)


_MARKS = (_arrow, _ring, _box, _text, _text)


def _place(size: tuple[int, int], random: np.random.Generator) -> tuple[float, float, float, int]:
    """Return where a mark begins, how long it is and how thick, in pixels."""
    wide, tall = size
    x, y = random.uniform(0.15, 0.7) * wide, random.uniform(0.15, 0.7) * tall
    side = min(size)
    return x, y, side * random.uniform(0.1, 0.3), max(2, round(side * random.uniform(0.005, 0.014)))


def _grey(random: np.random.Generator) -> int:
    return int(random.choice([255, 255, 255, 0, 230]))
