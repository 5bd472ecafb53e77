"""A short slice of the cases, and that a worker that crashes or hangs is noticed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import watch

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="memory is measured through Linux's /proc"
)

ROOT = Path(__file__).parents[2]
SLICE = 150


def test_damaged_files_end_in_an_image_or_in_a_refusal_with_a_reason():
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--count", str(SLICE), "--seed", "1"],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SLICE} of {SLICE}" in done.stdout


@pytest.fixture
def worker(tmp_path):
    """Return a function that writes a worker of its own kind."""

    def write(ending):
        script = tmp_path / "worker.py"
        script.write_text(
            "import os, pathlib, sys, time\n"
            "folder = pathlib.Path(sys.argv[2])\n"
            "(folder / 'left').mkdir(exist_ok=True)\n"
            "(folder / 'chatter').write_text('last words')\n"
            "for line in sys.stdin:\n"
            "    os.write(1, b'begun\\n')\n"
            f"    if line == '1\\n': {ending}\n"
            '    os.write(1, b\'{"kind": "image", "detail": "", "good": true}\\n\')\n'
        )
        return [sys.executable, str(script)]

    return write


@pytest.mark.parametrize(
    ("ending", "kind"),
    [("os.abort()", "crashed: SIGABRT"), ("sys.exit(3)", "crashed: exit code 3")],
)
def test_a_worker_that_crashes_is_told_and_the_rest_goes_on(tmp_path, worker, ending, kind):
    answers = watch.watched(0, range(4), tmp_path, worker(ending))
    found = {answer.number: answer for answer in answers}
    assert [found[number].good for number in range(4)] == [True, False, True, True]
    assert (found[1].kind, found[1].detail) == (kind, "last words")


def test_a_worker_that_hangs_is_ended_and_the_rest_goes_on(tmp_path, worker, monkeypatch):
    monkeypatch.setattr(watch, "TIME_LIMIT", 0.5)
    monkeypatch.setattr(watch, "_PATIENCE", 0.5)
    answers = watch.watched(0, range(4), tmp_path, worker("time.sleep(60)"))
    found = {answer.number: answer for answer in answers}
    assert [found[number].good for number in range(4)] == [True, False, True, True]
    assert found[1].kind == "hung"
