"""Where labels go: beside their shape, on no text, within the area."""

import pytest

from mura_desktop.ui.measuring.label_room import GAP, room_for

AREA = (0.0, 0.0, 400.0, 300.0)
SIZE = (80.0, 30.0)
SHAPE = (150.0, 100.0, 40.0, 40.0)


def overlap(one, other):
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(across, 0.0) * max(down, 0.0)


def test_a_label_stands_right_of_its_shape_where_nothing_is_there():
    assert room_for(SIZE, SHAPE, AREA, [], []) == (190.0 + GAP, 105.0, *SIZE)


def test_a_text_at_the_right_sends_it_to_the_left():
    text = (195.0, 90.0, 100.0, 60.0)
    assert room_for(SIZE, SHAPE, AREA, [text], []) == (150.0 - GAP - 80.0, 105.0, *SIZE)


def test_another_shape_is_covered_rather_than_a_text():
    right, left = (195.0, 60.0, 200.0, 120.0), (0.0, 0.0, 145.0, 300.0)
    below, above = (140.0, 145.0, 260.0, 155.0), (0.0, 0.0, 400.0, 95.0)
    box = room_for(SIZE, SHAPE, AREA, [left, below, above], [right])
    assert overlap(box, right) > 0.0
    assert all(overlap(box, text) == 0.0 for text in (left, below, above))


def test_with_texts_all_around_it_goes_to_the_nearest_free_place():
    around = (60.0, 40.0, 230.0, 170.0)
    box = room_for(SIZE, SHAPE, AREA, [around], [])
    assert overlap(box, around) == 0.0
    assert abs(box[0] + 40.0 - 170.0) + abs(box[1] + 15.0 - 120.0) < 200.0


@pytest.mark.parametrize("shape", [(380.0, 280.0, 15.0, 15.0), (0.0, 0.0, 10.0, 10.0)])
def test_a_label_stays_within_the_area(shape):
    left, top, width, height = room_for(SIZE, shape, AREA, [], [])
    assert 0.0 <= left <= 400.0 - width
    assert 0.0 <= top <= 300.0 - height


def test_an_area_smaller_than_a_label_holds_its_beginning():
    assert room_for(SIZE, (5.0, 5.0, 5.0, 5.0), (0.0, 0.0, 50.0, 20.0), [], [])[:2] == (0.0, 0.0)
