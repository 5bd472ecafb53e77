import itertools

import numpy as np
import pytest

from mura_desktop.domain.grey import Window
from mura_desktop.ui.viewer.layers import GreyLayer
from mura_desktop.ui.viewer.view import Orientation, View

ORIENTATIONS = [Orientation(turns, mirrored) for turns in range(4) for mirrored in (False, True)]


ASPECTS = (1.0, 0.5, 1.6)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("orientation", ORIENTATIONS, ids=str)
def test_screen_and_image_positions_are_each_others_inverse(orientation, aspect):
    view = View.fit(30, 20, 200, 100, aspect).oriented(orientation)
    view = view.zoomed(3.0, (40.0, 70.0)).panned(7.0, -3.0)
    for position in itertools.product((0.0, 3.5, 20.0), (0.0, 11.0, 30.0)):
        assert view.to_image(view.to_screen(position)) == pytest.approx(position)


def test_turning_right_brings_the_top_left_corner_to_the_top_right():
    view = View.fit(20, 20, 100, 100).oriented(Orientation().turned(1))
    assert view.to_screen((0.0, 0.0)) == pytest.approx((100.0, 0.0))


@pytest.mark.parametrize("orientation", ORIENTATIONS, ids=str)
def test_flips_exchange_the_sides_of_what_is_seen_however_it_lies(orientation):
    before = View.fit(20, 20, 100, 100).oriented(orientation)
    x, y = before.to_screen((3.0, 5.0))
    across = before.oriented(orientation.flipped_horizontally()).to_screen((3.0, 5.0))
    down = before.oriented(orientation.flipped_vertically()).to_screen((3.0, 5.0))
    assert across == pytest.approx((100.0 - x, y))
    assert down == pytest.approx((x, 100.0 - y))


def test_four_turns_or_two_flips_change_nothing():
    start = Orientation(1, True)
    assert start.turned(1).turned(1).turned(1).turned(1) == start
    assert start.flipped_horizontally().flipped_horizontally() == start
    assert start.flipped_vertically().flipped_vertically() == start


def test_zooming_holds_the_position_under_the_pointer():
    view = View.fit(100, 100, 400, 300)
    pointer = (210.0, 140.0)
    held = view.to_image(pointer)
    assert view.zoomed(2.5, pointer).to_image(pointer) == pytest.approx(held)


def test_a_fitted_view_stays_fitted_through_resize_and_turn_and_a_zoomed_one_does_not():
    view = View.fit(100, 50, 400, 400)
    assert view.resized(200, 200).scale == 2.0
    assert view.oriented(Orientation(1)).resized(100, 400).scale == 1.0
    assert view.zoomed(2.0).resized(200, 200).scale == 8.0


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("orientation", ORIENTATIONS, ids=str)
def test_a_patch_names_the_image_position_under_every_screen_pixel(orientation, aspect):
    view = View.fit(31, 17, 90, 70, aspect).oriented(orientation).zoomed(1.7, (30.0, 20.0))
    patch = view.patch()
    height, width = len(patch.ys), len(patch.xs)
    if patch.sideways:
        height, width = width, height
    for row, column in itertools.product((0, height // 2, height - 1), (0, width // 2, width - 1)):
        x, y = view.to_image((patch.left + column + 0.5, patch.top + row + 0.5))
        found = (
            (patch.xs[row], patch.ys[column])
            if patch.sideways
            else (
                patch.xs[column],
                patch.ys[row],
            )
        )
        assert found == pytest.approx((x, y))
        assert 0.0 <= x <= 17.0
        assert 0.0 <= y <= 31.0


def test_an_image_panned_far_keeps_its_edge_in_the_middle_of_the_screen():
    view = View.fit(100, 100, 200, 200).panned(5000.0, 0.0)
    assert view.to_screen((0.0, 50.0)) == pytest.approx((100.0, 100.0))
    patch = view.patch()
    assert patch.left == 100
    assert np.all(patch.xs >= 0)


@pytest.mark.parametrize("turns", range(4))
def test_tall_pixels_are_shown_tall_however_the_image_is_turned(turns):
    view = View.fit(100, 100, 400, 400, 2.0).oriented(Orientation(turns))
    (left, top), (right, bottom) = view.to_screen((10.0, 10.0)), view.to_screen((30.0, 30.0))
    sides = sorted((abs(right - left), abs(bottom - top)))
    assert sides[1] == pytest.approx(2.0 * sides[0])
    whole = view.to_screen((0.0, 0.0)), view.to_screen((100.0, 100.0))
    assert max(max(point) for point in whole) == pytest.approx(400.0)
    assert min(min(point) for point in whole) >= 0.0


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("size", [(600, 500), (601, 500), (600, 501), (601, 501)])
def test_at_a_whole_scale_image_pixels_lie_on_whole_device_pixels(size, turns, mirrored, scale):
    fitted = View.fit(300, 201, *size).oriented(Orientation(turns, mirrored))
    view = fitted.zoomed(scale / fitted.scale).panned(7.5, -3.25)
    for corner in ((0.0, 0.0), (201.0, 300.0)):
        assert view.to_screen(corner) == pytest.approx(np.rint(view.to_screen(corner)))
    assert view.to_image(view.to_screen((12.25, 34.5))) == pytest.approx((12.25, 34.5))
    shown = view.to_image((size[0] / 2.0, size[1] / 2.0))
    assert np.hypot(*np.subtract(shown, view.centre)) * scale <= np.hypot(0.5, 0.5)


def test_a_slow_drag_goes_as_far_as_a_fast_one_at_1_to_1():
    view = View.fit(3000, 2000, 601, 501)
    view = view.zoomed(1.0 / view.scale)
    slow = view
    for _ in range(20):
        slow = slow.panned(0.3, 1.5)
    assert slow.to_screen((0.0, 0.0)) == view.panned(6.0, 30.0).to_screen((0.0, 0.0))


@pytest.mark.parametrize("size", [(600, 500), (601, 500), (600, 501), (601, 501)])
def test_actual_pixels_are_painted_as_they_are_whatever_the_size_of_the_view(size, image_of):
    noise = np.random.default_rng(1).integers(0, 256, (300, 200)).astype(np.uint8)
    image = image_of(pixels=noise, vois=(Window(128.0, 256.0),))
    view = View.fit(300, 200, *size)
    picture = GreyLayer(image).picture(view.zoomed(1.0 / view.scale), image.vois[0], inverted=False)
    assert picture is not None
    rows = np.frombuffer(picture[0].constBits(), np.uint8).reshape(300, -1)
    assert np.array_equal(rows[:, :200], noise)
