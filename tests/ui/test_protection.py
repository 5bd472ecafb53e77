"""A start after a crash: nothing is opened by itself, and the window says so."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from mura_desktop import app
from mura_desktop.logbook import Logbook
from mura_desktop.ui.main_window import MainWindow


@pytest.fixture
def started(qapp, monkeypatch, files, network, image_of, tmp_path):
    """Return a function that starts the program with files and looks at it before it closes."""
    monkeypatch.setattr(app, "_load", files)
    monkeypatch.setattr(app, "_make_analyzer", network)
    files.contents["a.dcm"] = [image_of("a.dcm")]

    def start(look, paths=(Path("a.dcm"),)):
        seen = []

        def look_and_close():
            try:
                shown = [w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow)]
                seen.append(look(next(w for w in shown if w.isVisible())))
            finally:
                qapp.closeAllWindows()

        QTimer.singleShot(300, look_and_close)
        assert app.run(paths, logbook=Logbook(tmp_path / "logs")) == 0
        return seen[0]

    return start


@pytest.fixture
def crashed(tmp_path):
    """The log of a session that broke off."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "mura-desktop.log").write_text("MURA Desktop\n")


def held_back(window):
    return window.protection.notice.text, len(window._session.studies)


@pytest.fixture
def once_opened(qtbot):
    def look(window):
        qtbot.waitUntil(lambda: len(window._session.studies) == 1)
        return held_back(window)

    return look


def test_after_a_clean_end_what_the_program_was_started_with_is_opened(started, once_opened):
    assert started(once_opened) == ("", 1)
    assert started(once_opened) == ("", 1)


def test_after_a_crash_nothing_is_opened_by_itself_and_the_window_says_so(started, crashed):
    said, opened = started(held_back)
    assert opened == 0
    assert said == (
        "The program did not end properly last time. Nothing was opened by itself: a.dcm."
    )


def test_the_start_after_the_protected_one_opens_again(started, crashed, once_opened):
    started(held_back)
    assert started(once_opened) == ("", 1)


def test_after_a_crash_the_reader_may_open_all_the_same(started, crashed, once_opened):
    def open_anyway(window):
        (button,) = window.protection.notice.findChildren(QPushButton)
        button.click()
        return once_opened(window)

    assert started(open_anyway) == ("", 1)


def test_many_files_are_counted_rather_than_listed(window):
    window.protection.hold_back([Path(f"{number}.dcm") for number in range(300)])
    assert window.protection.notice.text.endswith("0.dcm, 1.dcm, 2.dcm, 297 more.")
