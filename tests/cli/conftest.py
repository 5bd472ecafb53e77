"""An analyzer that behaves, and radiographs for it to look at."""

import json
import weakref
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from mura_desktop.cli import main
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import (
    BundleInfo,
    Estimate,
    ImageScore,
    NoVerdict,
    OperatingPoint,
    OperatingPoints,
)

CELLS = 4


class BrightnessAnalyzer:
    """Suspects bright images, and in them the brightest of 4 x 4 cells.

    Narrow images are out of its scope; an entirely white one breaks it. It remembers of each
    image only how many of those it was ever given were alive by then.
    """

    def __init__(self):
        self.alive = []
        self._given = weakref.WeakSet()

    @property
    def info(self):
        estimate = Estimate(0.9, 0.8, 1.0)
        return BundleInfo(
            name="brightness",
            version="1.2",
            sha256="ab" * 32,
            label="fracture",
            operating_points=OperatingPoints(
                OperatingPoint("high sensitivity", 0.25, estimate, estimate, "grey cards"),
                OperatingPoint("high specificity", 0.75, estimate, estimate, "grey cards"),
            ),
            device="CPU",
            localisation=None,
            card="",
        )

    def analyze(self, image):
        self._given.add(image)
        self.alive.append(len(self._given))
        brightness = image.rendered() / 255.0
        if image.columns < 2 * CELLS:
            return NoVerdict("The image is too narrow to be a radiograph.")
        if brightness.min() == 1.0:
            raise RuntimeError("blinded")
        rows, columns = (size // CELLS for size in brightness.shape)
        cells = brightness[: rows * CELLS, : columns * CELLS]
        grid = cells.reshape(CELLS, rows, CELLS, columns).mean(axis=(1, 3))
        heatmap = Heatmap(grid.astype(np.float32), (rows, columns), (0, 0), "brightness")
        region = image.region or Region("HAND", RegionSource.NETWORK)
        return ImageScore(float(brightness.mean()), heatmap, region)


@pytest.fixture
def analyzer():
    return BrightnessAnalyzer()


@pytest.fixture
def radiograph(tmp_path):
    """Write a PNG of one brightness with a brighter square in its lower left, and name it."""

    def write(name, brightness, rows=40, columns=64):
        path: Path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.full((rows, columns), brightness, dtype=np.uint8)
        if brightness < 255:
            pixels[3 * rows // 4 :, : columns // 4] = brightness + 1
        Pillow.fromarray(pixels).save(path)
        return path

    return write


@pytest.fixture
def analyze(analyzer, tmp_path, capsys):
    """Run the command; return its exit code, the JSON it wrote (or None), and what it printed."""

    def run(*arguments):
        target = tmp_path / "out" / "results.json"
        target.parent.mkdir(exist_ok=True)
        target.unlink(missing_ok=True)
        call = [str(argument) for argument in arguments]
        code = main([*call, "--json", str(target)], lambda bundle, device: analyzer)
        results = json.loads(target.read_text()) if target.exists() else None
        return code, results, capsys.readouterr()

    return run


def unfolded(printed):
    """Undo a terminal's line breaks, which fall into long paths, too."""
    return printed.replace("\n", " ").replace("  ", " ")
