"""Taking hold of what was drawn, with mouse or keys, and giving it up."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidget

from tests.ui.measuring.test_measuring import LEFT, NONE, click, drag, place, shapes

Key = Qt.Key


@pytest.fixture
def drawn(opened):
    """A window with a study of two images, a line in the first one, and nothing chosen."""
    QTest.keyClick(opened.views.active, Key.Key_D)
    drag(opened, (8, 20), (40, 20))
    opened.measuring.hand.choose(None)
    return opened


def ends(window):
    return [np.round(shape.points).tolist() for shape in shapes(window)]


LINE = [[8, 20], [40, 20]]


def test_the_handles_of_what_was_just_drawn_can_be_dragged_with_its_tool_in_hand(opened):
    QTest.keyClick(opened.views.active, Key.Key_D)
    drag(opened, (8, 20), (40, 20))
    drag(opened, (40, 20), (30, 50))
    assert ends(opened) == [[[8, 20], [30, 50]]]

    drag(opened, (10, 55), (30, 60))
    assert len(shapes(opened)) == 2, "beside them another line begins"
    drag(opened, (8, 20), (12, 8))
    assert len(shapes(opened)) == 3, "so it does on a handle of what is not selected"


def test_a_click_that_selects_a_line_does_not_move_it(drawn):
    canvas = drawn.views.active
    QTest.mousePress(canvas, LEFT, NONE, place(drawn, 24, 20))
    QTest.mouseMove(canvas, place(drawn, 24, 20) + type(place(drawn, 0, 0))(2, 1))
    QTest.mouseRelease(canvas, LEFT, NONE, place(drawn, 24, 20))

    assert ends(drawn) == [LINE]
    assert drawn.measuring.hand._pending.selected is not None


def test_escape_puts_a_dragged_handle_back(drawn):
    before = drawn.views.active.presentation
    canvas = drawn.views.active
    QTest.mousePress(canvas, LEFT, NONE, place(drawn, 40, 20))
    QTest.mouseMove(canvas, place(drawn, 30, 50))
    QTest.keyClick(drawn, Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NONE, place(drawn, 30, 50))

    assert ends(drawn) == [LINE]
    assert canvas.presentation == before


def test_a_drag_from_one_image_to_the_next_measures_in_neither(drawn):
    canvas = drawn.views.active
    first = canvas.image
    for tool in ("measure_length", None):
        if tool:
            drawn.commands[tool].trigger()
            QTest.mousePress(canvas, LEFT, NONE, place(drawn, 10, 50))
        else:
            drawn.measuring.hand.choose(None)
            QTest.mousePress(canvas, LEFT, NONE, place(drawn, 40, 20))
        QTest.mouseMove(canvas, place(drawn, 30, 50))
        drawn.commands["next_image"].trigger()
        assert canvas.image is not first
        QTest.mouseMove(canvas, place(drawn, 30, 55))
        QTest.mouseRelease(canvas, LEFT, NONE, place(drawn, 30, 55))
        assert shapes(drawn) == []
        drawn.commands["previous_image"].trigger()
        assert ends(drawn) == [LINE]


def test_the_delete_key_takes_away_the_shape_that_is_being_drawn_first(drawn):
    drawn.commands["measure_angle"].trigger()
    click(drawn, 10, 50)
    QTest.keyClick(drawn, Key.Key_Delete)
    assert ends(drawn) == [LINE]

    for at in ((10, 30), (10, 50), (40, 50)):
        click(drawn, *at)
    assert ends(drawn)[1] == [[10, 30], [10, 50], [40, 50]], "its first point is forgotten"


def test_a_handle_is_moved_with_the_keyboard_alone(opened):
    canvas = opened.views.active
    for key in (Key.Key_D, *[Key.Key_Return] * 2, *[Key.Key_Right] * 5, Key.Key_Return):
        QTest.keyClick(canvas, key)
    (line,) = shapes(opened)
    QTest.keyClick(canvas, Key.Key_Return)
    for _ in range(4):
        QTest.keyClick(canvas, Key.Key_Down)
    assert shapes(opened) == [line], "it is held"
    QTest.keyClick(canvas, Key.Key_Return)

    (moved,) = shapes(opened)
    assert moved.points[0] == line.points[0]
    scale = canvas.presentation.view.scale
    assert moved.points[1][1] - line.points[1][1] == pytest.approx(40 / scale)
    opened.histories.undo()
    assert shapes(opened) == [line]

    for key in (Key.Key_Return, Key.Key_Up, Key.Key_Escape):
        QTest.keyClick(canvas, key)
    assert shapes(opened) == [line]


def test_a_study_can_be_closed_while_the_list_of_its_measurements_is_open(drawn):
    drawn.commands["measurements"].trigger()
    tree = drawn.findChild(QTreeWidget, "measurements")
    assert tree.topLevelItemCount() == 1
    drawn.commands["close_study"].trigger()
    assert tree.topLevelItemCount() == 0


def test_a_measurement_in_the_list_leads_to_its_frame(
    window, session, files, image_of, is_judged, qtbot
):
    files.contents["x"] = [image_of("many", frames=20)]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    session.select_frame(3)
    qtbot.waitUntil(lambda: window.canvas.image.frame == 3)
    QTest.keyClick(window.canvas, Key.Key_D)
    drag(window, (8, 20), (40, 20))
    window.measuring.hand.choose(None)
    session.select_frame(0)
    qtbot.waitUntil(lambda: window.canvas.image.frame == 0)
    window.commands["measurements"].trigger()
    tree = window.findChild(QTreeWidget, "measurements")
    tree.itemClicked.emit(tree.topLevelItem(0), 0)

    qtbot.waitUntil(lambda: window.canvas.image.frame == 3)
    assert window.viewer.frames.text == "Frame 4 / 20"
    assert window.measuring.hand._pending.number_on(window.canvas.image) == 1, (
        "it is selected there"
    )


def test_arrow_keys_go_through_images_with_a_tool_in_hand_until_return_brings_the_cross(opened):
    canvas = opened.views.active
    QTest.keyClick(canvas, Key.Key_D)
    QTest.keyClick(canvas, Key.Key_Down)
    assert canvas.image.path.name == "a2"

    QTest.keyClick(canvas, Key.Key_Return)
    QTest.keyClick(canvas, Key.Key_Up)
    assert canvas.image.path.name == "a2", "now they move the cross"

    drag(opened, (8, 20), (40, 20))
    QTest.keyClick(canvas, Key.Key_Up)
    assert canvas.image.path.name == "a1", "who draws with the mouse has no cross"


def label_of(window, number=1):
    canvas = window.views.active
    canvas.grab()
    view, ratio = canvas.presentation.view, canvas.devicePixelRatioF()
    labels = window.measuring.hand._ink.labels(canvas.image, view, ratio, canvas.taken)
    return next(label.box for label in labels if label.number == number)


def test_a_label_that_is_dragged_away_moves_nothing_that_was_measured(drawn):
    canvas, before = drawn.views.active, label_of(drawn)
    start = before.center().toPoint()
    QTest.mousePress(canvas, LEFT, NONE, start)
    QTest.mouseMove(canvas, start + QPoint(0, 90))
    QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(0, 90))

    assert ends(drawn) == [LINE]
    assert label_of(drawn) == before.translated(0, 90)

    canvas.pan(-40, 0)
    assert label_of(drawn).center().x() == pytest.approx(before.center().x() - 40), "it follows"
    canvas.reset()
    drag(drawn, (24, 20), (24, 30))
    moved = 10 * canvas.presentation.view.scale / canvas.devicePixelRatioF()
    assert label_of(drawn).top() == pytest.approx(before.top() + 90 + moved, abs=2.0)

    for _ in range(4):
        drawn.histories.undo()
    assert ends(drawn) == [LINE]
    assert label_of(drawn) == before


def test_labels_that_stand_by_themselves_make_room_for_one_that_was_put_there(drawn):
    QTest.keyClick(drawn.views.active, Key.Key_D)
    drag(drawn, (8, 50), (40, 50))
    drawn.measuring.hand.choose(None)
    canvas, other = drawn.views.active, label_of(drawn, 2)
    start, to = label_of(drawn).center().toPoint(), other.center().toPoint()
    QTest.mousePress(canvas, LEFT, NONE, start)
    QTest.mouseMove(canvas, to)
    QTest.mouseRelease(canvas, LEFT, NONE, to)

    assert not label_of(drawn, 2).intersects(label_of(drawn, 1))
