"""``python -m tests.kill``: kills the program many times."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.kill.killing import Said, kill_once, losses


def main() -> int:
    """Kill and count."""
    parser = argparse.ArgumentParser(description="Kill the program at random moments.")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    said, lost, promises = Said(), 0, 0
    with tempfile.TemporaryDirectory() as home:
        for number in range(options.count):
            promises += kill_once(Path(home), chance, said)
            for loss in losses(Path(home), said):
                lost += 1
                sys.stdout.write(f"kill {number + 1}: {loss}\n")
    sys.stdout.write(
        f"killed {options.count} times, seed {options.seed}: {promises} promises "
        f"({len(said.opinions)} verdicts, {len(said.judgements)} judgements), {lost} broken\n"
    )
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
