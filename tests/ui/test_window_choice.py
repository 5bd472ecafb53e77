"""The windows that an image can be seen through: chosen by key and menu, and marked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mura_desktop.domain.colour import Rgb
from mura_desktop.domain.grey import VoiLut, Window
from mura_desktop.domain.presets import Preset, window_of
from mura_desktop.ui.commands.window_choice import MENU


def marked(window):
    menu = window.commands.menu(MENU)
    return [action.text() for action in menu.actions() if action.isChecked()]


def offered(window):
    actions = window.commands.menu(MENU).actions()
    return [each.text() for each in actions if each.isVisible() and not each.isSeparator()]


def test_the_files_windows_are_offered_by_their_explanations_and_numbers(opened):
    assert offered(opened) == [
        "File: Window 1   W 4096  L 2048",
        "File: BONE   W 500  L 1000",
        "Preset: Full",
        "Preset: Bone",
        "Preset: Soft tissue",
        "Preset: Edges",
    ]
    assert marked(opened) == ["File: Window 1   W 4096  L 2048"]


PRESET_KEYS = (Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7, Qt.Key.Key_8)


@pytest.mark.parametrize(
    ("key", "preset"), list(zip(PRESET_KEYS, Preset, strict=True)), ids=[p.value for p in Preset]
)
def test_presets_have_keys_and_are_marked(opened, key, preset):
    QTest.keyClick(opened, key)
    assert opened.canvas.presentation.voi == window_of(opened.canvas.image, preset)
    assert marked(opened) == [f"Preset: {preset.value}"]
    assert opened.choice.text() == f"Preset: {preset.value}"


def test_a_key_pressed_twice_leaves_its_window_marked(opened):
    for _ in range(2):
        QTest.keyClick(opened, Qt.Key.Key_2)
        assert opened.choice.text() == "File: BONE"
        assert marked(opened) == ["File: BONE   W 500  L 1000"]


def test_a_drag_makes_it_custom_and_zero_brings_the_files_own_back(opened):
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(opened.canvas, QPoint(240, 260))
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(240, 260))
    assert opened.choice.text() == "Custom"
    assert marked(opened) == []
    QTest.keyClick(opened, Qt.Key.Key_0)
    assert opened.canvas.presentation.voi == opened.canvas.image.default_voi
    assert len(marked(opened)) == 1


def test_the_network_sees_the_images_own_window_whatever_the_reader_chose(
    opened, session, network, qtbot, is_judged
):
    seen = []
    make = network.__class__.__call__

    class Watched(network.__class__):
        def __call__(self, device, bundle=None):
            analyzer = make(self, device)
            analyze = analyzer.analyze
            analyzer.analyze = lambda image: (seen.append(image.rendered()), analyze(image))[1]
            return analyzer

    network.__class__ = Watched
    for key in (Qt.Key.Key_8, Qt.Key.Key_I):
        QTest.keyClick(opened, key)
    session.queue.choose_device("cpu")
    qtbot.waitUntil(is_judged)
    images = session.studies[0].study.images
    assert opened.canvas.presentation.inverted
    for image, shown in zip(images, seen, strict=True):
        np.testing.assert_array_equal(shown, image.lut(image.default_voi).take(image.pixels))


def test_a_preset_is_never_taken_for_a_window_of_the_same_name_in_the_file(
    window, session, files, image_of, qtbot, is_judged
):
    image = image_of(vois=(Window(100.0, 50.0, explanation="Bone"),))
    files.contents["x"] = [image]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    assert marked(window) == ["File: Bone   W 50  L 100"]
    QTest.keyClick(window, Qt.Key.Key_6)
    assert marked(window) == ["Preset: Bone"]


def test_a_table_of_the_file_is_offered_as_what_it_is(
    window, session, files, image_of, qtbot, is_judged
):
    table = VoiLut(0, np.linspace(0.0, 1.0, 4096), "A & B")
    files.contents["x"] = [replace(image_of(), vois=(table, Window(9.0, 9.0)))]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    assert offered(window)[0] == "File: A && B   LUT of 4096 entries"
    assert window.choice.text() == "File: A && B"


def test_without_an_image_no_window_can_be_chosen(window):
    assert not window.choice.isEnabled()
    actions = window.commands.menu(MENU).actions()
    assert not any(action.isEnabled() for action in actions if not action.isSeparator())


def test_a_window_that_the_program_chose_is_not_called_the_files(
    window, session, files, image_of, qtbot, is_judged
):
    files.contents["x"] = [
        image_of(vois=(Window(9.0, 9.0, explanation="Full range", chosen=True),))
    ]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    assert marked(window) == ["Full range   W 9  L 9"]
    assert window.choice.text() == "Full range"


def test_a_picture_in_colour_has_no_window_to_choose(
    window, session, files, image_of, qtbot, is_judged
):
    rgb = np.full((64, 48, 3), (200, 100, 50), np.uint8)
    files.contents["x"] = [image_of(pixels=rgb, colour=Rgb(), vois=(Window(128.0, 256.0),))]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    before = window.canvas.presentation
    assert not window.choice.isEnabled()
    assert window.choice.text() == "Window"
    for key in (Qt.Key.Key_6, Qt.Key.Key_1):
        QTest.keyClick(window, key)
    window.canvas.set_voi(Window(10.0, 5.0))
    assert window.canvas.presentation == before
    assert marked(window) == []
