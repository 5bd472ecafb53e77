"""A second start hands its files to the first."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket

from mura_desktop.app import hear
from mura_desktop.ui.lifetime.single_instance import Doorbell, be_first, bell_name, come_to_front

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="says what lies on disk")

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from mura_desktop.ui.lifetime.single_instance import be_first
application = QCoreApplication([])
bell = be_first(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
sys.exit(0 if bell is None else 3)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return tmp_path / "state"


@pytest.fixture
def first(qapp, folder):
    bell = be_first(folder, [])
    assert bell is not None
    assert bell.listens
    yield bell
    bell.close()


def start_second(folder, *paths, cwd):
    program = [sys.executable, "-c", SECOND, str(folder), *paths]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(program, cwd=cwd, env=environment)


def test_the_second_program_hands_its_paths_to_the_first_and_ends_well(
    first, folder, tmp_path, qtbot
):
    with qtbot.waitSignal(first.rung, timeout=60_000) as rung:
        second = start_second(folder, "wrist.dcm", "/elsewhere/é b.png", cwd=tmp_path)

    assert rung.args == [[tmp_path / "wrist.dcm", Path("/elsewhere/é b.png")]]
    assert second.wait(60) == 0


def test_a_start_without_files_is_heard_too(first, folder, tmp_path, qtbot):
    with qtbot.waitSignal(first.rung, timeout=60_000) as rung:
        second = start_second(folder, cwd=tmp_path)

    assert rung.args == [[]]
    assert second.wait(60) == 0


def test_a_socket_that_a_killed_program_left_behind_is_taken_over(qapp, folder):
    name = bell_name(folder)
    folder.mkdir()
    left_behind = socket.socket(socket.AF_UNIX)
    left_behind.bind(name)
    left_behind.close()
    assert Path(name).exists()

    bell = be_first(folder, [])
    assert bell is not None
    peer = QLocalSocket()
    peer.connectToServer(bell_name(folder))
    assert peer.waitForConnected(5000)
    peer.abort()
    bell.close()


def test_one_that_comes_second_does_not_take_the_socket_away(first, folder):
    assert not Doorbell(bell_name(folder), folder).listens
    assert first.listens
    assert Path(bell_name(folder)).is_socket()


def test_only_the_user_may_ring(first, folder):
    assert Path(bell_name(folder)).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"paths": []}\n', b"[1, 2]\n"])
def test_what_is_no_list_of_paths_is_not_answered(first, folder, qtbot, line):
    heard = []
    first.rung.connect(heard.append)
    peer = QLocalSocket()
    with qtbot.waitSignal(peer.disconnected, timeout=30_000):
        peer.connectToServer(bell_name(folder))
        peer.write(line)

    assert heard == []


def test_paths_may_come_in_pieces(first, folder, qtbot):
    told = json.dumps(["/a", "/b"]).encode() + b"\n"
    peer = QLocalSocket()
    peer.connectToServer(bell_name(folder))
    with qtbot.waitSignal(first.rung, timeout=30_000) as rung:
        peer.write(told[:5])
        peer.flush()
        qtbot.wait(20)
        peer.write(told[5:])
    assert rung.args == [[Path("/a"), Path("/b")]]
    peer.abort()


def test_nobody_listens_where_no_socket_can_be_made_and_the_program_goes_on(
    qapp, folder, tmp_path, monkeypatch
):
    monkeypatch.setattr("mura_desktop.ui.lifetime.single_instance._TRIES", 1)
    bell = be_first(tmp_path / ("x" * 200), [])
    assert bell is not None
    assert not bell.listens


def test_every_user_and_display_has_a_bell_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    here = bell_name(tmp_path)
    assert Path(here).parent == tmp_path
    monkeypatch.setenv("DISPLAY", ":1")
    assert bell_name(tmp_path) != here
    runtime = tmp_path / "run"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert Path(bell_name(tmp_path)).parent == runtime


def test_a_window_that_was_minimised_comes_back(window):
    window.showMinimized()
    window.raise_ = lambda: None  # which Qt's screenless platform warns that it cannot
    come_to_front(window)

    assert not window.isMinimized()
    assert window.isVisible()


def test_a_start_while_the_window_closes_gets_a_window_of_its_own(
    first, folder, window, session, monkeypatch
):
    hear(session, window, first)
    end_work, later = session.shut_down, []

    def start_meanwhile():
        later.append(be_first(folder, [Path("wrist.dcm")]))
        end_work()

    monkeypatch.setattr(session, "shut_down", start_meanwhile)
    window.close()

    (bell,) = later
    assert bell is not None
    assert bell.listens
    bell.close()
