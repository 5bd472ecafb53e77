"""The pictures in README and help, of the program as it is now: ``make picture``.

    python docs/pictures.py FOLDER

builds the real window, drawn in memory where there is no display, works with the sample study as a
reader does, and writes PNGs into FOLDER. The user's own settings and records are left alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image as Pillow
from PySide6.QtWidgets import QWidget

from mura_desktop import paths
from mura_desktop.app import build
from mura_desktop.domain.verdict import Verdict
from mura_desktop.ui.own.log_dialog import LogDialog
from mura_desktop.ui.reading.open_study import Phase

LONGEST_WAIT = 300.0
COLOURS = 256


class Photographer:
    """Brings the window into a state and takes a picture of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._application, self.session, self.window = build()
        self.window.resize(1280, 800)
        self.window.show()
        self.settle()

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture with few colours: grey values and a handful of others."""
        self.settle()
        path = self._folder / f"{name}.png"
        (widget or self.window).grab().save(str(path))
        with Pillow.open(path) as picture:
            few = picture.convert("RGB").quantize(COLOURS, dither=Pillow.Dither.NONE)
        few.save(path, optimize=True)

    def until(self, true: Callable[[], bool]) -> None:
        """Let the program work until something is so."""
        deadline = time.monotonic() + LONGEST_WAIT
        while not true():
            if time.monotonic() > deadline:
                raise SystemExit("the program did not finish what was asked of it")
            self._application.processEvents()
            time.sleep(0.002)

    def settle(self, seconds: float = 1.0) -> None:
        """Let everything be painted."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def phase(self) -> Phase | None:
        """How far the study has come."""
        return self.session.studies[0].phase if self.session.studies else None


def take_all(folder: Path) -> None:
    """Take every picture."""
    room = Photographer(folder)
    window, session = room.window, room.session
    room.take("welcome")
    window.commands["commit_first"].setChecked(True)
    session.open([paths.sample_study()])
    room.until(lambda: room.phase() is Phase.WITHHELD)
    room.take("own-verdict")
    window.own.choose(Verdict.SUSPECTED)
    window.own.write("Fracture of the distal radius.")
    window.own.record()
    room.until(lambda: room.phase() is Phase.JUDGED)
    window.commands["commit_first"].setChecked(False)
    window.commands["reading_log"].trigger()
    room.until(lambda: bool(window.findChildren(LogDialog)))
    log = window.findChildren(LogDialog)[0]
    room.take("reading-log", log)
    log.close()
    listed = window.records.judge([paths.sample_study()])
    listed.resize(980, 620)  # whatever the screen is
    room.until(lambda: not listed.run.busy)
    room.take("list", listed)
    listed.close()
    session.select(session.studies[0].study.images[0])
    window.commands["heatmap"].setChecked(True)
    room.take("verdict")
    window.close()


def main() -> int:
    """Take the pictures into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(home, kind))
        take_all(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
