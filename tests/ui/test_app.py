import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from mura_desktop import app
from mura_desktop.domain.errors import InvalidBundle, UnreadableFile


def in_a_fresh_process(code):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=environment,
    ).stdout.split()


LATER = (
    *("torch", "torchvision", "timm", "pydicom", "PIL", "sqlite3", "statistics"),
    *("mura_desktop.imaging", "mura_desktop.inference", "mura_desktop.records.log"),
    *(
        "mura_desktop.ui.saving.report",
        "mura_desktop.ui.saving.picture",
        "mura_desktop.ui.verdicts.bundles_page",
    ),
    *("mura_desktop.ui.help", "mura_desktop.ui.documents", "mura_desktop.ui.worklist.dialog"),
    *("mura_desktop.ui.own.log_dialog", "mura_desktop.ui.header.header_window"),
    *("mura_desktop.ui.keys.dialog", "mura_desktop.ui.keeping.dialog"),
    *("mura_desktop.ui.measuring.list_window", "mura_desktop.ui.studies.refusal_list"),
)
"""What the window shows only when it is asked for."""


def test_the_window_is_on_screen_before_what_it_does_not_show_is_imported():
    imported = in_a_fresh_process(
        "import sys\n"
        "from mura_desktop.app import build\n"
        "application, session, window = build()\n"
        "window.show()\n"
        "application.processEvents()\n"
        "assert window.isVisible()\n"
        "print(*sys.modules)\n"
        "session.shut_down()\n"
    )
    allowed = {"torch", "torchvision"} if sys.platform == "win32" else set()  # there before Qt
    assert not (set(LATER) - allowed) & set(imported)


def test_imports_after_qt_do_not_read_the_source_of_what_they_import():
    read = in_a_fresh_process(
        "import linecache\n"
        "import mura_desktop.app\n"
        "print(len([name for name in linecache.cache if 'viewer' in name]))\n"
    )
    assert read == ["0"]


@pytest.fixture
def rooms(qapp, monkeypatch, files, network):
    """The program with a loader and a network that need no files."""
    monkeypatch.setattr(app, "_load", files)
    monkeypatch.setattr(app, "_make_analyzer", network)


def test_the_program_takes_a_picture_of_its_first_verdict_and_ends(
    rooms, files, network, image_of, tmp_path
):
    files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]
    network.scores.update(a1=0.1, a2=0.95)
    assert app.run([Path("study")], picture=tmp_path / "window.png") == 0
    picture = QImage(str(tmp_path / "window.png"))
    assert picture.width() >= 1000
    assert network.judged == ["a1", "a2"]


def test_without_a_verdict_there_is_a_picture_and_an_error_code(
    rooms, files, network, image_of, tmp_path
):
    files.contents["study"] = [image_of()]
    network.failure = InvalidBundle(Path("bundle"), "Its hash differs.", "Fetch it again.")
    assert app.run([Path("study")], picture=tmp_path / "window.png") == 1
    assert (tmp_path / "window.png").exists()


def test_when_nothing_can_be_opened_the_picture_is_not_waited_for(rooms, files, tmp_path):
    files.contents["x"] = [UnreadableFile(Path("x"), "It is empty.", "Copy it again.")]
    assert app.run([Path("x")], picture=tmp_path / "window.png") == 1


def test_a_picture_that_cannot_be_written_is_an_error_code(rooms, files, image_of, tmp_path):
    files.contents["study"] = [image_of()]
    assert app.run([Path("study")], picture=tmp_path / "nowhere" / "window.png") == 1


def test_a_start_opens_a_window_of_its_own_where_qt_cannot_open_sockets(
    monkeypatch, logged, tmp_path
):
    monkeypatch.setitem(sys.modules, "mura_desktop.ui.lifetime.single_instance", None)

    assert app._become_first([tmp_path]) == (True, None)
    assert [each.getMessage() for each in logged.records] == ["Later starts are not heard"]
    logged.records.clear()
