"""A day's work in one process: 500 studies opened, judged, reported and closed.

    python benchmarks/day.py [STUDIES]

The program itself with its window and its own network, on the display or drawn in memory. Each
study is the sample study under a name of its own; it is looked at with the heatmap, a verdict of
the reader's is recorded, the report is written, and it is closed. The reference is the process
after a tenth of the studies (at least ten), when every cache is warm: resident memory, threads and
open files (Linux). Exits 1 when memory has grown by more than 5 %, or a thread or file is left.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pydicom import dcmread
from pydicom.uid import generate_uid
from PySide6.QtCore import QEvent

from mura_desktop import paths
from mura_desktop.app import build
from mura_desktop.domain.verdict import Verdict
from mura_desktop.ui.reading.open_study import Phase

STUDIES = 500
LEAST_WARM = 10
GROWTH = 0.05
LONGEST_WAIT = 300.0


class Reader:
    """Works through studies as a reader does."""

    def __init__(self, place: Path) -> None:
        for kind in ("DATA", "CONFIG", "STATE", "CACHE"):  # the user's own records are left alone
            os.environ[f"XDG_{kind}_HOME"] = str(place / kind)
        self.application, self.session, self.window = build()
        self.window.show()
        self.place = place
        self.saved = 0
        self.window.exports.saved.connect(self._on_saved)
        self.window.exports._ask = lambda *_: place / "report.pdf"

    def read_one(self) -> None:
        """Open a study, judge it, say what one thinks, write the report, close it."""
        folder = self.place / "study"
        folder.mkdir(exist_ok=True)
        study = generate_uid()
        for file in paths.sample_study().glob("*.dcm"):
            ds = dcmread(file)
            ds.StudyInstanceUID = study
            ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
            ds.save_as(folder / file.name)
        self.session.open([folder])
        self._until(lambda: len(self.session.studies) == 1 and self._front().phase is Phase.JUDGED)
        self.window.commands["heatmap"].setChecked(True)
        self.window.commands["next_image"].trigger()
        self.window.own.choose(Verdict.UNCERTAIN)
        self.window.own.record()
        study_id = self._front().study.id
        self._until(lambda: not self.window.recording.is_under_way(study_id))
        before = self.saved
        self.window.commands["save_report"].trigger()
        self._until(lambda: self.saved > before)
        self.window.commands["close_study"].trigger()
        self._until(lambda: not self.session.studies)

    def close(self) -> None:
        """Close the window."""
        self.window.close()

    def _front(self):  # noqa: ANN202
        return self.session.studies[0]

    def _on_saved(self, path: Path) -> None:
        self.saved += 1

    def _until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_WAIT
        while not true():
            if time.monotonic() > deadline:
                raise SystemExit("the program did not finish what was asked of it")
            self.application.processEvents()
            # what exec() does by itself whenever it comes back to its loop
            self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            time.sleep(0.001)


def state() -> tuple[int, int, list[str]]:
    """Return resident memory in bytes, the number of threads, and the open files (Linux)."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    resident = 1024 * int(status.split("VmRSS:")[1].split()[0])
    threads = int(status.split("Threads:")[1].split()[0])
    files = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            files.append(str(handle.readlink()))
        except OSError:  # the one that listed them
            continue
    return resident, threads, files


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES
    warm = max(LEAST_WARM, count // 10)
    with tempfile.TemporaryDirectory() as name:
        reader = Reader(Path(name))
        before = state()
        for number in range(count):
            reader.read_one()
            if number + 1 == warm:
                before = state()
        after = state()
        reader.close()
    growth = after[0] / before[0] - 1
    for when, (resident, threads, files) in ((warm, before), (count, after)):
        taken = f"{resident / 2**20:5.0f} MiB, {threads} threads, {len(files)} files"
        print(f"after {when:3} studies {taken}")
    print(f"growth {growth:+.1%}  (at most {GROWTH:.0%})")
    more_threads, more_files = after[1] - before[1], len(after[2]) - len(before[2])
    print(f"{more_threads:+} threads, {more_files:+} files  (none may be left)")
    return int(growth > GROWTH or more_threads > 0 or more_files > 0)


if __name__ == "__main__":
    sys.exit(main())
