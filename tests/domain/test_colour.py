"""How stored samples become colours, and what is told of it."""

from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.colour import Palette, Rgb, Ybr
from mura_desktop.domain.grey import Window
from mura_desktop.domain.grey_trace import trace
from mura_desktop.domain.study import Header, Image

WINDOW = Window(128.0, 256.0)


def image_of(pixels, colour):
    return Image(Path("x"), np.asarray(pixels), Header("1"), (WINDOW,), colour=colour)


def told(image, *, inverted=False):
    way = trace(image, 0, 0, WINDOW, inverted=inverted)
    return [f"{step.name}: {step.value} ({step.why})" for step in way.steps], way.screen


def test_eight_bits_of_rgb_are_shown_as_they_are_and_of_more_the_upper_ones():
    eight = np.array([[[1, 2, 250]]], np.uint8)
    assert np.array_equal(Rgb().apply(eight), eight)
    assert np.array_equal(Rgb(bits=12).apply(eight.astype(np.uint16) * 16 + 15), eight)


def test_without_colour_differences_brightness_stays_what_it_is():
    grey = np.arange(256, dtype=np.uint8)
    samples = np.stack([grey, np.full(256, 128, np.uint8), np.full(256, 128, np.uint8)], axis=-1)
    assert np.array_equal(Ybr().apply(samples[None])[0], np.stack([grey] * 3, axis=-1))


def test_values_beyond_a_palette_take_its_ends():
    palette = Palette(10, np.array([[1, 2, 3], [4, 5, 6]], np.uint8))
    shown = palette.apply(np.array([0, 10, 11, 900], np.uint16))
    assert shown.tolist() == [[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]


def test_a_picture_in_colour_has_no_window_but_can_be_inverted():
    image = image_of(np.zeros((2, 2, 3), np.uint8), Rgb())
    assert np.array_equal(image.lut(Window(10.0, 5.0)), np.arange(256))
    assert np.array_equal(image.lut(WINDOW, inverted=True), np.arange(256)[::-1])
    assert (image.rows, image.columns) == (2, 2)


def test_the_brightness_of_a_picture_in_colour_is_its_luma():
    image = image_of(np.full((2, 2, 3), (200, 100, 0), np.uint8), Rgb())
    assert (image.rendered() == round(0.299 * 200 + 0.587 * 100)).all()


def test_the_way_of_a_pixel_stored_as_ybr_is_told():
    steps, screen = told(image_of(np.array([[[80, 90, 200]]], np.uint8), Ybr("YBR_FULL_422")))
    red, green, blue = Ybr().apply(np.array([[[80, 90, 200]]], np.uint8))[0, 0].tolist()
    assert screen == (red, green, blue)
    assert steps == [
        "Stored samples: Y 80 CB 90 CR 200 ()",
        "Photometric: YBR_FULL_422 (8 bits a sample)",
        f"Colour: R {red} G {green} B {blue} (converted to RGB)",
        "Polarity: as it is (no window)",
        f"Screen: R {red} G {green} B {blue} (of 255 each)",
    ]


def test_the_way_of_a_pixel_of_a_palette_names_its_entry():
    palette = Palette(5, np.array([[0, 0, 0], [65535, 256, 40000]], np.uint16))
    steps, screen = told(image_of(np.array([[6]], np.uint8), palette), inverted=True)
    assert screen == (0, 254, 255 - 156)
    assert steps == [
        "Stored samples: 6 ()",
        "Photometric: PALETTE COLOR (2 entries of 16 bits)",
        "Colour: R 255 G 1 B 156 (entry 2 of 2: R 65535 G 256 B 40000)",
        "Polarity: inverted (by the reader)",
        "Screen: R 0 G 254 B 99 (of 255 each)",
    ]


@pytest.mark.parametrize(
    ("colour", "why"),
    [
        (Rgb(), ""),
        (Rgb("YBR_RCT"), "made of it by the decoder"),
        (Rgb("CMYK", 16), "made of it by the decoder, upper 8 bits"),
        (Rgb(bits=16), "upper 8 bits"),
    ],
)
def test_what_a_decoder_made_rgb_of_is_said(colour, why):
    steps, _ = told(image_of(np.full((1, 1, 3), 256, np.uint16), colour))
    assert steps[2].endswith(f"({why})")


def test_a_grey_made_of_colours_says_so():
    image = Image(
        Path("x"), np.array([[7]], np.uint8), Header("1"), (WINDOW,), grey_of="PALETTE COLOR"
    )
    steps, _ = told(image)
    assert steps[0] == "Stored value: 7 (grey of PALETTE COLOR, no padding)"
