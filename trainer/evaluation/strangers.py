"""Pictures that a bone network must refuse, drawn from a seed: what the card's refusals are of.

Each kind is a function of a random generator to an 8-bit picture. Phantoms stand for the organs
that are not free to pass on here; their anatomy is coarse, so a real chest or skull film may be
harder to tell from a bone than its phantom is.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageDraw
import pydicom
from matplotlib.cbook import get_sample_data
from numpy.typing import NDArray
from pydicom import dcmread
from sklearn.datasets import load_sample_images

Picture = NDArray[np.uint8]
Draw = Callable[[np.random.Generator], Picture]

COUNT = 20
"""How many pictures of each kind are tried."""

_SIDE = 512


def draw_strangers(seed: int, count: int = COUNT) -> dict[str, list[Picture]]:
    """Return pictures of every kind, (rows, columns) uint8 each, by the kind's name."""
    return {
        name: [draw(np.random.default_rng([seed, number])) for number in range(count)]
        for name, draw in KINDS.items()
    }


def noise(random: np.random.Generator) -> Picture:
    """White noise, blurred at random."""
    values = random.normal(size=(_SIDE, _SIDE))
    return _levels(_blurred(values, random.uniform(0.0, 12.0)))


def test_pattern(random: np.random.Generator) -> Picture:
    """Bars and steps, as a monitor's test picture."""
    ys, xs = np.mgrid[0:_SIDE, 0:_SIDE] / _SIDE
    count = random.integers(4, 24)
    bars = np.floor(xs * count) / count
    lines = np.sin(2 * np.pi * ys * random.integers(10, 60)) > 0
    return _levels(np.where(ys < random.uniform(0.3, 0.7), bars, lines))


def page_of_text(random: np.random.Generator) -> Picture:
    """A scanned letter, black on white or white on black."""
    page = PIL.Image.new("L", (400, 560), 245)
    pen = PIL.ImageDraw.Draw(page)
    for top in range(30, 520, int(random.integers(12, 22))):
        words = " ".join(
            "".join(random.choice(list("abcdefghijklmnop"), random.integers(2, 9)))
            for _ in range(int(random.integers(4, 11)))
        )
        pen.text((30, top), words, fill=20)
    values = np.asarray(page)
    return values if random.random() < 0.7 else 255 - values


def photograph(random: np.random.Generator) -> Picture:
    """A part of one of scikit-learn's two sample photographs, in grey."""
    photos = load_sample_images().images
    grey = photos[random.integers(len(photos))].mean(2).astype(np.uint8)
    height, width = (int(random.uniform(0.5, 1.0) * side) for side in grey.shape)
    top = random.integers(grey.shape[0] - height + 1)
    left = random.integers(grey.shape[1] - width + 1)
    part: Picture = grey[top : top + height, left : left + width]
    return part


def slice_of_a_body(random: np.random.Generator) -> Picture:
    """An axial CT slice: an elliptic body on air, with organs, a spine and some noise."""
    body = _ellipse(random, (0.5, 0.5), (0.34, 0.44))
    values = 0.55 * body
    for _ in range(int(random.integers(4, 10))):
        centre = random.uniform(0.3, 0.7, 2)
        organ = _ellipse(random, tuple(centre), tuple(random.uniform(0.04, 0.12, 2)))
        values += organ * body * random.uniform(-0.35, 0.2)
    values += 0.45 * _ellipse(random, (0.72, 0.5), (0.05, 0.06))
    return _levels(values + 0.02 * random.normal(size=values.shape))


def chest(random: np.random.Generator) -> Picture:
    """A frontal chest: two dark lungs, ribs, spine and heart."""
    ys, xs = np.mgrid[0:_SIDE, 0:_SIDE] / _SIDE
    values = 0.75 * _ellipse(random, (0.55, 0.5), (0.6, 0.46))
    for centre in (0.3, 0.7):
        lung = _ellipse(random, (0.48, centre), (0.33, 0.15))
        ribs = 0.5 + 0.5 * np.sin(60 * (ys + 0.8 * (xs - centre) ** 2) + random.uniform(0, 6))
        values -= lung * (0.5 - 0.15 * ribs)
    values += 0.25 * _ellipse(random, (0.6, 0.56), (0.16, 0.13))
    values += 0.15 * (np.abs(xs - 0.5) < 0.04)
    return _levels(_blurred(values, 2.0) + 0.02 * random.normal(size=values.shape))


def skull(random: np.random.Generator) -> Picture:
    """A frontal skull: a bright ring, two orbits, a nasal cavity and a jaw."""
    outer = _ellipse(random, (0.42, 0.5), (0.36, 0.30))
    inner = _ellipse(random, (0.42, 0.5), (0.32, 0.26))
    values = 0.9 * outer - 0.35 * inner + 0.4 * _ellipse(random, (0.78, 0.5), (0.14, 0.17))
    for centre in (0.38, 0.62):
        values -= 0.3 * _ellipse(random, (0.52, centre), (0.06, 0.08))
    values -= 0.25 * _ellipse(random, (0.64, 0.5), (0.07, 0.04))
    return _levels(_blurred(values, 3.0) + 0.02 * random.normal(size=values.shape))


