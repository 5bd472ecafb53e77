from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.grey import ModalityLut, Rescale, VoiFunction, VoiLut, Window
from mura_desktop.domain.grey_trace import trace
from mura_desktop.domain.study import Header, Image

WINDOW = Window(2048.0, 4096.0, explanation="BONE")


def image_of(stored=1500, dtype=np.uint16, **changes):
    pixels = np.zeros((4, 5), dtype)
    pixels[2, 3] = stored
    return Image(Path("x"), pixels, Header("1"), (WINDOW,), **changes)


def told(image, voi=WINDOW, *, inverted=False):
    return {step.name: step for step in trace(image, 2, 3, voi, inverted=inverted).steps}


def test_the_way_of_a_value_is_told_in_the_order_of_the_standard():
    way = trace(image_of(modality=Rescale(2.0, -100.0)), 2, 3, WINDOW, inverted=False)
    assert [step.name for step in way.steps] == [
        "Stored value",
        "Modality",
        "Window BONE",
        "Polarity",
        "Screen",
    ]
    assert way.steps[1].value == "2900"
    assert way.steps[1].why == "2 × 1500 − 100"
    assert way.steps[2].why == "centre 2048, width 4096, linear"


IMAGES = {
    "unsigned": image_of(),
    "signed": image_of(-900, np.int16),
    "rescaled": image_of(modality=Rescale(0.5, 30.0)),
    "modality LUT": image_of(40, np.uint8, modality=ModalityLut(10, np.linspace(0, 4000, 60))),
    "MONOCHROME1": image_of(monochrome1=True),
    "padding": image_of(padding=(1400, 1600)),
}
VOIS = {
    "linear": WINDOW,
    "exact": Window(1000.0, 2500.0, VoiFunction.LINEAR_EXACT),
    "sigmoid": Window(1000.0, 2500.0, VoiFunction.SIGMOID),
    "table": VoiLut(100, np.linspace(0.0, 1.0, 3000) ** 2, "CURVE"),
}


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("voi", VOIS.values(), ids=VOIS.keys())
@pytest.mark.parametrize("image", IMAGES.values(), ids=IMAGES.keys())
def test_the_screen_value_is_the_one_that_is_shown(image, voi, inverted):
    table = image.lut(voi, inverted=inverted)
    shown = table[int(image.pixels[2, 3]) - image.stored_range[0]]
    assert trace(image, 2, 3, voi, inverted=inverted).screen == shown


@pytest.mark.parametrize(
    ("monochrome1", "inverted", "white"),
    [
        (False, False, "high is white"),
        (True, False, "low is white"),
        (False, True, "low is white"),
        (True, True, "high is white"),
    ],
)
def test_polarity_names_the_file_and_the_reader(monochrome1, inverted, white):
    step = told(image_of(monochrome1=monochrome1), inverted=inverted)["Polarity"]
    assert step.value == white
    assert ("MONOCHROME1" in step.why) == monochrome1
    assert ("by the reader" in step.why) == inverted


def test_padding_is_said_to_be_shown_black():
    steps = told(image_of(padding=(1500, 1500)), inverted=True)
    assert "this is padding, 1500" in steps["Stored value"].why
    assert steps["Screen"].value == "0 of 255"
    assert "padding is shown black" in steps["Screen"].why
    assert "not padding, which is 0" in told(image_of(padding=(0, 0)))["Stored value"].why


def test_tables_are_told_by_their_entries():
    steps = told(IMAGES["modality LUT"], VOIS["table"])
    assert steps["Modality"].why == "Modality LUT, entry 31 of 60"
    assert "of 3000, from value 100" in steps["VOI LUT CURVE"].why


def test_a_value_outside_the_window_is_said_to_be():
    narrow = Window(100.0, 50.0)
    assert told(image_of(), narrow)["Window"].why.endswith("; at or above it")
    assert told(image_of(3), narrow)["Window"].why.endswith("; at or below it")


def test_there_is_nothing_to_tell_beside_the_image():
    for row, column in ((-1, 0), (0, -1), (4, 0), (0, 5)):
        assert trace(image_of(), row, column, WINDOW, inverted=False) is None


def test_as_text_it_has_a_line_for_the_place_and_for_each_step():
    lines = trace(image_of(), 2, 3, WINDOW, inverted=False).text.splitlines()
    assert lines[0] == "Row 2, column 3 (from 0)"
    assert lines[1] == "Stored value: 1500 (no padding)"
    assert lines[-1] == "Screen: 93 of 255"
