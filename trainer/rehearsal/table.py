"""What each run gave, as a Markdown table that a document can hold."""

from __future__ import annotations

import csv
import os
import platform
from importlib.metadata import version
from pathlib import Path

import torch

from trainer.evaluation.evaluate import EVALUATION, read_evaluation
from trainer.measuring.document import in_text
from trainer.opening import OPTIONS
from trainer.recipe import read_recipe
from trainer.rehearsal.record import read_record

BEGIN, END = "<!-- runs: begin -->", "<!-- runs: end -->"
HEAD = (
    "recipe",
    "weights (millions)",
    "input",
    "networks",
    "epochs",
    "training seconds",
    "images/s",
    "AUROC",
    "images",
    "fit, evaluate, release, open (seconds)",
    "bundle (MB)",
    "opened",
)
YARDSTICK = """\
AUROC is that of the images of the run's internal validation part ("images" says how many), with
its 95 % interval, as `evaluate` found it. Training seconds and images per second are of the steps
alone. The seconds of the four commands are those of the clock and, in
brackets, of the processor, beginning with the start of Python. "Opened" is what `mura-desktop
analyze` said of some studies with the released bundle. A dash: not done."""
NOT_DONE = "–"


def table_of_runs(folder: Path) -> str:
    """Return the table of a folder's finished runs, and under it the yardstick and the machine.

    Raises:
        ValueError: when there is no finished run.
    """
    configurations = sorted(folder.glob("*/config.yaml"))
    finished = [path for path in configurations if (path.parent / "network.safetensors").exists()]
    if not finished:
        raise ValueError("there is no finished run; name their folder with --runs")
    lines = [HEAD, ("---",) * len(HEAD), *map(_row, finished)]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return f"{table}\n\n{YARDSTICK}\n\n{_machine()}"


def write_between_marks(document: Path, text: str) -> None:
    """Put a text between a document's marks.

    Raises:
        ValueError: when the document has no marks.
    """
    before, begin, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{document} has no marks {BEGIN} and {END}")
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _row(config: Path) -> tuple[str, ...]:
    recipe = read_recipe(config, OPTIONS)
    logs = [_log(path) for path in sorted(config.parent.glob("*/log.csv"))]
    rows = [row for log in logs for row in log]
    seconds = sum(float(row["seconds"]) for row in rows)
    images = sum(float(row["seconds"]) * float(row["images_per_second"]) for row in rows)
    with torch.device("meta"):
        weights = sum(p.numel() for p in recipe.build().parameters())
    return (
        recipe.name,
        f"{weights / 1e6:.1f}",
        str(recipe.input_size),
        str(len(logs)),
        str(len(rows)),
        f"{seconds:.0f}",
        f"{images / seconds:.1f}",
        *_measured(config.parent),
        *_rehearsed(config.parent),
    )


def _measured(run: Path) -> tuple[str, str]:
    """Return AUROC with its interval and the number of images, where the run was evaluated."""
    if not (run / EVALUATION).exists():
        return NOT_DONE, NOT_DONE
    figures = read_evaluation(run).figures["all images"]
    return in_text(figures.auc), str(figures.images)


def _rehearsed(run: Path) -> tuple[str, str, str]:
    """Return seconds of the commands, size of the bundle and verdicts, where it was rehearsed."""
    record = read_record(run)
    if not record.finished:
        return NOT_DONE, NOT_DONE, NOT_DONE
    return (
        ", ".join(f"{s:.0f} ({cpu:.0f})" for s, cpu in record.seconds.values()),
        f"{record.bundle_bytes / 1e6:.1f}",
        ", ".join(f"{count} {verdict}" for verdict, count in sorted(record.verdicts.items())),
    )


def _log(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def _machine() -> str:
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    packages = ", ".join(
        f"{title} {version(name).partition('+')[0]}"
        for title, name in (("PyTorch", "torch"), ("Lightning", "lightning"), ("timm", "timm"))
    )
    return (
        f"Machine: {os.cpu_count()} CPU cores ({platform.machine()}), {torch.get_num_threads()} of "
        f"them for PyTorch, {gpu}; Python {platform.python_version()}, {packages}."
    )
