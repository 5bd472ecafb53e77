"""Display shutters: what a file covers on the screen, and never before the network."""

import numpy as np
import pytest

RECTANGLE = {
    "ShutterShape": "RECTANGULAR",
    "ShutterUpperHorizontalEdge": 5,
    "ShutterLowerHorizontalEdge": 20,
    "ShutterLeftVerticalEdge": 10,
    "ShutterRightVerticalEdge": 40,
}
CIRCLE = {"CenterOfCircularShutter": [16, 30], "RadiusOfCircularShutter": 12}
POLYGON = {"VerticesOfThePolygonalShutter": [1, 1, 1, 64, 32, 64, 32, 1]}


def hidden(image):
    return image.shutter.hidden(image.rows, image.columns)


def test_a_file_without_shutter_has_none(dicom_file, opened, ramp):
    assert opened(dicom_file(ramp)).shutter is None


def test_a_rectangle_hides_what_lies_beyond_its_edges(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, **RECTANGLE))
    expected = np.ones(ramp.shape, bool)
    expected[4:20, 9:40] = False
    assert np.array_equal(hidden(image), expected)
    assert image.shutter.brightness == 0


@pytest.mark.parametrize("aspect", [1.0, 2.0])
def test_a_circle_is_round_on_the_screen(dicom_file, opened, ramp, aspect):
    path = dicom_file(ramp, ShutterShape="CIRCULAR", PixelAspectRatio=[int(aspect), 1], **CIRCLE)
    row, column = np.mgrid[1:33, 1:65]
    expected = np.hypot((row - 16) * aspect, column - 30) > 12
    assert np.array_equal(hidden(opened(path)), expected)


def test_a_polygon_around_the_whole_image_hides_nothing(dicom_file, opened, ramp):
    assert not hidden(opened(dicom_file(ramp, ShutterShape="POLYGONAL", **POLYGON))).any()


def test_a_polygon_hides_what_lies_outside_of_it(dicom_file, opened, ramp):
    vertices = [1, 1, 32, 32, 1, 63]  # a triangle that stands on its tip
    path = dicom_file(ramp, ShutterShape="POLYGONAL", VerticesOfThePolygonalShutter=vertices)
    row, column = np.mgrid[1:33, 1:65]
    assert np.array_equal(hidden(opened(path)), np.abs(column - 32) > 32 - row)


def test_several_shapes_leave_what_is_in_all_of_them(dicom_file, opened, ramp):
    alone = opened(dicom_file(ramp, "a.dcm", ShutterShape="CIRCULAR", **CIRCLE))
    both = RECTANGLE | CIRCLE | {"ShutterShape": ["RECTANGULAR", "CIRCULAR"]}
    expected = hidden(alone) | hidden(opened(dicom_file(ramp, "b.dcm", **RECTANGLE)))
    assert np.array_equal(hidden(opened(dicom_file(ramp, "c.dcm", **both))), expected)


def test_a_bitmap_hides_what_is_drawn_and_is_no_overlay(tmp_path, build, opened, ramp):
    drawn = np.random.default_rng(1).integers(0, 2, ramp.shape).astype(bool)
    ds = build(ramp, ShutterShape="BITMAP", ShutterOverlayGroup=0x6002)
    ds.add_new((0x6002, 0x0010), "US", 32)
    ds.add_new((0x6002, 0x0011), "US", 64)
    ds.add_new((0x6002, 0x3000), "OW", np.packbits(drawn, bitorder="little").tobytes())
    ds.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    image = opened(tmp_path / "a.dcm")
    assert np.array_equal(hidden(image), drawn)
    assert image.overlays == ()


def test_the_presentation_value_is_what_the_hidden_part_is_shown_as(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, ShutterPresentationValue=0x8000, **RECTANGLE))
    assert image.shutter.brightness == 128


@pytest.mark.parametrize(
    "elements",
    [
        {"ShutterShape": "RECTANGULAR"},
        {"ShutterShape": "OVAL"},
        RECTANGLE | {"ShutterUpperHorizontalEdge": 30},
        RECTANGLE | {"ShutterLeftVerticalEdge": 100, "ShutterRightVerticalEdge": 200},
        CIRCLE | {"ShutterShape": "CIRCULAR", "RadiusOfCircularShutter": 0},
        CIRCLE | {"ShutterShape": "CIRCULAR", "CenterOfCircularShutter": [500, 500]},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 5, 5]},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 5, 5, 9]},
        {"ShutterShape": "BITMAP", "ShutterOverlayGroup": 0x6000},
    ],
)
def test_a_shutter_that_makes_no_sense_hides_nothing(dicom_file, opened, ramp, elements):
    assert opened(dicom_file(ramp, **elements)).shutter is None


def test_no_network_sees_a_shutter(dicom_file, opened, ramp):
    plain = opened(dicom_file(ramp, "plain.dcm")).rendered()
    assert np.array_equal(opened(dicom_file(ramp, **RECTANGLE)).rendered(), plain)
