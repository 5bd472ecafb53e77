"""Lengths, angles, areas and statistics, and what is said of their scale."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.colour import Rgb
from mura_desktop.domain.grey import Rescale, Window
from mura_desktop.domain.measurement.region import statistics_of
from mura_desktop.domain.measurement.scale import Basis, Scale, calibrated, scale_of
from mura_desktop.domain.measurement.shape import Kind, Shape
from mura_desktop.domain.measurement.size import placing_error, size_of
from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.domain.study import Header, Image

PLAIN = Scale(1.0, 1.0, Basis.PIXELS)
FLAT = Scale(0.2, 0.1, Basis.FIDUCIAL)  # rows twice as far apart as columns


def image(*spacings, pixels=None, **changes):
    pixels = np.zeros((40, 30), np.uint16) if pixels is None else pixels
    made = Image(Path("x"), pixels, Header("1"), (Window(1.0, 2.0),), spacings=spacings)
    return replace(made, **changes)


def spacing(source, rows=0.2, columns=0.1):
    return Spacing(rows, columns, source)


def test_a_length_takes_rows_and_columns_by_their_own_spacing():
    shape = Shape(Kind.LENGTH, ((0.0, 0.0), (30.0, 20.0)))

    size = size_of(shape, FLAT)

    assert size.value == pytest.approx(math.hypot(3.0, 4.0))
    assert (size.unit, size.least) == ("mm", size.value)


def test_without_a_spacing_lengths_are_pixels_wide_and_follow_the_pixels_shape():
    scale = scale_of(image(aspect=2.0))

    assert scale.basis is Basis.PIXELS
    assert size_of(Shape(Kind.LENGTH, ((0.0, 0.0), (0.0, 5.0))), scale).value == 10.0
    assert size_of(Shape(Kind.RECTANGLE, ((0.0, 0.0), (3.0, 2.0))), scale).unit == "px²"


@pytest.mark.parametrize(
    ("spacings", "magnification", "basis", "columns", "most"),
    [
        ([SpacingSource.FIDUCIAL], None, Basis.FIDUCIAL, 0.1, 1.0),
        ([SpacingSource.GEOMETRY], 1.1, Basis.GEOMETRY, 0.1, 1.0),
        ([SpacingSource.DETECTOR], None, Basis.DETECTOR, 0.1, 1.25),
        ([SpacingSource.DETECTOR], 1.0, Basis.DETECTOR, 0.1, 1.25),
        ([SpacingSource.DETECTOR], 1.25, Basis.CORRECTED, 0.08, 1.0),
        ([SpacingSource.SCANNER], None, Basis.SCANNER, 0.1, 1.25),
        ([SpacingSource.UNSTATED], None, Basis.UNSTATED, 0.1, 1.25),
        ([SpacingSource.UNSTATED, SpacingSource.DETECTOR], None, Basis.CALIBRATED, 0.1, 1.0),
    ],
)
def test_a_scale_says_where_it_applies_and_what_may_be_wrong(
    spacings, magnification, basis, columns, most
):
    scale = scale_of(image(*map(spacing, spacings), magnification=magnification))

    assert scale.basis is basis
    assert scale.columns == pytest.approx(columns)
    assert scale.rows == pytest.approx(2.0 * columns)
    assert scale.most_magnified == most


def test_an_unknown_magnification_leaves_a_range_below_the_measured_length_and_area():
    scale = scale_of(image(spacing(SpacingSource.DETECTOR)))
    length = size_of(Shape(Kind.LENGTH, ((0.0, 0.0), (100.0, 0.0))), scale)
    area = size_of(Shape(Kind.RECTANGLE, ((0.0, 0.0), (100.0, 50.0))), scale)

    assert (length.value, length.least) == (pytest.approx(10.0), pytest.approx(8.0))
    assert (area.value, area.least) == (pytest.approx(100.0), pytest.approx(64.0))


def test_placing_two_points_on_whole_pixels_leaves_four_fifths_of_a_pixel():
    shape = Shape(Kind.LENGTH, ((0.0, 0.0), (100.0, 0.0)))

    assert size_of(shape, PLAIN).spread == pytest.approx(2.0 * math.sqrt(2.0 / 12.0), rel=1e-3)
    coarse = replace(shape, step=4.0)
    assert size_of(coarse, PLAIN).spread == pytest.approx(8.0 * math.sqrt(2.0 / 12.0), rel=1e-3)


def test_the_spread_is_that_of_points_placed_on_the_grid_at_random():
    shape = Shape(Kind.COBB, ((0.0, 0.0), (20.0, 3.0), (0.0, 40.0), (20.0, 30.0)))
    random = np.random.default_rng(7)
    shifted = np.asarray(shape.points) + random.uniform(-0.5, 0.5, (4000, 4, 2))
    sizes = [
        size_of(replace(shape, points=tuple(map(tuple, points))), FLAT).value for points in shifted
    ]

    assert size_of(shape, FLAT).spread == pytest.approx(2.0 * np.std(sizes), rel=0.05)


@pytest.mark.parametrize("degrees", [0.0, 30.0, 90.0, 135.0, 180.0])
def test_an_angle_is_the_one_at_its_vertex(degrees):
    end = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    points = ((10.0, 0.0), (0.0, 0.0), (10.0 * end[0], 10.0 * end[1]))

    assert size_of(Shape(Kind.ANGLE, points), PLAIN).value == pytest.approx(degrees, abs=1e-6)


def test_an_angle_is_that_of_the_patient_where_pixels_are_not_square():
    points = ((10.0, 0.0), (0.0, 0.0), (10.0, 5.0))

    assert size_of(Shape(Kind.ANGLE, points), FLAT).value == pytest.approx(45.0)


@pytest.mark.parametrize("tilt", [5.0, 30.0, 50.0])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_cobb_angle_is_that_of_the_end_plates_however_their_lines_were_drawn(tilt, swapped):
    slope = math.tan(math.radians(tilt)) * 10.0
    upper = ((-10.0, -slope), (10.0, slope))
    lower = ((-10.0, 60.0 + slope), (10.0, 60.0 - slope))
    points = (*upper, *(lower[::-1] if swapped else lower))

    assert size_of(Shape(Kind.COBB, points), PLAIN).value == pytest.approx(2.0 * tilt)


def test_a_calibrated_line_has_its_known_length_and_carries_its_uncertainty_on():
    scale = scale_of(image(spacing(SpacingSource.DETECTOR)))
    line = Shape(Kind.LENGTH, ((0.0, 0.0), (100.0, 0.0)))
    measured = size_of(line, scale).value

    by_hand = calibrated(scale, measured, 25.0, placing_error(line, scale))

    assert size_of(line, by_hand).value == pytest.approx(25.0)
    assert by_hand.basis is Basis.MANUAL
    assert by_hand.most_magnified == 1.0
    long = Shape(Kind.LENGTH, ((0.0, 0.0), (1000.0, 0.0)))
    # the line of 100 pixels is known to 0.8 of a pixel, so one of 1000 to 8 and its own 0.8
    assert size_of(long, by_hand).spread == pytest.approx(0.25 * math.hypot(8.16, 0.816), rel=1e-2)
    assert by_hand.rows == pytest.approx(2.0 * by_hand.columns)


def test_statistics_are_of_modality_values_at_pixels_whose_centres_are_inside():
    pixels = np.arange(40 * 30, dtype=np.uint16).reshape(40, 30)
    shown = image(pixels=pixels, modality=Rescale(2.0, -10.0))
    inside = 2.0 * pixels[10:20, 5:15].astype(float) - 10.0

    found = statistics_of(shown, Shape(Kind.RECTANGLE, ((15.4, 19.6), (4.6, 10.4))))

    assert found.count == inside.size
    assert found.mean == pytest.approx(inside.mean())
    assert found.deviation == pytest.approx(inside.std(ddof=1))
    assert (found.lowest, found.highest) == (inside.min(), inside.max())


def test_an_ellipse_holds_as_many_pixels_as_its_area():
    pixels = np.ones((200, 300), np.uint8)
    shape = Shape(Kind.ELLIPSE, ((20.0, 30.0), (280.0, 170.0)))

    found = statistics_of(image(pixels=pixels), shape)

    assert found.count == pytest.approx(size_of(shape, PLAIN).value, rel=2e-3)
    assert (found.mean, found.deviation) == (1.0, 0.0)


def test_padding_is_left_out_of_statistics():
    pixels = np.full((40, 30), 7, np.uint16)
    pixels[:, :10] = 0
    shown = image(pixels=pixels, padding=(0, 0))

    found = statistics_of(shown, Shape(Kind.RECTANGLE, ((0.0, 0.0), (20.0, 4.0))))

    assert (found.count, found.lowest) == (40, 7.0)
    nothing = statistics_of(shown, Shape(Kind.RECTANGLE, ((0.0, 0.0), (5.0, 4.0))))
    assert nothing.count == 0
    assert math.isnan(nothing.mean)


def test_the_corner_opposite_to_the_one_that_is_moved_stays():
    shape = Shape(Kind.ELLIPSE, ((10.0, 10.0), (20.0, 30.0)))

    changed = shape.with_handle(1, (25.0, 5.0), 2.0)

    assert set(changed.handles) == {(10.0, 30.0), (25.0, 5.0), (10.0, 5.0), (25.0, 30.0)}
    assert changed.step == 2.0


def test_a_shape_moves_no_further_than_to_the_edge():
    shape = Shape(Kind.LENGTH, ((10.0, 10.0), (20.0, 30.0)))

    assert shape.moved(-50.0, 50.0, rows=40, columns=30).points == ((0.0, 20.0), (10.0, 40.0))


@pytest.mark.parametrize("kind", [Kind.RECTANGLE, Kind.ELLIPSE])
def test_in_a_picture_in_colour_the_brightness_is_measured(kind):
    rgb = np.full((30, 40, 3), (200, 100, 0), np.uint8)
    found = statistics_of(image(pixels=rgb, colour=Rgb()), Shape(kind, ((2.0, 2.0), (20.0, 20.0))))
    assert found.mean == round(0.299 * 200 + 0.587 * 100)
    assert found.deviation == 0.0
    assert found.count <= 18 * 18
