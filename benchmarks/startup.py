"""How long until the window is on screen, against importing Qt alone, in turns in one run.

    python benchmarks/startup.py [RUNS]

Both are whole processes, timed from their start until they report: the reference when QtWidgets is
imported, the program when its window is exposed. Exits 1 above the limit, or when torch was
imported.
"""

from __future__ import annotations

import statistics
import sys

from process_times import told_by

LIMIT = 3.0
RUNS = 9

REFERENCE = "from PySide6 import QtWidgets; print('ready', flush=True)"
PROGRAM = """
import sys
from mura_desktop.app import build
application, session, window = build()
window.show()
while not window.windowHandle().isExposed():
    application.processEvents()
print('torch' if 'torch' in sys.modules else 'ready', flush=True)
session.shut_down()
"""


def seconds(code: str) -> float:
    """Return the time from a process's start to its report."""
    told = told_by(code)
    if "ready" not in told:
        raise SystemExit(f"the process reported {', '.join(told)!r} instead of 'ready'")
    return told["ready"]


def main() -> int:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for code in (REFERENCE, PROGRAM):
        seconds(code)  # files come into the cache
    pairs = [(seconds(REFERENCE), seconds(PROGRAM)) for _ in range(runs)]
    reference, program = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = program / reference
    print(f"import QtWidgets  {reference:6.3f} s")
    print(f"window on screen  {program:6.3f} s   median of {runs}")
    print(f"ratio             {ratio:6.2f}     limit {LIMIT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
