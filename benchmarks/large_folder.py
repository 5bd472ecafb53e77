"""How much memory the program takes at its peak while it opens 300 large radiographs.

    python benchmarks/large_folder.py [FILES]

A folder of 4280 x 3520 radiographs of 16 bits, RLE compressed, is opened by the program with its
window. When all are read, the first one, which was let go of meanwhile, is looked at again, and the
network judges the first few. Counted until all are read are this process and its decoders, each at
its own peak of resident memory (Linux), the network not yet loaded; its peak with the network is
told beside it, and what the decoded images would take if all were kept. Exits 1
above the limit, or when what is looked at again is not what was written.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from opening import COLUMNS, ROWS, radiograph
from pydicom.uid import RLELossless, generate_uid

if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from mura_desktop.app import build
from mura_desktop.domain.pixels import CACHE_BYTES
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.reading.session import ReadingSession

FILES = 300
JUDGED = 5
LIMIT = 1.5e9
LONGEST_WAIT = 3600.0
_FIRST = 100_000  # the last component of an identifier, of as many digits for every file


def write_folder(folder: Path, count: int) -> np.ndarray:
    """Write radiographs of one study that differ in their identifiers; return their pixels."""
    ds = radiograph(ROWS, COLUMNS)
    pixels = ds.pixel_array.copy()
    ds.StudyInstanceUID = generate_uid()
    ds.compress(RLELossless)
    identifier = f"{ds.SOPInstanceUID[:50]}.{_FIRST}"
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = identifier
    first = folder / "0.dcm"
    ds.save_as(first, enforce_file_format=True)
    data = first.read_bytes()
    for number in range(1, count):
        another = f"{identifier[:-6]}{_FIRST + number}"
        (folder / f"{number}.dcm").write_bytes(data.replace(identifier.encode(), another.encode()))
    return pixels


def peak_of(process: int | str) -> int:
    """Return a process's highest resident memory so far, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def decoders() -> list[int]:
    """Return the ids of this process's children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:  # gone meanwhile
            continue
        if int(parent) == os.getpid():
            found.append(int(stat.parent.name))
    return found


def wait_until(application: QApplication, true: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    until = time.monotonic() + LONGEST_WAIT
    while not true():
        application.processEvents()
        time.sleep(0.002)
        if time.monotonic() > until:
            raise SystemExit("it never came")


def look_again(
    application: QApplication, session: ReadingSession, window: MainWindow, pixels: np.ndarray
) -> bool:
    """Return whether the first image was let go of, and is what was written all the same."""
    first = session.studies[0].study.images[0]
    session.select(session.studies[0].study.images[-1])
    wait_until(application, lambda: window.canvas.image is not None)
    was_let_go = first.pixels_at_hand is None
    session.select(first)
    wait_until(application, lambda: window.canvas.image is first)
    return was_let_go and np.array_equal(first.pixels, pixels)


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    application, session, window = build()
    window.show()
    with tempfile.TemporaryDirectory() as place:
        pixels = write_folder(Path(place), count)
        finished: list[bool] = []
        seen: list[float] = []
        session.opening_finished.connect(lambda: finished.append(True))
        session.image_selected.connect(lambda *_: seen.append(time.perf_counter()))
        start = time.perf_counter()
        session.open([Path(place)])
        wait_until(application, lambda: bool(finished))
        read = time.perf_counter() - start
        peaks = [peak_of("self"), *(peak_of(number) for number in decoders())]
        same = look_again(application, session, window, pixels)
        wait_until(application, lambda: len(session.studies[0].judgements) >= min(JUDGED, count))
        judging = peak_of("self")
        session.shut_down()
    kept = f"{CACHE_BYTES / 1e6:.0f} MB kept decoded at most"
    print(f"{count} radiographs, {count * pixels.nbytes / 1e9:.1f} GB decoded; {kept}")
    print(f"first on screen after {seen[0] - start:.2f} s, all read after {read:.1f} s")
    print(
        f"peak: program {peaks[0] / 1e6:.0f} MB, decoders",
        *(f"{p / 1e6:.0f} MB" for p in peaks[1:]),
    )
    print(f"together {sum(peaks) / 1e9:.2f} GB  (at most {LIMIT / 1e9})")
    print(f"the program later, with the network and an image shown: {judging / 1e6:.0f} MB")
    print(f"looked at again: {'the same' if same else 'NOT the same, or never let go of'}")
    return 0 if sum(peaks) <= LIMIT and same else 1


if __name__ == "__main__":
    sys.exit(main())
