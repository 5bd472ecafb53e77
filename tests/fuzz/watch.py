"""Runs cases in workers, one for each processor, and survives what they do not."""

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TIME_LIMIT = 10.0
"""Longest that a case may take, in seconds, from its file to its last image shown."""

BEGUN = b"begun\n"
"""What a worker says when a case is built and is opened now; then comes a line of JSON."""

WORKER = (sys.executable, "-m", "tests.fuzz.worker")

_PATIENCE = 60.0  # more, once, where others keep the machine busy: then no clock tells a hang
_BUSY = 1.5  # processes that want to run, for each processor
_PREPARING = 120.0  # to start a worker or to build a case, neither of which is judged
_QUIET = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


@dataclass(frozen=True)
class Answer:
    """What became of a case."""

    number: int
    kind: str
    detail: str
    good: bool
    family: str = "?"
    seconds: float = 0.0
    peak: int = 0


class Worker:
    """A process with at most one case in hand."""

    def __init__(self, seed: int, folder: Path, command: Sequence[str]) -> None:
        self._command = [*command, str(seed), str(folder)]
        self._folder = folder
        folder.mkdir()
        self.deadline = float("inf")
        self._said, self._begun, self._patient = b"", False, False
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _QUIET,
            start_new_session=True,
            bufsize=0,
        )
        self.number: int | None = None

    def give(self, number: int) -> None:
        self.number, self._said, self._begun, self._patient = number, b"", False, True
        self.deadline = time.monotonic() + _PREPARING
        with contextlib.suppress(BrokenPipeError):  # it died since, which reading will tell
            self.process.stdin.write(f"{number}\n".encode())

    def heard(self) -> Answer | None:
        """Read what it said: an answer, or None where the case has only begun."""
        said = os.read(self.process.stdout.fileno(), 1 << 16)
        if not said:
            code = self.process.wait()
            name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            return self._ended(f"crashed: {name}")
        self._said += said
        if not self._begun and self._said.startswith(BEGUN):
            self._begun = True
            self.deadline = time.monotonic() + TIME_LIMIT
        answer = self._said.removeprefix(BEGUN)
        if not answer.endswith(b"\n"):
            return None
        number, self.number = self.number, None
        return Answer(number=number, **json.loads(answer))

    def overdue(self) -> Answer | None:
        """End the worker where its time is over."""
        if time.monotonic() < self.deadline:
            return None
        if self._patient and os.getloadavg()[0] > _BUSY * (os.cpu_count() or 1):
            self._patient = False
            self.deadline += _PATIENCE
            return None
        self.process.send_signal(signal.SIGABRT)  # faulthandler then writes where it hung
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2.0)
        return self._ended("hung")

    def _ended(self, kind: str) -> Answer:
        number = self.number
        self.stop()
        chatter = (self._folder / "chatter").read_text("latin-1")
        shutil.rmtree(self._folder / "left")
        self._start()
        return Answer(number, kind, chatter[-3000:], good=False)

    def stop(self) -> None:
        """End the process and those that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def watched(
    seed: int, numbers: range, folder: Path, command: Sequence[str] = WORKER
) -> Iterator[Answer]:
    """Yield what becomes of each case, as they end.

    Args:
        seed: Decides, with a number, what a case is.
        numbers: The cases to run.
        folder: Where each worker gets a folder of its own.
        command: What starts a worker, to which seed and folder are added.
    """
    count = min(os.cpu_count() or 1, len(numbers))
    workers = [Worker(seed, folder / str(index), command) for index in range(count)]
    try:
        waiting = iter(numbers)
        _give(workers, waiting)
        while any(worker.number is not None for worker in workers):
            yield from _round(workers)
            _give(workers, waiting)
    finally:
        for worker in workers:
            worker.stop()


def _give(workers: list[Worker], waiting: Iterator[int]) -> None:
    for worker in workers:
        if worker.number is None and (number := next(waiting, None)) is not None:
            worker.give(number)


def _round(workers: list[Worker]) -> Iterator[Answer]:
    """Wait until a worker says something or is overdue."""
    busy = [worker for worker in workers if worker.number is not None]
    with selectors.DefaultSelector() as selector:
        for worker in busy:
            selector.register(worker.process.stdout, selectors.EVENT_READ, worker)
        nearest = min(worker.deadline for worker in busy)
        ready = [key.data for key, _ in selector.select(max(nearest - time.monotonic(), 0.0))]
    for worker in busy:
        if answer := worker.heard() if worker in ready else worker.overdue():
            yield answer
