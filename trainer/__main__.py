"""``python -m trainer``: look at a data set, fit, evaluate, release."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from mura_desktop.domain.errors import MuraDesktopError
from trainer.data.as_mura import convert_fracatlas
from trainer.data.sets import divide, read_data
from trainer.doctor.examine import examine
from trainer.doctor.report import print_examination
from trainer.evaluation.evaluate import evaluate
from trainer.evaluation.release import release
from trainer.recipe import Recipe, read_recipe
from trainer.training.fit import Run, fit_branch, fit_fusion


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int | None = options.command(options)
    except (OSError, ValueError, MuraDesktopError) as error:
        print(f"trainer: {error}", file=sys.stderr)
        return 2
    return code or 0


def data_folder() -> Path:
    """Return the optional local data folder, which MURA_DESKTOP_DATA names."""
    return Path(os.environ.get("MURA_DESKTOP_DATA", "../shared/data"))


def open_run(options: argparse.Namespace) -> Run:
    """Read recipe and data set of a run."""
    recipe: Recipe = read_recipe(options.recipe)
    folder = options.data or data_folder() / recipe.data.name
    examples = read_data(recipe.data, folder)
    split = divide(recipe.data, examples)
    backbones = options.backbones or data_folder().parent / "backbones"
    return Run(options.run or Path("runs") / recipe.name, recipe, examples, split, backbones)


def fit(options: argparse.Namespace) -> None:
    """Train a recipe's branches and their fusion, or one branch only."""
    run = open_run(options)
    known = {branch.name: branch for branch in run.recipe.network.branches}
    if options.branch and options.branch not in known:
        raise ValueError(f"the recipe has no branch {options.branch!r}, only {', '.join(known)}")
    for name, branch in known.items():
        if options.branch in (None, name):
            fit_branch(run, branch)
    if options.branch is None:
        fit_fusion(run)
        print(f"Trained: {run.network_file}")


def evaluate_run(options: argparse.Namespace) -> None:
    """Measure a trained network on the validation part; fit calibration, thresholds and scope."""
    figures = evaluate(open_run(options)).figures
    for name, group in figures.items():
        print(
            f"{name:18} n {group.images:4} AUC {group.auc.value:.3f} "
            f"({group.auc.low:.3f} to {group.auc.high:.3f}), peak in a box "
            f"{group.peak_in_box.value:.3f} ({group.peak_in_box.low:.3f} to "
            f"{group.peak_in_box.high:.3f}), ECE {group.calibration_error.value:.3f}"
        )


def release_run(options: argparse.Namespace) -> None:
    """Write an evaluated network as a bundle with its model card."""
    print(f"Released: {release(open_run(options), options.version, options.models)}")


def doctor(options: argparse.Namespace) -> int:
    """Check a copy of MURA v1.1: version, lists, files, labels, counts; 1 if anything is bad."""
    runs = Path("runs")
    folder = options.data or data_folder() / "mura"
    examination = examine(folder, runs if runs.is_dir() else Path.cwd())
    print_examination(examination)
    return 0 if examination.sound else 1


def convert(options: argparse.Namespace) -> None:
    """Lay FracAtlas out as MURA, to try on it what trains on MURA."""
    counted = convert_fracatlas(options.data or data_folder() / "fracatlas", options.out)
    parts = ", ".join(f"{count:,} images in {part}" for part, count in counted.items())
    print(f"Converted: {options.out}, {parts}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m trainer", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("fit", help=fit.__doc__)
    command.set_defaults(command=fit)
    _add_run_options(command)
    command.add_argument(
        "--branch", help="train this branch only, so that branches can be trained side by side"
    )
    command = commands.add_parser("evaluate", help=evaluate_run.__doc__)
    command.set_defaults(command=evaluate_run)
    _add_run_options(command)
    command = commands.add_parser("release", help=release_run.__doc__)
    command.set_defaults(command=release_run)
    _add_run_options(command)
    command.add_argument("--version", required=True, help="such as 1.0.0")
    command.add_argument("--models", type=Path, default=Path("models"), help="where bundles live")
    command = commands.add_parser("doctor", help=doctor.__doc__)
    command.set_defaults(command=doctor)
    command.add_argument("--data", type=Path, help="MURA's folder, or the one above it")
    command = commands.add_parser("convert-fracatlas", help=convert.__doc__)
    command.set_defaults(command=convert)
    command.add_argument("--data", type=Path, help="the folder of FracAtlas")
    command.add_argument("--out", type=Path, required=True, help="a new folder")
    return parser


def _add_run_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--recipe", type=Path, required=True, help="a YAML file")
    command.add_argument("--data", type=Path, help="the data set's folder")
    command.add_argument("--backbones", type=Path, help="folder of pretrained weights")
    command.add_argument(
        "--run", type=Path, help="where the run lives; default runs/<recipe's name>"
    )


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", torch.get_num_threads())))
    sys.exit(main())
