"""How long until the packaged program's window is on screen, against the program from source.

    xvfb-run -s "-screen 0 1440x900x24" python benchmarks/packaged.py PROGRAM [RUNS]

PROGRAM is the packaged one, such as dist/mura-desktop/mura-desktop. Both are whole processes, in
turns in one run, timed from their start until the X server maps their first window (xev tells).
Exits 1 above the limit.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

LIMIT = 1.5
RUNS = 9
SOURCE = (sys.executable, "-m", "mura_desktop")


def seconds(command: Sequence[str]) -> float:
    """Return the time from a program's start to its window."""
    with tempfile.TemporaryDirectory() as state:
        # each start is the first: it has no log of a session before it to tell of
        environment = {**os.environ, "XDG_STATE_HOME": state}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with subprocess.Popen(
            ["xev", "-root", "-event", "substructure"], stdout=subprocess.PIPE, text=True
        ) as watcher:
            time.sleep(0.5)  # until it watches
            start = time.perf_counter()
            program = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
            try:
                assert watcher.stdout is not None
                for line in watcher.stdout:
                    if line.startswith("MapNotify"):
                        return time.perf_counter() - start
            finally:
                program.kill()
                program.wait()
                watcher.kill()
    raise SystemExit("the X server ended before a window came")


def main() -> int:
    """Measure and print."""
    packaged = (sys.argv[1],)
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    for command in (SOURCE, packaged):
        seconds(command)  # files come into the cache
    pairs = [(seconds(SOURCE), seconds(packaged)) for _ in range(runs)]
    reference, program = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = program / reference
    print(f"from source  {reference:6.3f} s")
    print(f"packaged     {program:6.3f} s   median of {runs}")
    print(f"ratio        {ratio:6.2f}     limit {LIMIT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
