"""Opens one case after the other: numbers on standard input, outcomes on standard output.

    python -m tests.fuzz.worker SEED FOLDER

Whatever native code prints goes into FOLDER/chatter, and temporary files into FOLDER/left.
"""

import faulthandler
import json
import logging
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

from mura_desktop.imaging.reading import load
from tests.fuzz.cases import Case, Cases
from tests.fuzz.contract import Outcome, outcome
from tests.fuzz.dicom_starts import NAME
from tests.fuzz.watch import BEGUN

MEMORY_CAP = 1536 << 20
"""Most resident memory, in bytes, of the process and those that it started, at any moment."""

ADDRESS_SPACE = 6 << 30
"""Where the operating system ends it; address space counts what is reserved and never used."""

MOST_RESULTS = 5000


class Log(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


class Bench:
    """Where a worker opens its cases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left = folder / "left"
        self.log = Log()
        logging.getLogger().addHandler(self.log)

    def tried(self, case: Case) -> tuple[Outcome, float, int]:
        """Open a case; return what became of it, seconds and peak memory in bytes."""
        path = self.folder / "case"
        path.write_bytes(case.data)
        self.log.lines.clear()
        _forget_peaks()
        start = time.monotonic()
        found = outcome(load([path]))
        seconds = time.monotonic() - start
        peak = sum(_status(each, "VmHWM") for each in _session())
        return self._checked(found, peak), seconds, peak

    def _checked(self, found: Outcome, peak: int) -> Outcome:
        """Look at what a case leaves beside its results."""
        if not found.good:
            return found
        if self.log.lines:
            return Outcome.finding("logged", "\n".join(self.log.lines))
        if NAME.split("^")[0] in found.detail + (self.folder / "chatter").read_text("latin-1"):
            return Outcome.finding("gave the patient's name away", found.detail)
        if left := [each.name for each in self.left.iterdir()]:
            return Outcome.finding("left files behind", str(left))
        if peak > MEMORY_CAP or "more memory than is free" in found.detail:
            return Outcome.finding("took too much memory", f"{peak >> 20} MiB: {found.detail}")
        return found


def _session() -> list[Path]:
    """This process and those that it started, which share its session."""
    mine, found = os.getsid(0), []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # ended meanwhile
                continue
            if int(fields[3]) == mine:
                found.append(entry)
    return found


def _status(process: Path, field: str) -> int:
    try:
        text = (process / "status").read_text()
    except OSError:
        return 0
    return 1024 * int(text.split(f"{field}:")[1].split()[0]) if f"{field}:" in text else 0


def _forget_peaks() -> None:
    for process in _session():
        (process / "clear_refs").write_text("5")


def _alone(folder: Path) -> TextIO:
    """Cut this process off from the terminal; return where outcomes go."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    chatter = os.open(folder / "chatter", os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND)
    os.dup2(chatter, 1)
    os.dup2(chatter, 2)
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    (folder / "left").mkdir(exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder / "left")
    return answers


def main() -> None:
    """Answer numbers with outcomes until there are no more."""
    cases = Cases(int(sys.argv[1]))
    folder = Path(sys.argv[2])
    answers = _alone(folder)
    bench = Bench(folder)
    for family in cases.starts:  # plug-ins, and the decoder's process, start with the first file
        bench.tried(cases.whole(family))
    for line in sys.stdin:
        os.truncate(folder / "chatter", 0)
        case = cases.case(int(line))
        answers.write(BEGUN.decode())
        found, seconds, peak = bench.tried(case)
        answer = {
            "kind": found.kind,
            "detail": found.detail,
            "good": found.good,
            "family": case.family,
            "seconds": round(seconds, 3),
            "peak": peak,
        }
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
