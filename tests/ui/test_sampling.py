import numpy as np
import pytest

from mura_desktop.domain.colour import Rgb
from mura_desktop.domain.grey import Window
from mura_desktop.ui.reading.arrivals import thumbnail_of
from mura_desktop.ui.sampling import Sampler


def centres(count, scale):
    return (np.arange(round(count * scale)) + 0.5) / scale


def sampled(image, scale):
    return Sampler(image).sample(centres(image.rows, scale), centres(image.columns, scale), scale)


def test_at_one_to_one_every_stored_value_stands_as_it_is(image_of):
    image = image_of()
    np.testing.assert_array_equal(sampled(image, 1.0), image.pixels)


def test_made_smaller_each_pixel_is_the_mean_of_the_stored_values_under_it(image_of):
    image = image_of()
    blocks = image.pixels.reshape(16, 4, 12, 4).astype(float).mean(axis=(1, 3))
    np.testing.assert_allclose(sampled(image, 0.25), blocks, atol=0.5)


def test_made_larger_values_rise_evenly_between_two_pixels(image_of):
    image = image_of(pixels=np.array([[0, 800]], np.uint16))
    row = sampled(image, 8.0)[0].astype(int)
    steps = np.diff(row[4:12])
    assert (row[0], row[-1]) == (0, 800)
    assert np.all(np.abs(steps - 100) <= 1)


def test_signed_values_are_counted_from_the_lowest_the_type_holds(image_of):
    image = image_of(pixels=np.array([[-32768, 0], [5, 32767]], np.int16))
    np.testing.assert_array_equal(sampled(image, 1.0), [[0, 32768], [32773, 65535]])


def test_a_size_that_does_not_divide_keeps_a_flat_image_flat(image_of):
    image = image_of(pixels=np.full((61, 43), 1234, np.uint16))
    assert set(np.unique(sampled(image, 0.3))) == {1234}


@pytest.mark.parametrize("scale", [0.25, 0.4, 0.7, 1.5, 4.0])
def test_padding_never_mixes_with_the_values_beside_it(image_of, scale):
    pixels = np.full((64, 64), 3000, np.uint16)
    pixels[:, :31] = 0
    image = image_of(pixels=pixels, padding=(0, 0))
    assert set(np.unique(sampled(image, scale))) <= {0, 3000}


def test_a_thumbnail_has_the_size_asked_for_or_a_little_more(image_of):
    image = image_of(pixels=np.zeros((2500, 2000), np.uint16))
    rows, columns = Sampler(image).thumbnail(72).shape
    assert 72 <= rows < 144
    assert rows / columns == pytest.approx(1.25, abs=0.05)


def test_a_thumbnail_of_a_picture_in_colour_has_its_colours(image_of):
    rgb = np.full((640, 480, 3), (200, 100, 50), np.uint8)
    shown = thumbnail_of(image_of(pixels=rgb, colour=Rgb(), vois=(Window(128.0, 256.0),)))
    assert shown.shape[2] == 3
    assert (shown == (200, 100, 50)).all()
    assert shown.flags.c_contiguous
