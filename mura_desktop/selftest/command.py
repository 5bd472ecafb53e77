"""``mura-desktop --self-test``: a table with ticks, and an exit code."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.selftest import decoding, judging, place
from mura_desktop.selftest.check import Answer, Check, all_of, answer

PASSED, FAILED = 0, 1
"""Exit codes."""

_NAME_WIDTH = 34


def main() -> int:
    """Ask every check and print its answer as it comes.

    Returns:
        0 when every check passed, else 1.
    """
    console = Console(highlight=False)
    answers = []
    with tempfile.TemporaryDirectory(prefix="mura-desktop-") as folder:
        for check in _checks(Path(folder)):
            answers.append(answer(check))
            console.print(_row(answers[-1]))
    failed = sum(not each.passed for each in answers)
    console.print(f"{len(answers) - failed} of {len(answers)} checks passed", style="bold")
    console.print(DISCLAIMER, style="dim")
    return FAILED if failed else PASSED


def _checks(folder: Path) -> Iterator[Check]:
    yield from place.checks()
    yield from all_of("Decoders", decoding.checks(folder))
    yield from all_of("Bundles", judging.checks())
    yield from place.window_checks()


def _row(found: Answer) -> Table:
    """Return one line of the table; lines are printed one by one, so that an abort shows where."""
    row = Table.grid(padding=(0, 2))
    row.add_column(width=1)
    row.add_column(width=_NAME_WIDTH, overflow="fold")
    row.add_column(overflow="fold")
    sign = Text("✓" if found.passed else "✗", style="bold")
    row.add_row(sign, Text(found.name), Text(found.found))
    return row
