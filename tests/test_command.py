"""``mura-desktop`` itself: which way a command line goes, and how soon."""

import subprocess
import sys

import pytest

import mura_desktop
from mura_desktop import display
from mura_desktop.__main__ import main


@pytest.fixture
def no_display(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == mura_desktop.__version__


def test_without_a_display_the_window_says_so_and_names_the_way_without_one(no_display, capsys):
    assert main(["somewhere"]) == 2

    said = capsys.readouterr().err
    assert "no display" in said
    assert "mura-desktop analyze" in said


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_is_found_where_the_environment_names_one(no_display, monkeypatch, name):
    assert not display.is_available()
    monkeypatch.setenv(name, "somewhere")
    assert display.is_available()


def test_analyze_goes_to_the_command_line(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["analyze", "--help"])
    assert ended.value.code == 0
    assert "usage: mura-desktop analyze" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "stranger"),
    [
        (["--version"], "PySide6"),
        (["--version"], "PIL"),
        (["analyze", "--help"], "PySide6"),
        (["analyze", "--help"], "torch"),
    ],
)
def test_nothing_heavy_is_imported_for_an_answer_that_needs_none(call, stranger):
    program = (
        "import sys\n"
        "from mura_desktop.__main__ import main\n"
        "try:\n"
        f"    main({call!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        f"sys.exit({stranger!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is stood in")
def test_a_start_in_a_folder_that_is_gone_says_so(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["analyze", "/a/study"]) == 2
    assert "is no longer there. Start it in another folder." in capsys.readouterr().err
