"""Everything can be reached with the keyboard, and says what it is."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget


def reachable(window):
    """The widgets that Tab comes to, in its order."""
    found = []
    for _ in range(200):
        widget = QApplication.focusWidget()
        if widget in found:
            break
        found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return found


def test_an_empty_window_opens_files_at_a_key(window):
    focused = window.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Open files…"


def test_a_window_that_is_empty_again_opens_files_at_a_key(opened):
    opened.commands["close_study"].trigger()
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Open files…"


def test_tab_comes_to_the_list_every_view_and_the_verdict(opened, qtbot):
    opened.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(opened.views.canvases) == 2)
    found = reachable(opened)
    assert opened.thumbnails in found
    for canvas in opened.views.canvases:
        assert canvas in found
    assert any(opened.verdict.isAncestorOf(widget) for widget in found)


def test_coming_to_a_view_with_tab_makes_it_the_active_one(opened, session, qtbot):
    opened.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(opened.views.canvases) == 2)
    opened.views.cells[0].canvas.setFocus()
    QTest.keyClick(opened.views.cells[0].canvas, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is opened.views.cells[1].canvas
    assert opened.views.active_cell is opened.views.cells[1]
    assert session.selected[1].path.name == "a2"


def test_every_control_says_what_it_is(opened):
    silent = []
    for widget in opened.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(widget)
            if not face.text(QAccessible.Text.Name):
                silent.append(f"{type(widget).__name__} {widget.objectName()}")
    assert not silent


def test_the_list_says_part_side_and_verdict_of_each_image(opened):
    item = opened.thumbnails.topLevelItem(0).child(0)
    said = item.data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Wrist AP · Left: Fracture suspected"


def test_tab_goes_down_the_verdicts_as_the_eye_does(opened):
    def places():
        pane, seen = opened.verdict, []
        each = pane.nextInFocusChain()
        while each is not opened.verdict:
            if pane.isAncestorOf(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                seen.append(each)
            each = each.nextInFocusChain()
        return [each.mapTo(pane.widget(), QPoint(0, 0)).y() for each in seen if each.isVisible()]

    assert len(places()) > 5
    assert places() == sorted(places())


def test_what_a_drag_does_keys_do_too(opened):
    canvas = opened.views.active
    shift, alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
    QTest.keyClick(opened, Qt.Key.Key_Plus)
    before = canvas.presentation
    QTest.keyClick(opened, Qt.Key.Key_Right, shift)
    QTest.keyClick(opened, Qt.Key.Key_Down, shift)
    moved = canvas.presentation.view.centre
    assert moved[0] < before.view.centre[0]
    assert moved[1] < before.view.centre[1]

    QTest.keyClick(opened, Qt.Key.Key_Up, alt)
    QTest.keyClick(opened, Qt.Key.Key_Right, alt)
    assert canvas.presentation.voi.center < before.voi.center
    assert canvas.presentation.voi.width > before.voi.width
    opened.histories.undo()
    opened.histories.undo()
    assert canvas.presentation == before, "steps that follow each other are undone in one"