def screenshot(random: np.random.Generator) -> Picture:
    """A program's window: flat panels, a tool bar, lines of text."""
    window = PIL.Image.new("L", (640, 420), int(random.integers(200, 250)))
    pen = PIL.ImageDraw.Draw(window)
    pen.rectangle((0, 0, 640, 30), fill=int(random.integers(40, 120)))
    for _ in range(int(random.integers(4, 9))):
        left, top = int(random.integers(0, 500)), int(random.integers(40, 330))
        pen.rectangle(
            (left, top, left + 120, top + 70), fill=int(random.integers(150, 255)), outline=90
        )
        pen.text((left + 8, top + 8), "Settings  OK  Cancel", fill=20)
    return np.asarray(window)


def ultrasound(random: np.random.Generator) -> Picture:
    """A fan of speckle on black."""
    ys, xs = np.mgrid[0:_SIDE, 0:_SIDE] / _SIDE
    depth = np.hypot(ys + 0.1, xs - 0.5)
    fan = (np.abs(np.arctan2(xs - 0.5, ys + 0.1)) < random.uniform(0.5, 0.8)) & (depth > 0.15)
    speckle = np.abs(_blurred(random.normal(size=(_SIDE, _SIDE)), random.uniform(1.0, 2.5)))
    layers = 0.6 + 0.4 * np.sin(random.uniform(15, 40) * depth + random.uniform(0, 6))
    return _levels(np.where(fan & (depth < 1.0), speckle * layers, 0.0))


def chart(random: np.random.Generator) -> Picture:
    """Curves and axes, light on black, as a monitor of vital signs."""
    page = PIL.Image.new("L", (600, 450), 0)
    pen = PIL.ImageDraw.Draw(page)
    for row in range(int(random.integers(2, 6))):
        ys = 60 + 70 * row + 25 * np.sin(np.arange(600) / random.uniform(5, 40))
        pen.line([(x, float(y)) for x, y in enumerate(ys)], fill=int(random.integers(150, 255)))
        pen.text((10, 40 + 70 * row), f"{random.integers(40, 160)} bpm", fill=230)
    return np.asarray(page)


def slice_of_a_library(random: np.random.Generator) -> Picture:
    """A part of pydicom's own CT or MR test slice, as pixels without a header, turned at random."""
    name = ("CT_small.dcm", "MR_small.dcm")[int(random.integers(2))]
    stored = dcmread(_test_file(name))
    return _part(_levels(stored.pixel_array.astype(float)), random)


def picture_of_a_library(random: np.random.Generator) -> Picture:
    """A part of one of matplotlib's sample pictures in grey, turned at random."""
    name = ("grace_hopper.jpg", "Minduka_Present_Blue_Pack.png", "logo2.png", "s1045.ima.gz")[
        int(random.integers(4))
    ]
    path = Path(get_sample_data(name, asfileobj=False))
    if path.suffix == ".gz":
        values = np.frombuffer(gzip.decompress(path.read_bytes()), "<u2").reshape(256, 256)
    else:
        values = np.asarray(PIL.Image.open(path).convert("L")).astype(np.uint16)
    return _part(_levels(values.astype(float)), random)


KINDS: Mapping[str, Draw] = {
    "noise": noise,
    "test pattern": test_pattern,
    "page of text": page_of_text,
    "photograph": photograph,
    "CT slice (phantom)": slice_of_a_body,
    "chest (phantom)": chest,
    "skull (phantom)": skull,
    "screenshot": screenshot,
    "ultrasound (phantom)": ultrasound,
    "CT and MR slices of pydicom": slice_of_a_library,
    "portrait, MR slice, map and logo of matplotlib": picture_of_a_library,
    "chart on black": chart,
}


def _test_file(name: str) -> Path:
    return Path(pydicom.__file__).parent / "data" / "test_files" / name


def _part(picture: Picture, random: np.random.Generator) -> Picture:
    """Return a large part of a picture, turned by quarters and mirrored at random."""
    rows, columns = (round(random.uniform(0.7, 1.0) * side) for side in picture.shape)
    top = int(random.integers(picture.shape[0] - rows + 1))
    left = int(random.integers(picture.shape[1] - columns + 1))
    part = np.rot90(picture[top : top + rows, left : left + columns], int(random.integers(4)))
    return np.ascontiguousarray(part[:, ::-1] if random.random() < 0.5 else part)


def _ellipse(
    random: np.random.Generator, centre: tuple[float, ...], radii: tuple[float, ...]
) -> NDArray[np.float64]:
    """Return an ellipse of ones, near the given place and size, in shares of the picture."""
    ys, xs = np.mgrid[0:_SIDE, 0:_SIDE] / _SIDE
    row, column = np.array(centre) + random.normal(0, 0.01, 2)
    tall, wide = np.array(radii) * random.uniform(0.9, 1.1, 2)
    inside: NDArray[np.float64] = (
        ((ys - row) / tall) ** 2 + ((xs - column) / wide) ** 2 < 1
    ).astype(float)
    return inside


def _blurred(values: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """Blur by a Gaussian in the frequency domain; the edges wrap around."""
    rows, columns = (np.fft.fftfreq(side) for side in values.shape)
    weight = np.exp(-2 * (np.pi * sigma) ** 2 * (rows[:, None] ** 2 + columns[None] ** 2))
    return np.fft.ifft2(np.fft.fft2(values) * weight).real


def _levels(values: NDArray[np.floating]) -> Picture:
    low, high = values.min(), values.max()
    levels: Picture = np.rint(255 * (values - low) / max(high - low, 1e-9)).astype(np.uint8)
    return levels
