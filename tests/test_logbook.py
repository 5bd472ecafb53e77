"""The log of a session: kept, discreet, and missed when the session did not come to its end."""

import logging
import os
import signal
import subprocess
import sys
import threading

import pytest

from mura_desktop.logbook import LAST_LOG, LOG, BrokenOff, Logbook

SESSION = """
import sys
from pathlib import Path
from mura_desktop.logbook import Logbook
book = Logbook(Path(sys.argv[1]))
assert book.begin() is None
import logging, os
{}
"""


def session(folder, code):
    return subprocess.run(
        [sys.executable, "-c", SESSION.format(code), folder], capture_output=True, text=True
    )


def at_home_in(folder):
    """An environment whose user has no settings, no records and no window open."""
    places = {f"XDG_{kind}_HOME": str(folder) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {**os.environ, **places, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}


@pytest.fixture
def begun(tmp_path):
    books = []

    def begin():
        books.append(Logbook(tmp_path / "logs"))
        return books[-1].begin()

    yield begin
    for book in books:
        book.end()


def test_a_session_that_ended_is_not_missed(tmp_path, begun):
    assert session(tmp_path / "logs", "book.end()").returncode == 0
    assert begun() is None


def test_a_session_that_was_killed_is_told_at_the_next_start(tmp_path, begun):
    session(tmp_path / "logs", "os.kill(os.getpid(), 9)")
    broken_off = begun()
    assert broken_off == BrokenOff(tmp_path / "logs" / LAST_LOG, crashed=False)
    assert broken_off.log.read_text().startswith("MURA Desktop")


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from mura_desktop import app
from mura_desktop.logbook import Logbook
QTimer.singleShot(0, lambda: print("open", flush=True))
sys.exit(app.run([], logbook=Logbook(Path(sys.argv[1]))))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no process such a signal")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_window_that_a_signal_ends_is_not_missed(tmp_path, begun, name):
    begin = WINDOW.replace("QTimer.singleShot", "app._application(); QTimer.singleShot")
    window = subprocess.Popen(
        [sys.executable, "-c", begin, tmp_path / "logs"],
        stdout=subprocess.PIPE,
        text=True,
        env=at_home_in(tmp_path),
    )
    assert window.stdout.readline() == "open\n"
    window.send_signal(getattr(signal, name))
    assert window.wait(60) == 0
    window.stdout.close()
    assert begun() is None


SCREEN_GOES_AWAY = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from mura_desktop import app
from mura_desktop.logbook import Logbook
application = app._application()
QTimer.singleShot(500, lambda: application.exit(1))  # what Qt does of itself then
sys.exit(app.run([Path("nothing")], logbook=Logbook(Path(sys.argv[1]))))
"""


def test_a_window_whose_screen_goes_away_ends_with_all_its_threads(tmp_path, begun):
    command = [sys.executable, "-c", SCREEN_GOES_AWAY, tmp_path / "logs"]
    subprocess.run(command, check=True, timeout=120, env=at_home_in(tmp_path))
    assert begun() is None


def test_a_crash_below_python_leaves_the_place_where_it_happened(tmp_path, begun):
    session(tmp_path / "logs", "import faulthandler; faulthandler._sigsegv()")
    broken_off = begun()
    assert broken_off.crashed
    assert "Segmentation fault" in broken_off.log.read_text()


def test_a_second_window_is_no_crash_of_the_first(begun):
    assert begun() is None
    assert begun() is None


def test_the_log_holds_kinds_and_places_but_no_text_of_an_error(tmp_path, begun, logged):
    begun()
    try:
        raise ValueError("DOE^JANE in /studies/doe-jane.dcm")
    except ValueError as error:
        logging.getLogger("mura_desktop").error("Reading %s failed", "doe-jane", exc_info=error)
    logged.records.clear()
    said = (tmp_path / "logs" / LOG).read_text()
    assert "ValueError" in said
    assert "test_logbook.py" in said
    assert "doe" not in said.lower()


def test_an_error_that_nobody_foresaw_is_in_the_log(tmp_path, begun):
    session(tmp_path / "logs", "raise KeyError('DOE^JANE')")
    said = begun().log.read_text()
    assert "KeyError" in said
    assert "DOE" not in said


def test_what_the_session_did_is_in_the_log_of_one_that_was_killed(tmp_path, begun):
    steps = "logging.getLogger('mura_desktop.ui.reading.steps').info('Files are read')"
    others = "logging.getLogger('PIL.Image').info('DOE^JANE')"
    session(tmp_path / "logs", f"{steps}; {others}; os.kill(os.getpid(), 9)")
    said = begun().log.read_text()
    assert "Files are read" in said
    assert "DOE" not in said


def test_whoever_asks_hears_of_an_error_that_nobody_foresaw_whatever_thread_it_is_of(
    tmp_path, monkeypatch, logged
):
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    book, heard = Logbook(tmp_path), []
    book.begin(lambda: heard.append("heard"))
    try:
        sys.excepthook(KeyError, KeyError("DOE^JANE"), None)
        thread = threading.Thread(target=lambda: {}["DOE^JANE"])
        thread.start()
        thread.join()
    finally:
        book.end()
    logged.records.clear()
    assert heard == ["heard", "heard"]
    assert "DOE" not in book.log.read_text()


FULL = """
import resource, sys
from pathlib import Path
from mura_desktop.logbook import Logbook
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as on a full disk, nothing can be written
try:
    Logbook(Path(sys.argv[1])).begin()
except OSError as error:
    print(error.strerror)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_is_an_error_of_the_system_and_no_other_window(tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "logs"], capture_output=True, text=True
    )
    assert "lock" in said.stdout, said.stderr


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Logbook(tmp_path / "file" / "logs").begin()
