"""``mura-desktop analyze``: arguments in, exit code out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mura_desktop import paths
from mura_desktop.cli import writing
from mura_desktop.cli.stream import judge_stream
from mura_desktop.cli.table import print_results
from mura_desktop.cli.unwritten import KeptUntilWritten
from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.judging import Analyzer
from mura_desktop.domain.results import Results
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.domain.worklist import Journal
from mura_desktop.imaging.finding.walk import files
from mura_desktop.imaging.reading import load
from mura_desktop.records.folder import Records
from mura_desktop.records.judgements import SqliteJournal

COMPLETE, INCOMPLETE, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: every file judged or refused by scope; some were not, or the results not written;
nothing was begun; Ctrl-C."""

AnalyzerFactory = Callable[[Path | None, str], Analyzer]
"""Makes an analyzer of a bundle's folder, or of the bundle that is shipped, and a device name."""


def main(arguments: Sequence[str], load_analyzer: AnalyzerFactory | None = None) -> int:
    """Run ``mura-desktop analyze``.

    Args:
        arguments: What follows ``analyze`` on the command line.
        load_analyzer: Inference's own unless another is handed in.

    Returns:
        The exit code.
    """
    _never_fail_to_print()
    options = _parser().parse_args(arguments)
    try:
        return _analyze(options, load_analyzer or _load_analyzer)
    except MuraDesktopError as error:
        sys.stderr.write(f"mura-desktop: {error}\n")
        return WRONG_CALL
    except KeyboardInterrupt:
        sys.stderr.write("mura-desktop: interrupted.\n")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mura-desktop analyze",
        description="Judge radiographs without a window.",
        epilog="Exit code 0: every file was judged, or refused or set aside because it is out of "
        "scope. "
        "1: some could not be read or judged, or the results not written. 2: wrong call. "
        f"{DISCLAIMER}",
    )
    add = parser.add_argument
    add(
        "paths",
        nargs="+",
        type=paths.path,
        metavar="PATH",
        help="file, folder or archive with radiographs",
    )
    add(
        "--bundle", type=Path, metavar="DIR", help="bundle to judge with (default: the one shipped)"
    )
    add("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to compute")
    add("--json", type=Path, metavar="FILE", help="write the results to this file")
    add("--csv", type=Path, metavar="FILE", help="write the results to this file, a line an image")
    add(
        "--resume",
        action="store_true",
        help="keep each judgement as it is made, and go on where a run was broken off",
    )
    add("--heatmaps", type=Path, metavar="DIR", help="write each radiograph with its heatmap here")
    return parser


def _analyze(options: argparse.Namespace, load_analyzer: AnalyzerFactory) -> int:
    targets = [target for target in (options.json, options.csv) if target]
    writing.require_writable(targets, options.heatmaps, options.paths)
    analyzer = _loaded(load_analyzer, options.bundle, options.device)
    journal = _journal() if options.resume else None
    results = _judge(options.paths, analyzer, journal, options.heatmaps)
    failures = writing.write(results, options.csv, options.json)
    if journal and not failures:
        journal.let_go()
    failures += _printed(results)
    for failure in failures:
        sys.stderr.write(f"mura-desktop: {failure}\n")
    return COMPLETE if results.complete and not failures else INCOMPLETE


def _journal() -> KeptUntilWritten:
    records = Records(paths.records())
    if aside := records.check():
        sys.stderr.write(
            "mura-desktop: the reading log was damaged. It was set aside whole, and a new one "
            f"begins. The old one is {aside}.\n"
        )
    return KeptUntilWritten(SqliteJournal(records))


def _printed(results: Results) -> list[MuraDesktopError]:
    """Print the results and return why they could not be, where they could not."""
    try:
        print_results(results, Console())
        sys.stdout.flush()
    except OSError as error:
        # what is left in the stream would be tried again at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        reason = f"They could not be printed ({error.strerror})."
        return [MuraDesktopError("The results", reason, "Name a file for them with --json.")]
    return []


def _judge(
    chosen: Sequence[Path], analyzer: Analyzer, journal: Journal | None, pictures: Path | None
) -> Results:
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        # counting takes a look into every file: only for someone who watches
        total = sum(1 for _ in files(chosen)) if console.is_terminal else None
        task = progress.add_task("Judging", total=total)
        return judge_stream(
            load(chosen),
            analyzer,
            journal=journal,
            pictures=pictures,
            advanced=lambda: progress.advance(task),
        )


def _loaded(load_analyzer: AnalyzerFactory, bundle: Path | None, device: str) -> Analyzer:
    try:
        return load_analyzer(bundle, device)
    except (ImportError, OSError, RuntimeError, MemoryError) as error:
        raise MuraDesktopError(
            "The network",
            f"It could not be loaded ({type(error).__name__}: {error}).",
            "Install the program again, or choose another --device.",
        ) from error


def _load_analyzer(bundle: Path | None, device: str) -> Analyzer:
    # torch takes seconds to import: a wrong call is told at once
    from mura_desktop.inference.analyzer import load_analyzer

    return load_analyzer(bundle or paths.default_bundle(), device)


def _never_fail_to_print() -> None:
    """Let a file name or terminal that knows no Unicode cost a character, not the results."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
