"""Every dialog by the keyboard: what Tab reaches, what Enter and Escape do, what is read aloud."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QScrollBar, QWidget

from mura_desktop.ui.keeping.dialog import SettingsDialog
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keeping.recent import RecentStudies

COMMANDS = (
    *("header", "shortcuts", "settings", "about", "help"),
    *("bundles", "reading_log", "measurements", "model_card"),
)


@pytest.fixture
def show(opened, qtbot):
    """Shows the dialog of a command."""

    def trigger(command):
        before = set(opened.findChildren(QDialog))
        opened.commands[command].trigger()

        def found():
            new = set(opened.findChildren(QDialog)) - before
            return [each for each in new if each.isVisible()]

        qtbot.waitUntil(lambda: len(found()) == 1)
        dialog = found()[0]
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return trigger


def controls(dialog):
    """What of it can be seen and takes the keyboard."""
    return [
        each
        for each in dialog.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not isinstance(each, QScrollBar)
    ]


def is_open(dialog):
    try:
        return dialog.isVisible()
    except RuntimeError:  # it is deleted when it is closed
        return False


@pytest.mark.parametrize("command", COMMANDS)
def test_escape_closes_a_dialog(show, command):
    dialog = show(command)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not is_open(dialog)


@pytest.mark.parametrize("command", COMMANDS)
def test_enter_in_a_field_a_list_or_a_text_presses_no_button(show, command):
    dialog = show(command)
    for each in controls(dialog):
        if not each.inherits("QAbstractButton") and not each.inherits("QComboBox"):
            QTest.keyClick(each, Qt.Key.Key_Return)
            assert is_open(dialog), each
    dialog.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_control_of_a_dialog_has_a_name_to_be_read_aloud(show, command):
    dialog = show(command)
    for each in controls(dialog):
        spoken = QAccessible.queryAccessibleInterface(each)
        assert spoken.text(QAccessible.Text.Name), each
    dialog.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_tab_goes_through_a_dialog_and_never_stays_in_a_table(show, command):
    dialog = show(command)
    for each in dialog.findChildren(QAbstractItemView):
        assert not each.tabKeyNavigation()
    dialog.close()


def test_enter_in_the_settings_forgets_nothing(qtbot, dressed):
    recent = RecentStudies(Preferences())
    forgotten = []
    recent.clear = lambda: forgotten.append(True)
    dialog = SettingsDialog(Preferences(), recent)
    qtbot.addWidget(dialog)
    dialog.show()
    for each in controls(dialog):
        if not each.inherits("QPushButton"):
            QTest.keyClick(each, Qt.Key.Key_Return)
    assert not forgotten
