"""How long from the start with a study until its image is seen and its verdict said.

    python benchmarks/first_verdict.py [RUNS]

All are whole processes in turns, timed from their start: the program, its window on the display (or
drawn in memory where there is none), opens the sample study as after a double-click on it. The
reference is ``import torch``, which every program that runs a network with PyTorch waits for.
"""

from __future__ import annotations

import statistics
import sys

from process_times import told_by

RUNS = 5

REFERENCE = "import torch; print('torch', flush=True)"
PROGRAM = """
import functools
from mura_desktop import paths
from mura_desktop.app import build
tell = functools.partial(print, flush=True)
application, session, window = build()
window.show()
session.study_judged.connect(lambda _: tell('verdict'))
session.study_judged.connect(lambda _: window.close())
session.open([paths.sample_study()])
while window.canvas.painted is None:
    application.processEvents()
tell('image')
application.exec()
"""


def main() -> int:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for code in (REFERENCE, PROGRAM):
        told_by(code)  # read from the disk once
    measured = [{**told_by(REFERENCE), **told_by(PROGRAM)} for _ in range(runs)]
    medians = {
        name: statistics.median(run[name] for run in measured)
        for name in ("torch", "image", "verdict")
    }
    print(f"{'import torch':20}{medians['torch']:6.2f} s   median of {runs}")
    for name, words in (("image", "first image seen"), ("verdict", "study judged")):
        ratio = medians[name] / medians["torch"]
        print(f"{words:20}{medians[name]:6.2f} s   {ratio:.2f} times the import")
    return 0


if __name__ == "__main__":
    sys.exit(main())
