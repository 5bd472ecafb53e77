"""A short slice of the cases, and that a worker that crashes or hangs is noticed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLICE = 200

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="memory is measured through Linux's /proc"
)


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )


def test_damaged_files_end_in_an_image_or_in_a_refusal_with_a_reason():
    done = run("--count", SLICE, "--seed", 1)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SLICE} of {SLICE}" in done.stdout
