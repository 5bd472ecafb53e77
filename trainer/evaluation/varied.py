"""Radiographs changed as files and workplaces change them, and still in scope.

What is never looked at beside the refusals is how many such pictures are refused, too. Each kind is
a function of an 8-bit picture, another one of the same set, and a random generator.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Vary = Callable[[Picture, Picture, np.random.Generator], Picture]


def turned(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Turn by up to twelve degrees, on black."""
    image = PIL.Image.fromarray(picture)
    angle = float(random.choice([-1, 1]) * random.uniform(4, 12))
    return np.array(image.rotate(angle, PIL.Image.Resampling.BILINEAR, expand=True))


def turned_by_quarters(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Turn by one to three quarters, mirrored or not."""
    found = np.rot90(picture, int(random.integers(1, 4)))
    return np.ascontiguousarray(found[:, ::-1] if random.random() < 0.5 else found)


def windowed(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Look through a narrower or wider window, lighter or darker."""
    width, centre = random.uniform(0.75, 1.4), random.uniform(0.42, 0.58)
    values = (picture / 255.0 - centre) / width + 0.5
    return _levels(np.clip(values, 0, 1) ** random.uniform(0.75, 1.35))


def compressed(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Compress strongly as JPEG."""
    file = io.BytesIO()
    PIL.Image.fromarray(picture).save(file, "JPEG", quality=int(random.integers(30, 70)))
    return np.array(PIL.Image.open(file))


def shrunk(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Shrink to fewer pixels than the network takes."""
    image = PIL.Image.fromarray(picture)
    side = int(random.integers(220, 360))
    image.thumbnail((side, side), PIL.Image.Resampling.LANCZOS)
    return np.array(image)


def with_margins(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Leave black margins around, as a collimator or a wide canvas does."""
    above, below, left, right = (
        int(random.uniform(0.05, 0.2) * side) for side in np.repeat(picture.shape, 2)
    )
    return np.pad(picture, ((above, below), (left, right)))


def with_side_marker(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Put a letter of lead near a corner, as every technologist does."""
    image = PIL.Image.fromarray(picture)
    size = 0.06 * min(image.size)
    font = PIL.ImageFont.load_default(size=size)
    x, y = (side * (0.04 if random.random() < 0.5 else 0.96) - (size / 2) for side in image.size)
    PIL.ImageDraw.Draw(image).text((x, y), str(random.choice(["L", "R"])), fill=235, font=font)
    return np.array(image)


def two_views(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Put two views side by side on one picture."""
    rows = min(len(picture), len(other))
    both = (_of_rows(each, rows) for each in (picture, other))
    return np.concatenate(list(both), 1)


VARIATIONS: Mapping[str, Vary] = {
    "turned a little": turned,
    "turned by quarters, mirrored": turned_by_quarters,
    "other window": windowed,
    "compressed": compressed,
    "shrunk": shrunk,
    "black margins": with_margins,
    "side marker": with_side_marker,
    "two views": two_views,
}


def varied(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Vary a picture in one way, chosen at random."""
    kinds = list(VARIATIONS.values())
    return kinds[int(random.integers(len(kinds)))](picture, other, random)


def _of_rows(picture: Picture, rows: int) -> Picture:
    columns = max(1, round(picture.shape[1] * rows / len(picture)))
    return np.array(PIL.Image.fromarray(picture).resize((columns, rows)))


def _levels(values: NDArray[np.float64]) -> Picture:
    return np.rint(255 * values).astype(np.uint8)
