"""Drags that go otherwise than planned: given up, let go elsewhere, or no drags at all."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog

from mura_desktop.ui.viewer.changes import Aspect

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
START = QPoint(200, 200)


def press(window, button=LEFT):
    QTest.mousePress(window.views.active, button, PLAIN, START)


def move(window, across, down=0):
    QTest.mouseMove(window.views.active, START + QPoint(across, down))


def release(window, across=0, button=LEFT):
    QTest.mouseRelease(window.views.active, button, PLAIN, START + QPoint(across, 0))


@pytest.mark.parametrize("button", [LEFT, MIDDLE, Qt.MouseButton.RightButton])
def test_a_hand_that_trembles_while_it_clicks_changes_nothing(opened, button):
    before = opened.views.active.presentation
    press(opened, button)
    move(opened, 2, 1)
    release(opened, 2, button)

    assert opened.views.active.presentation == before
    assert not opened.commands["undo"].isEnabled()


def test_a_drag_counts_from_where_the_button_was_pressed(opened):
    step = opened.views.active.image.default_voi.width / 512.0
    press(opened)
    for across in (1, 2, 10):
        move(opened, across)

    assert opened.views.active.presentation.voi.width == pytest.approx(4096.0 + 10 * step)


def test_escape_gives_up_a_drag_and_leaves_what_was_before_it(opened):
    opened.views.active.turn(1)
    before = opened.views.active.presentation
    press(opened)
    move(opened, 60)
    QTest.keyClick(opened, Qt.Key.Key_Escape)

    assert opened.views.active.presentation == before
    move(opened, 90)
    assert opened.views.active.presentation == before, "the button is held, the drag is over"
    release(opened, 90)
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert opened.views.active.presentation.view.orientation.turns == 0, "now it resets"


def test_escape_gives_up_a_drag_in_every_linked_view(opened, qtbot):
    opened.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(opened.views.canvases) == 2)
    opened.views.link(Aspect.WINDOW, True)
    before = [canvas.presentation.voi for canvas in opened.views.canvases]
    press(opened)
    move(opened, 60)
    assert all(canvas.presentation.voi.width > 4096.0 for canvas in opened.views.canvases)
    QTest.keyClick(opened, Qt.Key.Key_Escape)

    assert [canvas.presentation.voi for canvas in opened.views.canvases] == before


def test_a_button_that_was_let_go_over_a_dialog_drags_no_longer(opened):
    canvas = opened.views.active
    press(opened)
    move(opened, 20)
    before = canvas.presentation
    at = QPointF(START + QPoint(90, 0))
    kind = QEvent.Type.MouseMove
    canvas.mouseMoveEvent(QMouseEvent(kind, at, canvas.mapToGlobal(at), NONE, NONE, PLAIN))
    assert canvas.presentation == before

    press(opened)
    move(opened, -30)
    assert canvas.presentation.voi.width < before.voi.width, "the next press begins another drag"


def test_the_magnifier_is_held_with_its_key_also_after_a_click_in_the_list(opened):
    opened.thumbnails.setFocus()
    shown = opened.views.active.image
    told = []
    opened.views.active.set_lens_held = told.append
    QTest.keyPress(opened.thumbnails, Qt.Key.Key_M)
    QTest.keyRelease(opened.thumbnails, Qt.Key.Key_M)

    assert told == [True, False]
    assert opened.views.active.image is shown


def test_shift_moves_the_window_finely_and_ctrl_fast(opened):
    canvas = opened.views.active
    widths = []
    for modifier in (Qt.KeyboardModifier.ShiftModifier, PLAIN, Qt.KeyboardModifier.ControlModifier):
        canvas.reset()
        at, to = QPointF(START), QPointF(START + QPoint(20, 0))
        for kind, where in ((QEvent.Type.MouseButtonPress, at), (QEvent.Type.MouseMove, to)):
            button = LEFT if kind is QEvent.Type.MouseButtonPress else NONE
            event = QMouseEvent(kind, where, canvas.mapToGlobal(where), button, LEFT, modifier)
            QApplication.sendEvent(canvas, event)
        release(opened, 20)
        widths.append(canvas.presentation.voi.width - 4096.0)

    assert widths[0] < widths[1] < widths[2]


def turn_wheel(canvas, modifier=PLAIN):
    at = QPointF(START)
    none, phase = QPoint(), Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), none, QPoint(0, -120), NONE, modifier, phase, 0)
    QApplication.sendEvent(canvas, event)


def test_the_wheel_goes_through_images_for_a_reader_who_chose_so(opened):
    canvas = opened.views.active
    turn_wheel(canvas)
    assert canvas.image.path.name == "a1", "at first it zooms"
    opened.commands["settings"].trigger()
    dialog = opened.findChild(QDialog, "settings")
    box = next(each for each in dialog.findChildren(QCheckBox) if "Ctrl" in each.text())
    box.click()
    dialog.reject()

    turn_wheel(canvas)
    assert canvas.image.path.name == "a2"
    scale = canvas.presentation.view.scale
    turn_wheel(canvas, Qt.KeyboardModifier.ControlModifier)
    assert canvas.presentation.view.scale < scale


def test_two_fingers_on_a_touch_pad_zoom_about_them(opened):
    canvas = opened.views.active
    at = QPointF(START)
    below, scale = canvas.image_position(at), canvas.presentation.view.scale
    kind, device = Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice()
    where = canvas.mapToGlobal(at)
    event = QNativeGestureEvent(kind, device, 2, at, at, where, 0.25, QPointF())
    QApplication.sendEvent(canvas, event)

    assert canvas.presentation.view.scale == pytest.approx(1.25 * scale)
    assert canvas.image_position(at) == pytest.approx(below)


def test_undo_in_a_drag_takes_back_that_drag_alone(opened):
    press(opened)
    move(opened, 30)
    release(opened, 30)
    first = opened.views.active.presentation
    press(opened)
    move(opened, 60)
    opened.commands["undo"].trigger()
    move(opened, 90)
    release(opened, 90)

    assert opened.views.active.presentation == first
    opened.commands["undo"].trigger()
    assert opened.views.active.presentation.voi.width == 4096.0
