"""Images, and how they form studies."""

from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Header, Image, group_into_studies


def image(name="a", pixels=None, **header):
    pixels = np.zeros((2, 3), np.uint8) if pixels is None else pixels
    header = {"study_id": "1", **header}
    return Image(Path(name), pixels, Header(**header), (Window(128.0, 256.0),))


def names(study):
    return [image.path.name for image in study.images]


def test_images_of_one_study_identifier_form_one_study_in_order_of_first_appearance():
    studies = group_into_studies(
        [image("a", study_id="2"), image("b", study_id="1"), image("c", study_id="2")]
    )
    assert [(study.header.study_id, names(study)) for study in studies] == [
        ("2", ["a", "c"]),
        ("1", ["b"]),
    ]


def test_images_are_read_by_series_then_instance_then_arrival():
    (study,) = group_into_studies(
        [
            image("d", series_number=2, instance_number=1),
            image("b", series_number=1, instance_number=2),
            image("a", series_number=1, instance_number=1),
            image("c", series_number=1, instance_number=2),
        ]
    )
    assert names(study) == ["a", "b", "c", "d"]


def test_the_first_image_speaks_for_the_study():
    (study,) = group_into_studies([image("b", instance_number=2), image("a", instance_number=1)])
    assert study.header.instance_number == 1


def test_no_images_make_no_study():
    assert group_into_studies([]) == ()


@pytest.mark.parametrize(
    ("dtype", "limits"),
    [(np.uint8, (0, 255)), (np.uint16, (0, 65535)), (np.int16, (-32768, 32767))],
)
def test_the_display_table_covers_every_value_of_the_pixel_type(dtype, limits):
    shown = image(pixels=np.zeros((2, 2), dtype))
    assert shown.stored_range == limits
    assert len(shown.lut(shown.default_voi)) == limits[1] - limits[0] + 1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16])
def test_rendering_looks_every_pixel_up(dtype):
    pixels = np.array([[0, 100], [127, 64]], dtype)
    rendered = image(pixels=pixels).rendered()
    assert rendered.dtype == np.uint8
    assert np.array_equal(rendered, pixels)


def test_negative_values_are_looked_up_where_they_are():
    pixels = np.array([[-32768, -1], [0, 32767]], np.int16)
    shown = Image(Path("a"), pixels, Header("1"), (Window(0.5, 65535.0),))
    assert shown.rendered().tolist() == [[0, 127], [128, 255]]


def test_the_readers_invert_undoes_that_of_the_file():
    shown = Image(
        Path("a"),
        np.zeros((1, 1), np.uint8),
        Header("1"),
        (Window(128.0, 256.0),),
        monochrome1=True,
    )
    voi = shown.default_voi
    assert shown.lut(voi)[0] == 255
    assert shown.lut(voi, inverted=True)[0] == 0
