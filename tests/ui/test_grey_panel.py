"""Why is this grey?"""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from mura_desktop.domain.colour import Ybr
from mura_desktop.domain.grey import Window
from mura_desktop.domain.shutter import Rectangle, Shutter


def point(canvas, position):
    """Move the pointer; from somewhere else, because one that stays where it was tells nothing."""
    QTest.mouseMove(canvas, position + QPoint(30, 0))
    QTest.mouseMove(canvas, position)


@pytest.fixture
def asked(opened):
    """The window with the panel open and the pointer over the image's middle."""
    QTest.keyClick(opened, Qt.Key.Key_W)
    point(opened.canvas, opened.canvas.rect().center() + QPoint(0, 2))
    return opened


def test_w_opens_and_closes_the_panel(opened):
    panel = opened.viewer.grey
    assert not panel.isVisible()
    QTest.keyClick(opened, Qt.Key.Key_W)
    assert panel.isVisible()
    assert "Point at the image" in panel.text
    QTest.keyClick(opened, Qt.Key.Key_W)
    assert not panel.isVisible()


def test_the_pixel_under_the_pointer_is_explained(asked):
    pixels = []
    asked.canvas.pointed.connect(lambda *pixel: pixels.append(pixel))
    point(asked.canvas, asked.canvas.rect().center() + QPoint(7, 9))
    row, column = pixels[-1]
    said = asked.viewer.grey.text
    assert said.startswith(f"Row {row}, column {column}")
    assert f"Stored value: {asked.canvas.image.pixels[row, column]} " in said
    assert "of 255" in said


def test_the_explanation_follows_the_window_without_the_pointer_moving(asked):
    before = asked.viewer.grey.text
    QTest.keyClick(asked, Qt.Key.Key_I)
    after = asked.viewer.grey.text
    assert "inverted by the reader" in after
    assert before.splitlines()[1] == after.splitlines()[1]
    assert before != after


def test_beside_the_image_there_is_nothing_to_explain(asked):
    point(asked.canvas, QPoint(2, 300))
    assert "Point at the image" in asked.viewer.grey.text


def test_it_is_said_that_the_heatmap_colours_the_pixel(asked):
    assert "heatmap" not in asked.viewer.grey.text
    QTest.keyClick(asked, Qt.Key.Key_G)
    point(asked.canvas, QPoint(300, 300))
    assert "The heatmap colours it." in asked.viewer.grey.text


def test_it_can_be_copied_as_text(asked):
    asked.commands["copy_grey"].trigger()
    assert QGuiApplication.clipboard().text() == asked.viewer.grey.text


def test_another_image_waits_for_the_pointer(asked, session):
    session.step(1)
    assert "Point at the image" in asked.viewer.grey.text


def test_it_is_said_that_a_shutter_covers_the_pixel(
    window, session, files, image_of, qtbot, is_judged
):
    files.contents["x"] = [image_of(shutter=Shutter((Rectangle(1, 20, 1, 48),)))]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    QTest.keyClick(window, Qt.Key.Key_W)
    point(window.canvas, window.canvas.rect().center() + QPoint(0, 100))
    assert "The shutter covers it." in window.viewer.grey.text
    QTest.keyClick(window, Qt.Key.Key_S)
    point(window.canvas, window.canvas.rect().center() + QPoint(0, 101))
    assert "shutter" not in window.viewer.grey.text


def test_without_an_image_there_is_no_panel_and_with_the_next_it_is_back(asked, session, qtbot):
    asked.commands["close_study"].trigger()
    assert not asked.viewer.grey.isVisible()
    assert not asked.commands["why_grey"].isEnabled()
    session.open([Path("study")])
    qtbot.waitUntil(asked.viewer.grey.isVisible)


def test_a_pixel_in_colour_is_explained_by_its_samples(
    window, session, files, image_of, qtbot, is_judged
):
    ybr = np.full((64, 48, 3), (80, 90, 200), np.uint8)
    files.contents["x"] = [image_of(pixels=ybr, colour=Ybr(), vois=(Window(128.0, 256.0),))]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    QTest.keyClick(window, Qt.Key.Key_W)
    point(window.canvas, window.canvas.rect().center() + QPoint(0, 2))
    said = window.viewer.grey.text
    assert "Stored samples: Y 80 CB 90 CR 200" in said
    assert "Photometric: YBR_FULL" in said
