"""Run cases, count what became of them, keep what broke the contract.

    python -m tests.fuzz --count 20000 --seed 0 [--from N] [--keep FOLDER]

Prints how to go on when it is interrupted. Exits 1 when there are findings.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.cases import Cases
from tests.fuzz.watch import Answer, watched

EVERY = 500


def main() -> int:
    options = _options()
    tally = Tally(Cases(options.seed), options.keep)
    numbers = range(options.start, options.start + options.count)
    try:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            for answer in watched(options.seed, numbers, Path(folder)):
                tally.add(answer)
                if tally.total % EVERY == 0:
                    _say(tally.progress(options.count))
    except KeyboardInterrupt:
        done = tally.first_missing(options.start)
        left = options.start + options.count - done
        _say(f"stopped; go on with --seed {options.seed} --from {done} --count {left}")
    _say(tally.summary())
    return 1 if tally.findings else 0


class Tally:
    """Counts outcomes; writes findings into a folder."""

    def __init__(self, cases: Cases, keep: Path | None) -> None:
        self._cases = cases
        self._keep = keep
        self._start = time.monotonic()
        self._seen: set[int] = set()
        self._kinds: Counter[tuple[bool, str]] = Counter()
        self._slowest = self._largest = Answer(-1, "", "", good=True)
        self.findings: list[Answer] = []

    @property
    def total(self) -> int:
        return len(self._seen)

    def add(self, answer: Answer) -> None:
        self._seen.add(answer.number)
        self._kinds[answer.good, answer.kind] += 1
        self._slowest = max(self._slowest, answer, key=lambda each: each.seconds)
        self._largest = max(self._largest, answer, key=lambda each: each.peak)
        if not answer.good:
            self.findings.append(answer)
            self._report(answer)

    def _report(self, answer: Answer) -> None:
        case = self._cases.case(answer.number)
        _say(f"finding {answer.number}: {answer.kind} [{case.family}: {case.history}]")
        if self._keep:
            self._keep.mkdir(parents=True, exist_ok=True)
            (self._keep / f"{answer.number}.bytes").write_bytes(case.data)
            text = f"{answer.kind}\n{case.family}: {case.history}\n\n{answer.detail}\n"
            (self._keep / f"{answer.number}.txt").write_text(text)

    def first_missing(self, start: int) -> int:
        while start in self._seen:
            start += 1
        return start

    def progress(self, count: int) -> str:
        rate = self.total / (time.monotonic() - self._start)
        return f"{self.total} of {count}, {rate:.0f} a second, {len(self.findings)} findings"

    def summary(self) -> str:
        lines = [self.progress(self.total)]
        lines += [
            f"{number:7} {'' if good else 'FINDING '}{kind}"
            for (good, kind), number in sorted(self._kinds.items(), key=lambda each: -each[1])
        ]
        slow, large = self._slowest, self._largest
        lines.append(f"slowest {slow.seconds:.2f} s (case {slow.number})")
        lines.append(f"largest {large.peak >> 20} MiB resident (case {large.number})")
        return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20000, help="how many cases")
    parser.add_argument("--seed", type=int, default=0, help="which cases")
    parser.add_argument("--from", dest="start", type=int, default=0, help="the first case's number")
    parser.add_argument("--keep", type=Path, help="a folder for findings, outside the repository")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
