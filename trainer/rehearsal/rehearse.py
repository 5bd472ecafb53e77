"""``rehearse``: fit --smoke, evaluate, release and analyze, for each recipe from its file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mura_desktop.inference.bundle_files import WEIGHTS
from trainer.data.as_mura import convert_fracatlas
from trainer.opening import open_run, recipe_of_run
from trainer.recipe import read_recipe
from trainer.rehearsal.record import read_record, write_record

RECIPES = Path(__file__).parents[1] / "recipes"
AS_MURA = "fracatlas-as-mura"
VERSION = "0.0.0"
OPENED = 3
"""Studies that the application is given to judge."""

Call = Callable[[Sequence[str], Path], int]
"""Runs a Python module with arguments, what it prints going to a file; returns the exit code."""


@dataclass(frozen=True)
class Stage:
    """Where a rehearsal takes place.

    Attributes:
        folder: For runs, the converted data set and the bundles.
        data: The folder of each data set that recipes name.
    """

    folder: Path
    data: Mapping[str, Path]

    @property
    def models(self) -> Path:
        """Where bundles are released to."""
        return self.folder / "models"


class Failed(Exception):  # noqa: N818 - a command of the rehearsal did
    """A command failed; the others go on."""


def rehearse(stage: Stage, recipes: Sequence[Path], call: Call) -> list[str]:
    """Try recipes out, each from its file to a verdict; what was finished before is left alone.

    Args:
        stage: Where.
        recipes: Their files.
        call: Runs a command.

    Returns:
        What failed, a sentence a recipe.
    """
    problems = []
    for path in recipes:
        try:
            _rehearse(stage, path, call)
        except Failed as failure:
            problems.append(f"{path.stem}: {failure}")
            print(problems[-1])
    return problems


def stage_of(folder: Path, fracatlas: Path, mura: Path | None) -> Stage:
    """Prepare a rehearsal; FracAtlas is laid out as MURA first where no such tree is named.

    Raises:
        FileNotFoundError: when the folder is not FracAtlas.
        UnreadableFile: when an image of it cannot be decoded.
    """
    if mura is None:
        mura = folder / AS_MURA
        if not mura.exists():
            # renamed when it is whole: a conversion that was broken off is begun again
            partial = folder / f"{AS_MURA}.{time.time_ns()}.part"
            convert_fracatlas(fracatlas, partial)
            partial.rename(mura)
    return Stage(folder, {"fracatlas": fracatlas, "mura": mura})


def call_python(arguments: Sequence[str], log: Path) -> int:
    """Run a module in a process of its own, as a command line does."""
    with log.open("w") as stream:
        return subprocess.run(
            [sys.executable, "-m", *arguments], stdout=stream, stderr=subprocess.STDOUT, check=False
        ).returncode


def _rehearse(stage: Stage, path: Path, call: Call) -> None:
    recipe = read_recipe(path)
    run, data = stage.folder / path.stem, stage.data[recipe.dataset.name]
    bundle = stage.models / f"{recipe.name}-smoke-{VERSION}"
    run.mkdir(parents=True, exist_ok=True)
    record = read_record(run)
    told = run / "told.json"
    where = ["--data", str(data), "--run", str(run)]
    commands: dict[str, Callable[[], list[str]]] = {
        "fit": lambda: ["trainer", "fit", "--recipe", str(path), *where, "--smoke", "--resume"],
        "evaluate": lambda: ["trainer", "evaluate", *where],
        "release": lambda: [
            *("trainer", "release", *where, "--version", VERSION, "--models", str(stage.models))
        ],
        "analyze": lambda: [
            *("mura_desktop", "analyze", *map(str, _some_studies(run, data))),
            *("--bundle", str(bundle), "--json", str(told)),
        ],
    }
    for name, command in commands.items():
        if name in record.seconds:
            continue
        if name == "release":  # half a bundle of a rehearsal that was broken off
            shutil.rmtree(bundle, ignore_errors=True)
        begin = time.perf_counter(), _children_seconds()
        if code := call(command(), run / f"{name}.log"):
            raise Failed(f"{name} ended with {code}: {_last_line(run / f'{name}.log')}")
        taken = time.perf_counter() - begin[0], _children_seconds() - begin[1]
        record = record.with_seconds(name, taken)
        if name == "analyze":
            size = (bundle / WEIGHTS).stat().st_size
            record = replace(record, bundle_bytes=size, verdicts=_verdicts(told))
        write_record(run, record)
        print(f"{path.stem}: {name}, {taken[0]:.0f} s", flush=True)


def _children_seconds() -> float:
    """Return what finished child processes have used of the processor; 0 where nobody counts."""
    times = os.times()
    return times.children_user + times.children_system


def _some_studies(folder: Path, data: Path) -> list[Path]:
    """Return a few studies that the run never trained on, or images where no studies are known."""
    run = open_run(recipe_of_run(None, folder), data, folder)
    examples = [run.examples[index] for index in run.split.validation]
    places = {e.path.parent if e.study else e.path: None for e in examples}
    return list(places)[:: max(1, len(places) // OPENED)][:OPENED]


def _verdicts(told: Path) -> dict[str, int]:
    studies = json.loads(told.read_text(encoding="utf-8"))["studies"]
    return dict(Counter(study["verdict"] or "no verdict" for study in studies))


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"
