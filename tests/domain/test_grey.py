"""Windows, tables and the display table against the formulas of PS3.3 C.11."""

import numpy as np
import pytest

from mura_desktop.domain.grey import (
    ModalityLut,
    Rescale,
    VoiFunction,
    VoiLut,
    Window,
    display_lut,
)

EIGHT_BITS = Window(128.0, 256.0)


def shown(voi, values, **options):
    low, high = min(values), max(values)
    options = {"inverted": False, "padding": None, "modality": Rescale(), **options}
    table = display_lut((low, high), options.pop("modality"), voi, **options)
    return [int(table[value - low]) for value in values]


def test_the_eight_bit_window_shows_values_as_they_are():
    assert shown(EIGHT_BITS, range(256)) == list(range(256))


def test_a_linear_window_is_black_below_and_white_above():
    # C.11.2.1.2.1: black up to c - 0.5 - (w - 1) / 2, white above c - 0.5 + (w - 1) / 2
    window = Window(100.0, 11.0)
    assert shown(window, [94, 95, 104, 105]) == [0, round(255 * 0.05), round(255 * 0.95), 255]


def test_a_linear_window_of_width_one_is_a_threshold():
    assert shown(Window(100.0, 1.0), [99, 100]) == [0, 255]


def test_an_exact_window_reaches_black_and_white_at_its_ends():
    window = Window(100.0, 10.0, VoiFunction.LINEAR_EXACT)
    assert shown(window, [94, 95, 100, 105, 106]) == [0, 0, 128, 255, 255]


def test_a_sigmoid_is_half_at_its_center_and_never_breaks_far_away():
    window = Window(0.0, 4.0, VoiFunction.SIGMOID)
    values = window.apply(np.array([-1e9, -1.0, 0.0, 1.0, 1e9]))
    expected = [0.0, 1 / (1 + np.e), 0.5, 1 / (1 + np.exp(-1)), 1.0]
    assert values == pytest.approx(expected)


@pytest.mark.parametrize("function", VoiFunction)
@pytest.mark.parametrize("width", [0.0, -1.0, float("nan"), float("inf")])
def test_no_window_has_such_a_width(function, width):
    with pytest.raises(ValueError, match="wide"):
        Window(0.0, width, function)


def test_only_a_linear_window_needs_a_width_of_one():
    assert Window(0.0, 0.5, VoiFunction.LINEAR_EXACT).width == 0.5
    with pytest.raises(ValueError, match="wide"):
        Window(0.0, 0.5)


def test_a_moved_window_keeps_its_function_and_stays_a_window():
    moved = Window(5.0, 9.0, VoiFunction.SIGMOID, "BONE").moved(7.0, -3.0)
    assert (moved.center, moved.width, moved.function) == (7.0, 1.0, VoiFunction.SIGMOID)


def test_a_table_is_clamped_at_both_ends():
    assert shown(VoiLut(10, np.array([0.2, 0.4, 1.0])), [5, 10, 11, 12, 50]) == [
        51,
        51,
        102,
        255,
        255,
    ]


def test_a_drag_goes_on_from_the_window_that_spans_a_table():
    window = VoiLut(100, np.linspace(0, 1, 200)).as_window()
    assert (window.center, window.width) == (200.0, 200.0)


def test_the_modality_comes_before_the_window():
    window = Window(0.5, 101.0)  # -50 ... 50
    assert shown(window, [0, 25, 50], modality=Rescale(2.0, -50.0)) == [0, 128, 255]
    table = ModalityLut(0, np.array([50.0, 0.0, -50.0]))
    assert shown(window, [0, 1, 2, 3], modality=table) == [255, 128, 0, 0]


def test_the_inversion_comes_last():
    assert shown(EIGHT_BITS, [0, 100, 255], inverted=True) == [255, 155, 0]


@pytest.mark.parametrize("inverted", [False, True])
def test_padding_is_black_either_way(inverted):
    table = shown(EIGHT_BITS, [99, 100, 101, 102], inverted=inverted, padding=(100, 101))
    assert table[1:3] == [0, 0]
    assert 0 not in (table[0], table[3])


def test_the_table_covers_negative_values():
    table = display_lut((-5, 5), Rescale(), Window(0.5, 11.0), inverted=False, padding=None)
    assert table.dtype == np.uint8
    assert (len(table), table[0], table[10]) == (11, 0, 255)
