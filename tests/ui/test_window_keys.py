from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mura_desktop.domain.shutter import Rectangle, Shutter


def test_g_turns_the_heatmap_on_and_off(opened):
    assert not opened.canvas.heatmap_visible
    QTest.keyClick(opened, Qt.Key.Key_G)
    assert opened.canvas.heatmap_visible
    QTest.keyClick(opened, Qt.Key.Key_G)
    assert not opened.canvas.heatmap_visible


def test_holding_p_peeks(opened):
    QTest.keyPress(opened, Qt.Key.Key_P)
    assert opened.canvas.heatmap_visible
    QTest.keyRelease(opened, Qt.Key.Key_P)
    assert not opened.canvas.heatmap_visible


def test_peeking_works_while_the_list_has_the_focus(opened):
    opened.thumbnails.setFocus()
    QTest.keyPress(opened.thumbnails, Qt.Key.Key_P)
    assert opened.canvas.heatmap_visible
    QTest.keyRelease(opened.thumbnails, Qt.Key.Key_P)
    assert not opened.canvas.heatmap_visible


def test_space_and_drag_pans(opened):
    opened.canvas.zoom(3.0)
    before = opened.canvas.presentation
    QTest.keyPress(opened.canvas, Qt.Key.Key_Space)
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(opened.canvas, QPoint(230, 200))
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(230, 200))
    QTest.keyRelease(opened.canvas, Qt.Key.Key_Space)
    after = opened.canvas.presentation
    assert after.voi == before.voi
    assert after.view.centre[0] < before.view.centre[0]


def test_the_keys_do_what_the_menus_say(opened):
    canvas = opened.canvas
    QTest.keyClick(opened, Qt.Key.Key_I)
    assert canvas.presentation.inverted
    QTest.keyClick(opened, Qt.Key.Key_R)
    QTest.keyClick(opened, Qt.Key.Key_H)
    assert canvas.presentation.view.orientation.mirrored
    QTest.keyClick(opened, Qt.Key.Key_2)
    assert canvas.presentation.voi.explanation == "BONE"
    QTest.keyClick(opened, Qt.Key.Key_Plus)
    assert not canvas.presentation.view.fitted
    QTest.keyClick(opened, Qt.Key.Key_Equal)
    assert canvas.presentation.view.fitted
    QTest.keyClick(opened, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.presentation.view.scale == pytest.approx(1.0)
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert not canvas.presentation.inverted
    assert canvas.presentation.view.orientation.turns == 0


def test_no_two_commands_share_a_key(window):
    keys = [key.toString() for action in window.commands.all for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_ctrl_w_closes_the_study_in_front(opened, session):
    QTest.keyClick(opened, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not session.studies
    assert opened.welcome.isVisible()


def test_overlays_and_shutter_can_be_turned_off_only_where_there_are_some(
    opened, session, files, image_of, qtbot
):
    assert not opened.commands["overlays"].isEnabled()
    assert not opened.commands["shutter"].isEnabled()
    shutter = Shutter((Rectangle(1, 20, 1, 48),))
    files.contents["x"] = [image_of("s", study="other", shutter=shutter)]
    session.open([Path("x")])
    qtbot.waitUntil(opened.commands["shutter"].isEnabled)
    assert not opened.commands["overlays"].isEnabled()
