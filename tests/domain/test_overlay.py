"""A heatmap laid over a radiograph."""

import numpy as np
import pytest

from mura_desktop.domain.heatmap import Heatmap, blended, colour_table


def heatmap(values, cell=(10.0, 10.0), origin=(0.0, 0.0)):
    return Heatmap(np.array(values, np.float32), cell, origin, "test")


def test_no_evidence_leaves_the_radiograph_as_it_is():
    grey = np.arange(400, dtype=np.uint8).reshape(20, 20)

    rgb = blended(grey, heatmap(np.zeros((2, 2))))

    assert rgb.dtype == np.uint8
    assert (rgb == grey[..., np.newaxis]).all()


def test_full_evidence_at_full_opacity_shows_the_colour_alone():
    rgb = blended(np.full((20, 20), 37, np.uint8), heatmap(np.ones((2, 2))), opacity=1.0)

    assert (rgb == colour_table()[255]).all()


def test_stronger_evidence_covers_more():
    strengths = np.linspace(0.0, 1.0, 5, dtype=np.float32)

    rgb = blended(np.zeros((10, 50), np.uint8), heatmap(strengths[np.newaxis, :]))

    brightness = rgb.sum(axis=2)[5, 5::10].astype(int)
    assert (np.diff(brightness) > 0).all()


def test_evidence_lies_where_its_cell_lies_even_when_the_grid_reaches_beyond_the_image():
    values = np.zeros((4, 4))
    values[1, 2] = 1.0

    shown = heatmap(values, origin=(-10.0, -5.0)).sampled(20, 30)

    assert shown.shape == (20, 30)
    assert np.unravel_index(shown.argmax(), shown.shape) == (4, 19)


def test_an_image_taller_than_one_band_is_blended_without_seams():
    ramp = heatmap(np.linspace(0.0, 1.0, 8)[:, np.newaxis], cell=(100.0, 4.0))

    rgb = blended(np.full((800, 4), 80, np.uint8), ramp).astype(int)

    assert np.abs(np.diff(rgb, axis=0)).max() <= 2


def test_lightness_rises_along_the_colour_map_so_that_hue_is_never_the_only_sign():
    lightness = colour_table() @ np.array([0.2126, 0.7152, 0.0722])

    assert (np.diff(lightness) > 0).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1)])
def test_the_smallest_images_and_grids_are_covered(shape):
    assert blended(np.zeros(shape, np.uint8), heatmap([[0.5]])).shape == (*shape, 3)
