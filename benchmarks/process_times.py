"""When a process of Python's tells of what, since its start."""

from __future__ import annotations

import os
import subprocess
import sys
import time


def told_by(code: str) -> dict[str, float]:
    """Run code in a process of its own; return the seconds from its start to each line it prints.

    Raises:
        SystemExit: when the process fails.
    """
    environment = dict(os.environ)
    # compiled modules are kept, as they are for everybody who starts the program twice
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if "DISPLAY" not in environment and "WAYLAND_DISPLAY" not in environment:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        told = {line.strip(): time.perf_counter() - start for line in process.stdout}
    if process.returncode != 0:
        raise SystemExit(f"a process ended with {process.returncode}")
    return told
