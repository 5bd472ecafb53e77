"""What the window says of a session that broke off, and of an error that nobody foresaw."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton

from mura_desktop.ui.lifetime.last_session import tell
from mura_desktop.ui.reading.steps import note_steps


@pytest.fixture
def kept(tmp_path):
    kept = tmp_path / "last.log"
    kept.write_text("MURA Desktop\nwhat it did\n")
    return kept


def press(box, name):
    next(each for each in box.findChildren(QPushButton) if each.text() == name).click()


def shown_log(window):
    (dialog,) = [each for each in window.findChildren(QDialog) if each.windowTitle() == "Log"]
    text = dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.reject()
    return text


def test_a_crash_is_called_one_and_its_log_shown_here(window, kept):
    box = tell(kept, True, window)
    assert "crashed" in box.text()
    press(box, "Show Log")
    assert "what it did" in shown_log(window)


def test_of_a_session_that_was_killed_no_more_is_said_than_is_known(window, kept):
    box = tell(kept, False, window)
    assert "crash" not in box.text() + box.informativeText()
    assert "not known" in box.informativeText()
    box.close()


def test_a_log_that_is_gone_is_told_as_such(window, kept):
    box = tell(kept, True, window)
    kept.unlink()
    press(box, "Show Log")
    assert "cannot be read" in shown_log(window)


def test_an_error_that_nobody_foresaw_is_told_in_the_window(qtbot, window, kept):
    window.mishap.log = kept
    window.mishap.happened.emit()
    qtbot.waitUntil(lambda: bool(window.mishap.notice.text))
    assert "Do not rely" in window.mishap.notice.text
    press(window.mishap.notice, "Show log")
    assert "what it did" in shown_log(window)


def test_the_log_says_what_the_session_does_and_not_with_what(
    qtbot, caplog, window, session, files, image_of
):
    files.contents["doe.dcm"] = [image_of("doe.dcm")]
    note_steps(session)
    level = caplog.at_level("INFO", "mura_desktop.ui.reading.steps")
    with level, qtbot.waitSignal(session.study_judged):
        session.open([Path("doe.dcm")])
    said = [record.getMessage() for record in caplog.records]
    assert said.index("Files are read") < said.index("A study is open")
    assert said[-1] == "A study has its verdict"
    assert not [each for each in said if "doe" in each.lower()]
