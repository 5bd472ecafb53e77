from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Picture

from mura_desktop.domain.grey import Rescale, Window
from mura_desktop.domain.study import Header, Image
from mura_desktop.inference.preprocess import Fit, Letterbox, fitted, letterbox, normalize
from mura_desktop.inference.saliency import in_image


def test_a_tall_picture_fills_the_height_and_is_centred_on_black():
    square, box = letterbox(np.full((200, 100), 255, np.uint8), 64)
    assert square.shape == (1, 64, 64)
    assert (box.top, box.height, box.left, box.width) == (0, 64, 16, 32)
    assert (square[0, :, 16:48] == 255).all()
    assert (square[0, :, :16] == 0).all()
    assert (square[0, :, 48:] == 0).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (3000, 7), (64, 64)])
def test_any_shape_of_picture_fits(shape):
    square, box = letterbox(np.full(shape, 9, np.uint8), 64)
    assert int(square.max()) == 9
    assert box.height >= 1
    assert box.width >= 1


def test_shrinking_averages_rather_than_skips():
    stripes = np.tile(np.array([0, 255], np.uint8), (512, 256))
    square, _ = letterbox(stripes, 64)
    inner = square[0, :, 2:-2].float()
    assert abs(float(inner.mean()) - 127.5) < 3
    assert float(inner.std()) < 5


def test_brightness_maps_onto_minus_one_to_one():
    assert torch.equal(
        normalize(torch.tensor([0, 255], dtype=torch.uint8)), torch.tensor([-1.0, 1.0])
    )


def test_the_same_grey_values_stored_in_other_ways_give_the_same_input():
    grey = np.arange(240, dtype=np.uint8).reshape(12, 20)
    as_png = Image(Path("a.png"), grey, Header("s"), (Window(128.0, 256.0),))
    as_dicom = replace(
        as_png,
        pixels=(grey.astype(np.int16) * 4 - 300),
        modality=Rescale(0.25, 75.0),
    )
    inverted = replace(as_png, pixels=255 - grey, monochrome1=True)
    expected, _ = letterbox(as_png.rendered(), 32)
    for other in (as_dicom, inverted):
        found, _ = letterbox(other.rendered(), 32)
        assert torch.allclose(found.float(), expected.float(), atol=1)


def test_a_letterbox_knows_the_scale_of_both_axes():
    box = Letterbox.fit(100, 50, 200)
    assert box.scale == (2.0, 2.0)


@pytest.mark.parametrize("aspect", [0.5, 2.0])
def test_pixels_that_are_not_square_are_shown_in_true_proportions(aspect):
    square, box = letterbox(np.full((64, 64), 255, np.uint8), 32, aspect)
    assert (box.height, box.width) == ((16, 32) if aspect == 0.5 else (32, 16))
    assert box.scale == (box.height / 64, box.width / 64)
    assert int((square == 255).sum()) == 512


@pytest.mark.parametrize("fit", [Fit.STRETCH, Fit.STRETCH_NEAREST])
def test_a_stretched_picture_fills_the_square_and_its_cells_find_the_way_back(fit):
    grey = np.zeros((40, 100), np.uint8)
    grey[:20] = 200
    square, box = fitted(grey, 64, 1.0, fit)
    assert (square[0, :31] == 200).all()
    assert (square[0, 33:] == 0).all()
    heatmap = in_image(np.eye(8, dtype=np.float32), box, "test")
    assert heatmap.origin == (0.0, 0.0)
    assert heatmap.cell == (40 / 8, 100 / 8)


@pytest.mark.parametrize("size", [75, 96, 224, 299])
def test_picking_the_nearest_pixels_is_what_pillow_picks(size):
    # between 1 and 600 pixels there are hundreds of ties, which rounding decides
    for length in range(1, 600, 7):
        ramp = np.arange(length) % 251
        grey = np.broadcast_to(ramp.astype(np.uint8)[:, None], (length, 3))
        square, _ = fitted(grey, size, 1.0, Fit.STRETCH_NEAREST)
        expected = Picture.fromarray(grey.copy()).resize((size, size), Picture.Resampling.NEAREST)
        assert np.array_equal(square[0].numpy(), np.asarray(expected)), length
