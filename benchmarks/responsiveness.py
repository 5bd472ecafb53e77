"""Whether the window ever stops: while a study loads and is judged, and while the reader scrolls.

    python benchmarks/responsiveness.py [VIEWS] [--where FILE]

The program itself, its window on the display (or drawn in memory where there is none), with three
radiographs of 2500 x 2000 at 12 bits, RLE compressed, judged on the CPU from the first import on;
then VIEWS of them, scrolled through from the first to the last
and back, with and without the heatmap. A timer in the window ticks every 2 ms. What is told:

*stall*  the longest time between two ticks while a study loads, is judged and is written down
*frame*  the longest time from a command to the image on the screen, of those that were at hand

Exits 1 when a stall is longer than 50 ms or a frame longer than 33 ms. Other programs on the
machine stall this one, too: the reference, a window of one label whose timer ticks as long beside
no work at all, is measured in the same run. ``--where`` writes what every thread did in each stall.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from pydicom.uid import RLELossless, generate_uid

if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from mura_desktop.app import build
from mura_desktop.imaging.sample import synthetic
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.reading.session import ReadingSession

VIEWS = 30
ROWS, COLUMNS = 2500, 2000
STALL, FRAME = 0.050, 0.033
TICK = 0.002
LONGEST_WAIT = 120.0
BETWEEN_STEPS = 0.15


class Pulse:
    """A timer in the window's thread, and the longest times between two of its ticks."""

    def __init__(self, where: Path | None) -> None:
        self.gaps: list[tuple[float, str]] = []
        self.during = "start"
        self._where = where.open("w") if where else None
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(round(1000 * TICK))

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last, self.during))
        self._last = now
        if self._where:
            faulthandler.cancel_dump_traceback_later()
            if self.gaps[-1][0] > STALL:
                self._where.write(f"--- the one above took {1000 * self.gaps[-1][0]:.0f} ms\n")
                self._where.flush()
            faulthandler.dump_traceback_later(0.8 * STALL, file=self._where)

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()
        faulthandler.cancel_dump_traceback_later()

    def worst(self) -> dict[str, float]:
        """Return the longest gap of each part of the work, in seconds."""
        longest: dict[str, float] = {}
        for gap, during in self.gaps:
            longest[during] = max(gap, longest.get(during, 0.0))
        return longest


def live_until(true: Callable[[], bool]) -> None:
    """Let the event loop run until something is so."""
    deadline = time.perf_counter() + LONGEST_WAIT
    application = QApplication.instance()
    assert application is not None
    while not true():
        if time.perf_counter() > deadline:
            raise SystemExit("the program did not finish what was asked of it")
        application.processEvents()
        time.sleep(0.0002)


def live_for(seconds: float) -> None:
    """Let the event loop run for a while."""
    end = time.perf_counter() + seconds
    live_until(lambda: time.perf_counter() > end)


def write_study(folder: Path, count: int) -> None:
    """Write radiographs of one study that differ in their identifiers: the sample's, enlarged."""
    folder.mkdir()
    ds = synthetic.data_set("PA", 1)
    rows = np.arange(ROWS) * ds.Rows // ROWS
    columns = np.arange(COLUMNS) * ds.Columns // COLUMNS
    ds.PixelData = ds.pixel_array[np.ix_(rows, columns)].tobytes()
    ds.Rows, ds.Columns = ROWS, COLUMNS
    ds.StudyInstanceUID = generate_uid()
    ds.compress(RLELossless)
    for number in range(count):
        ds.InstanceNumber = number + 1
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        ds.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)


def judged(session: ReadingSession, study: int) -> bool:
    """Whether a study is open and judged."""
    return len(session.studies) > study and session.studies[study].phase is Phase.JUDGED


def load_and_judge(session: ReadingSession, window: MainWindow, place: Path, pulse: Pulse) -> None:
    """Open the study of three, wait for its verdict, and write its report."""
    pulse.during = "loading and judging, from the import on"
    session.open([place / "three"])
    live_until(lambda: judged(session, 0))
    live_for(0.5)
    window.commands["heatmap"].setChecked(True)
    pulse.during = "report"
    saved = []
    window.exports.saved.connect(lambda path: saved.append(path))
    window.exports._ask = lambda *_: place / "report.pdf"
    window.commands["save_report"].trigger()
    live_until(lambda: bool(saved))
    pulse.during = "loading and judging, the second study"
    session.open([place / "many"])
    live_until(lambda: judged(session, 1))
    pulse.during = "idle"
    live_for(0.5)


def frames(session: ReadingSession, window: MainWindow, pulse: Pulse) -> list[float]:
    """Scroll to the last view and back; return the seconds from each step to its image."""
    taken = []
    opened = session.studies[1]
    session.select(opened.study.images[0])
    live_for(1.0)
    for heatmap in (False, True):
        window.commands["heatmap"].setChecked(heatmap)
        pulse.during = "scrolling"
        count = len(opened.study.images) - 1
        for command in (*("next_image",) * count, *("previous_image",) * count):
            before = window.canvas.painted
            start = time.perf_counter()
            window.commands[command].trigger()
            live_until(lambda seen=before: window.canvas.painted is not seen)
            taken.append(time.perf_counter() - start)
            live_for(BETWEEN_STEPS)
    return taken


def reference(seconds: float) -> float:
    """Return the longest gap between ticks in a window where nothing happens."""
    label = QLabel("A window")
    label.show()
    pulse = Pulse(None)
    live_for(seconds)
    pulse.stop()
    label.close()
    return max(gap for gap, _ in pulse.gaps[1:])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("views", nargs="?", type=int, default=VIEWS)
    parser.add_argument("--where", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_study(place / "three", 3)
        write_study(place / "many", options.views)
        application, session, window = build()
        window.show()
        window.recording.check_log()  # as every start does
        live_until(lambda: window.windowHandle().isExposed())
        live_for(0.5)
        nothing = reference(5.0)
        pulse = Pulse(options.where)
        load_and_judge(session, window, place, pulse)
        taken = frames(session, window, pulse)
        pulse.stop()
        window.close()
    del application
    return tell(nothing, pulse.worst(), taken)


def tell(nothing: float, stalls: dict[str, float], taken: list[float]) -> int:
    """Print what was measured; return the exit code."""
    print(f"{'reference: nothing to do':44}{1000 * nothing:7.1f} ms")
    for during, gap in stalls.items():
        print(f"{'stall, ' + during:44}{1000 * gap:7.1f} ms")
    ordered = sorted(taken)
    print(f"{'frame, median of ' + str(len(taken)):44}{1000 * ordered[len(taken) // 2]:7.1f} ms")
    print(f"{'frame, longest':44}{1000 * ordered[-1]:7.1f} ms")
    late = sum(seconds > FRAME for seconds in taken)
    print(f"{late} frames over {1000 * FRAME:.0f} ms; stalls may take {1000 * STALL:.0f} ms")
    scrolled = stalls.pop("scrolling")
    return int(max(stalls.values()) > STALL or late > 0 or scrolled > STALL)


if __name__ == "__main__":
    sys.exit(main())
