"""What each run gave, as a Markdown table that a document can hold."""

from __future__ import annotations

import csv
import os
import platform
from collections.abc import Sequence
from pathlib import Path

import torch

from trainer.opening import OPTIONS
from trainer.recipe import Recipe, read_recipe

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
    "kappa",
)


def table_of(configurations: Sequence[Path]) -> str:
    """Return the table of finished runs, and under it the yardstick and the machine.

    Args:
        configurations: The runs' ``config.yaml``.

    Raises:
        ValueError: when there is no finished run.
    """
    finished = [path for path in configurations if (path.parent / "network.safetensors").exists()]
    if not finished:
        raise ValueError("there is no finished run; name their folder with --runs")
    rows = [_row(path) for path in finished]
    lines = [HEAD, ("---",) * len(HEAD), *rows]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    machine = f"{os.cpu_count()} CPU cores ({platform.machine()}), {_accelerator()}"
    return (
        f"{table}\n\nAUROC and kappa at one half: image by image on the run's internal validation "
        f"fold, in the last epoch that was validated. Machine: {machine}, PyTorch "
        f"{torch.__version__.partition('+')[0]}."
    )


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
    final = _final_log(config.parent, recipe)
    judged = [row for row in final if row["validation_auc"]] or [dict.fromkeys(final[-1], "nan")]
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
        *(f"{float(judged[-1][name]):.3f}" for name in ("validation_auc", "validation_kappa")),
    )


def _final_log(folder: Path, recipe: Recipe) -> list[dict[str, str]]:
    return _log(folder / ("fusion" if recipe.branches else "network") / "log.csv")


def _log(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def _accelerator() -> str:
    return torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
