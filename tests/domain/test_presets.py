from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.grey import ModalityLut, Rescale, Window
from mura_desktop.domain.presets import Preset, window_of
from mura_desktop.domain.study import Header, Image


def image_of(pixels, **changes):
    return Image(Path("x"), np.asarray(pixels), Header("1"), (Window(0.0, 1.0),), **changes)


def ends(window):
    return window.center - window.width / 2.0, window.center + window.width / 2.0


@pytest.fixture
def ramp():
    """Every value from 0 to 10,000 once, in 73 x 137 pixels."""
    return np.arange(10001, dtype=np.uint16).reshape(73, 137)


@pytest.mark.parametrize(
    ("preset", "low", "high"),
    [
        (Preset.FULL, 0.0, 10000.0),
        (Preset.BONE, 2000.0, 9950.0),
        (Preset.SOFT_TISSUE, 500.0, 6500.0),
        (Preset.EDGES, 1500.0, 8500.0),
    ],
)
def test_where_contrast_is_the_same_everywhere_a_preset_spans_its_percentiles(
    ramp, preset, low, high
):
    window = window_of(image_of(ramp), preset)
    assert ends(window) == pytest.approx((low, high), abs=150.0)
    assert window.explanation == preset.value


def test_bone_has_the_low_values_where_those_are_shown_bright(ramp):
    window = window_of(image_of(ramp, monochrome1=True), Preset.BONE)
    assert ends(window) == pytest.approx((50.0, 8000.0), abs=150.0)


@pytest.mark.parametrize("preset", [Preset.BONE, Preset.SOFT_TISSUE, Preset.EDGES])
def test_empty_background_decides_nothing(ramp, preset):
    alone = ends(window_of(image_of(ramp + np.uint16(500)), preset))
    around = np.full((200, 300), 500, np.uint16)
    around[60:133, 80:217] = ramp + 500
    assert ends(window_of(image_of(around), preset)) == pytest.approx(alone, abs=800.0)


@pytest.mark.parametrize("preset", Preset)
def test_polarity_alone_changes_nothing_of_what_is_seen(ramp, preset):
    plain = image_of(ramp)
    turned = image_of(10000 - ramp, monochrome1=True)
    shown = [image.lut(window_of(image, preset)).take(image.pixels) for image in (plain, turned)]
    np.testing.assert_allclose(*(each.astype(int) for each in shown), atol=1)


@pytest.mark.parametrize("preset", Preset)
def test_padding_has_no_part_in_any_preset(ramp, preset):
    framed = np.pad(ramp + np.uint16(500), 300, constant_values=np.uint16(0))
    bare = window_of(image_of(ramp + np.uint16(500)), preset)
    padded = window_of(image_of(framed, padding=(0, 0)), preset)
    assert ends(padded) == pytest.approx(ends(bare), abs=150.0)
    assert ends(padded)[0] >= 500.0


def test_edges_are_where_neighbours_differ_most():
    pixels = np.tile(np.linspace(0, 10000, 200).astype(np.uint16), (200, 1))
    pixels[40:100, 20:80] = np.where(np.indices((60, 60)).sum(axis=0) % 2, 3000, 4000)
    assert ends(window_of(image_of(pixels), Preset.EDGES)) == (3000.0, 4000.0)


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("padding", [None, (7, 7)])
def test_a_blank_image_gets_a_window_too(preset, padding):
    window = window_of(image_of(np.full((40, 30), 7, np.uint8), padding=padding), preset)
    assert ends(window) == (6.5, 7.5)


def test_presets_are_in_modality_values(ramp):
    rescaled = image_of(ramp, modality=Rescale(0.5, -1000.0))
    assert ends(window_of(rescaled, Preset.FULL)) == (-1000.0, 4000.0)
    falling = ModalityLut(0, np.linspace(800.0, 200.0, 10001))
    assert ends(window_of(image_of(ramp, modality=falling), Preset.FULL)) == (200.0, 800.0)


def test_presets_of_signed_values_reach_below_zero(ramp):
    signed = (ramp.astype(np.int32) - 5000).astype(np.int16)
    assert ends(window_of(image_of(signed), Preset.FULL)) == (-5000.0, 5000.0)


def test_one_bright_pixel_of_a_large_image_is_in_full_but_does_not_darken_bone():
    pixels = np.tile(np.arange(1500, dtype=np.uint16), (1500, 1))
    pixels[3, 4] = 60000
    assert ends(window_of(image_of(pixels), Preset.FULL))[1] == 60000.0
    assert ends(window_of(image_of(pixels), Preset.BONE))[1] < 1500.0
