"""What was done to an image, undone and done again."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.reader import press


def test_what_was_done_to_an_image_is_undone_and_done_again(five):
    start = five.canvas.presentation
    press(five, Qt.Key.Key_I)
    press(five, Qt.Key.Key_R)
    assert five.commands["undo"].text() == "&Undo rotation"
    five.commands["undo"].trigger()
    assert five.canvas.presentation.inverted
    assert five.canvas.presentation.view.orientation.turns == 0
    five.commands["undo"].trigger()
    assert five.canvas.presentation == start
    five.commands["redo"].trigger()
    assert five.canvas.presentation.inverted
    assert five.commands["undo"].text() == "&Undo invert"


def test_one_drag_is_undone_in_one(five):
    start = five.canvas.presentation
    for _ in range(2):
        QTest.mousePress(five.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
        for step in range(1, 6):
            QTest.mouseMove(five.canvas, QPoint(200 + 5 * step, 200))
        QTest.mouseRelease(five.canvas, Qt.MouseButton.LeftButton, pos=QPoint(225, 200))
    assert five.histories.activeStack().count() == 2
    five.commands["undo"].trigger()
    five.commands["undo"].trigger()
    assert five.canvas.presentation == start


def test_what_is_undone_in_linked_views_is_undone_in_all_of_them(five, qtbot):
    five.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 2)
    start = [canvas.presentation for canvas in five.views.canvases]
    five.commands["link_window"].trigger()
    press(five, Qt.Key.Key_2)
    five.commands["undo"].trigger()
    assert [canvas.presentation for canvas in five.views.canvases] == start


def test_undoing_brings_the_image_back_that_it_was_done_to(five, session):
    press(five, Qt.Key.Key_I)
    five.commands["next_image"].trigger()
    five.commands["undo"].trigger()
    assert session.selected[1].path.name == "five-1"
    assert not five.canvas.presentation.inverted


def test_each_study_has_a_history_of_its_own_that_ends_with_it(dated, session):
    window = dated("20200101", "20240101")
    press(window, Qt.Key.Key_I)
    window.commands["previous_study"].trigger()
    assert not window.commands["undo"].isEnabled()
    window.commands["next_study"].trigger()
    assert window.commands["undo"].isEnabled()
    window.commands["close_study"].trigger()
    assert not window.commands["undo"].isEnabled()
