"""The list of keys: searched, changed, refused, remembered, restored."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keys.dialog import KeysDialog
from mura_desktop.ui.keys.key_map import KeyMap
from mura_desktop.ui.keys.stored import load_keys


@pytest.fixture
def dialog(opened, qtbot):
    """The dialog, opened with its key."""
    QTest.keyClick(opened, Qt.Key.Key_F1)
    dialog = opened.findChild(KeysDialog)
    qtbot.waitExposed(dialog)
    yield dialog
    for left in opened.findChildren(KeysDialog):  # unless the test has closed it
        left.close()


def press(dialog, name, key, modifier=Qt.KeyboardModifier.NoModifier):
    """Choose a command and press a key in its first field."""
    dialog.choose(name)
    field = dialog.editor.fields[0]
    field.setFocus()
    QTest.keyClick(field, key, modifier)
    field.editingFinished.emit()


def close(dialog, which, window, qtbot):
    """Press a button, and wait until the window has the keyboard again."""
    button(dialog, which).click()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def button(dialog, which):
    return dialog.findChild(QDialogButtonBox).button(which)


def test_every_command_and_gesture_is_listed_with_its_keys(opened, dialog):
    for line in opened.commands.lines:
        assert line.text in dialog.listed
    assert any("Peek" in text for text in dialog.listed)
    rotate = next(item for item in dialog._items() if item.text(0) == "Rotate left")
    assert rotate.text(1) == "L, Shift+R"


def test_the_search_finds_words_and_keys(dialog):
    dialog.search.setText("rotate")
    assert dialog.listed == ("Rotate left", "Rotate right")
    dialog.search.setText("ctrl+1")
    assert dialog.listed == ("Actual pixels (1:1)",)
    dialog.search.setText("")
    assert len(dialog.listed) > 40


def test_another_key_runs_the_command_and_the_old_one_does_not(opened, dialog, qtbot):
    press(dialog, "invert", Qt.Key.Key_J)
    close(dialog, QDialogButtonBox.StandardButton.Ok, opened, qtbot)
    QTest.keyClick(opened, Qt.Key.Key_I)
    assert not opened.canvas.presentation.inverted
    QTest.keyClick(opened, Qt.Key.Key_J)
    assert opened.canvas.presentation.inverted
    assert opened.commands["invert"].toolTip() == "Invert (J)"


def test_a_key_that_is_taken_is_told_and_changes_nothing_until_the_reader_insists(
    opened, dialog, qtbot
):
    press(dialog, "invert", Qt.Key.Key_H)
    assert dialog.notice.text() == "H belongs to “Flip horizontally”."
    assert dialog.keys["invert"] == (QKeySequence("I"),)
    dialog.take.click()
    assert dialog.keys["invert"] == (QKeySequence("H"),)
    assert dialog.keys["flip_h"] == ()
    close(dialog, QDialogButtonBox.StandardButton.Ok, opened, qtbot)
    QTest.keyClick(opened, Qt.Key.Key_H)
    assert opened.canvas.presentation.inverted
    assert not opened.canvas.presentation.view.orientation.mirrored


def test_a_key_that_is_held_over_an_image_goes_to_no_command(dialog):
    press(dialog, "invert", Qt.Key.Key_P)
    assert "peek at the heatmap" in dialog.notice.text()
    assert not dialog.take.isVisible()
    assert dialog.keys["invert"] == (QKeySequence("I"),)


def test_a_key_can_be_taken_away(opened, dialog, qtbot):
    dialog.choose("invert")
    dialog.editor.fields[0].clear()
    qtbot.waitUntil(lambda: dialog.keys["invert"] == ())


def test_a_dialog_that_is_cancelled_changes_nothing(opened, dialog):
    press(dialog, "invert", Qt.Key.Key_J)
    button(dialog, QDialogButtonBox.StandardButton.Cancel).click()
    assert opened.commands.key_table == opened.commands.default_keys


def test_keys_are_there_again_in_the_next_session(opened, dialog, session, qtbot):
    press(dialog, "invert", Qt.Key.Key_J)
    button(dialog, QDialogButtonBox.StandardButton.Ok).click()
    opened.commands.set_keys(opened.commands.default_keys)
    load_keys(opened.commands, opened._preferences)
    assert opened.commands.key_table["invert"] == (QKeySequence("J"),)


def test_only_what_differs_is_remembered_and_defaults_come_back(opened, dialog):
    press(dialog, "invert", Qt.Key.Key_J)
    dialog.keys_chosen.emit(dialog.keys)
    assert remembered(opened) == {"keys/invert": "J"}
    button(dialog, QDialogButtonBox.StandardButton.RestoreDefaults).click()
    button(dialog, QDialogButtonBox.StandardButton.Ok).click()
    assert opened.commands.key_table == opened.commands.default_keys
    assert not remembered(opened)


def remembered(window):
    """What of the keys is kept for the next session."""
    kept = window._preferences._memory.items()
    return {place: text for place, text in kept if place.startswith("keys/") and text}


def test_a_command_without_any_key_stays_so(opened, dialog):
    keys = dialog.keys
    keys.set("invert", ())
    dialog.keys_chosen.emit(keys)
    opened.commands.set_keys(opened.commands.default_keys)
    load_keys(opened.commands, opened._preferences)
    assert opened.commands.key_table["invert"] == ()


def test_a_settings_file_with_nonsense_leaves_the_programs_own_keys(opened):
    preferences = Preferences()
    preferences.keep("keys/nobody", "Ctrl+X")
    preferences.keep("keys/heatmap", "Space")
    preferences.keep("keys/invert", "H")
    load_keys(opened.commands, preferences)
    table = opened.commands.key_table
    assert table["invert"] == (QKeySequence("H"),)
    assert table["flip_h"] == ()
    assert table["heatmap"] == opened.commands.default_keys["heatmap"]


def test_one_key_never_runs_two_commands():
    one, two = QKeySequence("A"), QKeySequence("B")
    keys = KeyMap({"x": (one, two), "y": ()}, {"x": (one, two), "y": ()})
    keys.set("y", (one,))
    assert keys.keys == {"x": (two,), "y": (one,)}
    assert keys.holder(two, beside="y") == "x"
    assert set(keys.changed) == {"x", "y"}
    keys.restore()
    assert not keys.changed


def test_enter_in_the_search_chooses_what_was_found_and_closes_nothing(dialog):
    dialog.search.setText("ctrl+1")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.list.currentItem().text(0) == "Actual pixels (1:1)"


def test_a_search_that_finds_nothing_says_so(dialog):
    def said():
        return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]

    dialog.search.setText("no such command")
    assert "No command has that name or key." in said()
    dialog.search.clear()
    assert "No command has that name or key." not in said()
