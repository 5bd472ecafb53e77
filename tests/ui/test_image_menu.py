"""What a right click over an image offers, and what can be taken out of its way."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mura_desktop.ui.image_menu import ImageMenu
from tests.ui.measuring.test_measuring import drag, place, shapes

RIGHT, PLAIN = Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def menu(opened):
    menu = opened.findChild(ImageMenu)
    yield menu
    menu.close()


def offered(menu):
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def measure(window):
    QTest.keyClick(window.views.active, Qt.Key.Key_D)
    drag(window, (8, 20), (40, 20))
    window.measuring.hand.choose(None)


def test_a_right_click_offers_what_can_be_done_with_the_image(opened, menu):
    QTest.mouseClick(opened.views.active, RIGHT, PLAIN, place(opened, 24, 40))

    assert menu.isVisible()
    assert {"Window", "Fit to window", "Invert", "Length", "Copy view"} <= set(offered(menu))
    assert "Delete measurement" not in offered(menu)
    assert all(action.isEnabled() for action in menu.actions())


def test_a_right_click_on_a_measurement_deletes_it(opened, menu):
    measure(opened)
    QTest.keyClick(opened.views.active, Qt.Key.Key_D)
    drag(opened, (8, 50), (40, 50))
    opened.measuring.hand.choose(None)
    QTest.mouseClick(opened.views.active, RIGHT, PLAIN, place(opened, 24, 20))
    assert offered(menu)[0] == "Delete measurement"
    menu.actions()[0].trigger()

    (left,) = shapes(opened)
    assert round(left.points[0][1]) == 50


def test_a_right_drag_zooms_and_opens_no_menu(opened, menu):
    canvas = opened.views.active
    before = canvas.presentation.view.scale
    QTest.mousePress(canvas, RIGHT, PLAIN, QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(200, 150))
    QTest.mouseRelease(canvas, RIGHT, PLAIN, QPoint(200, 150))

    assert canvas.presentation.view.scale > before
    assert not menu.isVisible()


def test_the_menu_opens_with_the_keyboard_too(opened, menu):
    canvas = opened.views.active
    reason = QContextMenuEvent.Reason.Keyboard
    at = canvas.rect().center()
    QApplication.sendEvent(canvas, QContextMenuEvent(reason, at, canvas.mapToGlobal(at)))
    assert menu.isVisible()


def test_texts_at_the_corners_go_and_what_must_be_known_stays(opened):
    canvas = opened.views.active
    canvas.flip_horizontally()
    canvas.grab()
    written = len(canvas.taken)
    opened.commands["texts"].trigger()
    canvas.grab()
    assert 0 < len(canvas.taken) < written

    corners = canvas._scene._corners(canvas.image, canvas.presentation, named=True, brief=False)
    assert [*corners.top_left, *corners.top_right, *corners.bottom_left] == []
    assert corners.mark == "MIRRORED"


def test_measurements_can_be_hidden_and_it_is_told_how_many_are(opened):
    measure(opened)
    canvas = opened.views.active
    canvas.grab()
    drawn = canvas.grab().toImage()
    opened.commands["show_measurements"].trigger()
    assert canvas.grab().toImage() != drawn
    assert len(shapes(opened)) == 1, "nothing is lost"

    before = canvas.presentation.voi
    drag(opened, (40, 20), (45, 30))
    QTest.keyClick(opened, Qt.Key.Key_Delete)
    assert len(shapes(opened)) == 1, "what is not in sight is neither taken nor deleted"
    assert canvas.presentation.voi != before
    canvas.set_voi(before)

    QTest.keyClick(canvas, Qt.Key.Key_D)
    assert opened.commands["show_measurements"].isChecked(), "who draws sees what is drawn"


def test_the_window_has_the_whole_screen_and_gives_it_back(opened):
    opened.commands["full_screen"].trigger()
    assert opened.isFullScreen()
    opened.commands["full_screen"].trigger()
    assert not opened.isFullScreen()


def test_the_command_knows_when_the_system_ends_the_full_screen(opened, qtbot):
    opened.commands["full_screen"].trigger()
    opened.showNormal()
    qtbot.waitUntil(lambda: not opened.commands["full_screen"].isChecked())
