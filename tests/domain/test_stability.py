"""Variations of an image, and whether a verdict stands under them."""

import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from mura_desktop.domain.grey import Window
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.stability import Stability, try_variations
from mura_desktop.domain.study import Header, Image
from mura_desktop.domain.variations import (
    LONGEST_SIDE,
    VARIATIONS,
    compressed,
    rotated,
    windowed,
)
from mura_desktop.domain.verdict import (
    BundleInfo,
    Estimate,
    ImageScore,
    NoVerdict,
    OperatingPoint,
    OperatingPoints,
)

HALF = Estimate(0.5, 0.4, 0.6)
INFO = BundleInfo(
    "fake",
    "1",
    "00",
    "fracture",
    OperatingPoints(
        OperatingPoint("sensitive", 0.3, HALF, HALF, ""),
        OperatingPoint("specific", 0.6, HALF, HALF, ""),
    ),
    "CPU",
    None,
    "",
)


class BrightnessAnalyzer:
    """Its score is the mean brightness; it refuses what is too dark."""

    info = INFO

    def __init__(self, darkest: float = 0.0) -> None:
        self._darkest = darkest

    def analyze(self, image):
        mean = float(image.rendered().mean()) / 255
        if mean < self._darkest:
            return NoVerdict("Too dark.")
        return ImageScore(mean, Heatmap(np.zeros((1, 1), np.float32), (1, 1), (0, 0), ""), None)


def image(brightness: int, side: int = 64) -> Image:
    pixels = np.full((side, side), brightness, np.uint8)
    return Image(Path("a.png"), pixels, Header("1"), (Window(128, 256),))


def test_a_score_far_from_the_thresholds_is_stable():
    found = try_variations(image(220), BrightnessAnalyzer())
    assert isinstance(found, Stability)
    assert found.stable
    assert found.sentence.startswith("Stable: the same word every time; scores from 0.7")
    assert len(found.trials) == len(VARIATIONS) + 1


def test_a_score_at_a_threshold_is_fragile_and_the_sentence_says_when():
    found = try_variations(image(154), BrightnessAnalyzer())
    assert not found.stable
    assert "darker by 8 %" in found.sentence
    low, high = found.spread
    assert low < 0.6 < high


def test_a_variation_that_is_refused_makes_a_verdict_fragile():
    found = try_variations(image(220), BrightnessAnalyzer(darkest=0.8))
    assert not found.stable


def test_an_image_without_a_verdict_is_not_varied():
    found = try_variations(image(20), BrightnessAnalyzer(darkest=0.5))
    assert found == NoVerdict("Too dark.")


def test_it_can_be_cancelled():
    assert try_variations(image(220), BrightnessAnalyzer(), cancelled=lambda: True) is None


def test_turning_there_and_back_gives_the_middle_of_the_picture_again():
    ys, xs = np.mgrid[0:80, 0:100]
    picture = (127 + 100 * np.sin(ys / 15) * np.cos(xs / 15)).astype(np.uint8)
    back = rotated(rotated(picture, 5), -5)
    middle = np.s_[20:60, 20:80]
    assert np.abs(back[middle].astype(int) - picture[middle]).max() <= 3


def test_a_picture_is_turned_clockwise():
    picture = np.zeros((101, 101), np.uint8)
    picture[10, 50] = 255  # at twelve o'clock
    row, column = np.unravel_index(rotated(picture, 30).argmax(), picture.shape)
    assert column > 60
    assert row < 20


@pytest.mark.parametrize("quality", [40, 75])
def test_the_loss_is_that_of_a_jpeg_file(quality):
    random = np.random.default_rng(0)
    picture = np.clip(random.normal(128, 30, (67, 83)), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    PIL.Image.fromarray(picture).save(file, "JPEG", quality=quality)
    written = np.asarray(PIL.Image.open(file)).astype(int)
    apart = np.abs(compressed(picture, quality)[:64, :80].astype(int) - written[:64, :80])
    assert np.quantile(apart, 0.9) <= 1  # a coefficient half way between two may go either way


def test_a_window_keeps_the_middle_grey_where_it_is():
    picture = np.array([[0, 127, 255]], np.uint8)
    assert windowed(picture, contrast=0.8).tolist() == [[26, 127, 230]] or windowed(
        picture, contrast=0.8
    ).tolist() == [[25, 127, 229]]


def test_large_images_are_varied_at_a_smaller_size():
    varied = VARIATIONS[0].of(image(100, side=2500))
    assert max(varied.rows, varied.columns) <= LONGEST_SIDE
