"""``python -m trainer``: look at a data set, fit, evaluate, release."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from mura_desktop.domain.errors import MuraDesktopError
from trainer.data.as_mura import convert_fracatlas
from trainer.data.own import new_to
from trainer.doctor.examine import examine
from trainer.doctor.report import print_examination
from trainer.evaluation.bundle import PARTS, evaluate_bundle
from trainer.evaluation.evaluate import evaluate, measure_again
from trainer.evaluation.release import release
from trainer.evaluation.reporting import (
    PUBLIC_VALIDATION,
    VALIDATION,
    external_folder,
    external_words,
    report_external,
    report_public_validation,
    report_validation,
)
from trainer.fit_command import fit_command
from trainer.keras_import import command as import_command
from trainer.measuring.compare import compare
from trainer.measuring.console import print_differences, print_figures
from trainer.measuring.document import REPORT, TABLE
from trainer.measuring.scored import read_scored
from trainer.opening import data_folder, open_run, recipe_of_run
from trainer.rehearsal import command as rehearsal_command
from trainer.slips import of_the_system
from trainer.training.callbacks import Stopped
from trainer.training.run import Run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if arguments[:1] == ["fit"]:  # which knows every entry of a recipe
            fit_command(arguments[1:])
            return 0
        options = _parser().parse_args(arguments)
        code: int | None = options.command(options)
    except Stopped as stop:
        print(f"trainer: {stop}", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"trainer: {of_the_system(error)}", file=sys.stderr)
        return 2
    except (ValueError, MuraDesktopError) as error:
        print(f"trainer: {error}", file=sys.stderr)
        return 2
    return code or 0


def opened(options: argparse.Namespace) -> Run:
    """Open the run that the options name."""
    recipe = recipe_of_run(options.recipe, options.run)
    return open_run(recipe, options.data, options.run)


def evaluate_run(options: argparse.Namespace) -> None:
    """Measure a trained network; on its own data also fit calibration, thresholds and scope.

    On another data set than the run's own nothing is fitted.
    """
    run = opened(options)
    data = options.data or data_folder() / run.recipe.dataset.name
    folder = run.folder / options.part
    others = new_to(run.examples, run.folder)
    if options.part == PUBLIC_VALIDATION:
        found = report_public_validation(run, data, options.official_interval)
    elif others is not None:
        found = report_external(run, others, data, options.official_interval)
        folder = external_folder(run, data)
        print(f"Measured on {external_words(run, others, data)} Nothing was fitted.")
    else:
        _, predictions = evaluate(run)
        found = report_validation(run, predictions, options.official_interval)
    print_figures(found)
    print(f"Report: {folder / REPORT}")


def measure_bundle(options: argparse.Namespace) -> None:
    """Measure an imported bundle, and write it anew with calibration, thresholds and figures."""
    data, output = options.data or data_folder() / "mura", options.output
    print_figures(evaluate_bundle(options.bundle, data, options.part, output, options.version))
    print(f"Released: version {options.version} below {output}, its report beside it")


def compare_runs(options: argparse.Namespace) -> None:
    """Compare two evaluated networks on the same images or studies."""
    first, second = (read_scored(_predictions(path, options.part)) for path in options.runs)
    if all(first.studies) and all(second.studies):
        first, second = first.by_study(), second.by_study()
    print_differences(compare(first, second), first.level)


def measure_scope_again(options: argparse.Namespace) -> None:
    """Measure scope and thresholds of an evaluated run anew; every other figure stays."""
    run = opened(options)
    if new_to(run.examples, run.folder) is not None:
        raise ValueError(
            f"{options.data or data_folder()} is another data set than the one that {run.folder} "
            "was fitted on, and what is in scope is fitted on that one alone: name it with --data."
        )
    found = measure_again(run, options.strangers)
    refused, tried = found.in_scope
    print(f"validation images refused: {refused} of {tried}")
    for counts in (found.varied, found.refused, found.elsewhere):
        for kind, (refused, tried) in counts.items():
            print(f"{kind:48} refused: {refused} of {tried}")


def release_run(options: argparse.Namespace) -> None:
    """Write an evaluated network as a bundle with its model card."""
    print(f"Released: {release(opened(options), options.version, options.models)}")


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
    commands.add_parser("fit", help="Train what a recipe says; see `fit --help`")
    command = _add(commands, "evaluate", evaluate_run)
    _add_run_options(command)
    _add_part_option(command)
    command.add_argument(
        "--official-interval",
        action="store_true",
        help="Cohen's kappa also with the too narrow interval that was published for MURA",
    )
    _add_bundle_options(_add(commands, "evaluate-bundle", measure_bundle))
    command = _add(commands, "compare", compare_runs)
    command.add_argument(
        "runs", nargs=2, type=Path, metavar="RUN", help="a run's folder, or a predictions.csv"
    )
    _add_part_option(command)
    command = _add(commands, "scope", measure_scope_again)
    _add_run_options(command)
    command.add_argument(
        "--strangers", type=Path, help="a folder of folders of pictures that must be refused"
    )
    command = _add(commands, "release", release_run)
    _add_run_options(command)
    command.add_argument("--version", required=True, help="such as 1.0.0")
    command.add_argument("--models", type=Path, default=Path("models"), help="where bundles live")
    rehearsal_command.add_options(_add(commands, "rehearse", rehearsal_command.run))
    rehearsal_command.add_table_options(_add(commands, "table", rehearsal_command.print_table))
    command = _add(commands, "doctor", doctor)
    command.add_argument("--data", type=Path, help="MURA's folder, or the one above it")
    import_command.add_options(_add(commands, "import-keras", import_command.run))
    import_command.add_backbone_options(
        _add(commands, "import-keras-backbone", import_command.run_backbone)
    )
    command = _add(commands, "convert-fracatlas", convert)
    command.add_argument("--data", type=Path, help="the folder of FracAtlas")
    command.add_argument("--out", type=Path, required=True, help="a new folder")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int | None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=command.__doc__)
    parser.set_defaults(command=command)
    return parser


def _predictions(path: Path, part: str) -> Path:
    return path / part / TABLE if path.is_dir() else path


def _add_part_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--part",
        choices=[VALIDATION, PUBLIC_VALIDATION],
        default=VALIDATION,
        help="MURA's public validation part is only ever measured on",
    )


def _add_bundle_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("bundle", type=Path, help="the folder of a bundle without thresholds")
    command.add_argument("--data", type=Path, help="a folder laid out as MURA")
    command.add_argument(
        "--part", required=True, choices=sorted(PARTS), help="what the network never saw"
    )
    command.add_argument("--version", required=True, help="of the new bundle, such as 1.1.0")
    command.add_argument("--output", type=Path, default=Path(), help="where the new bundle goes")


def _add_run_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--recipe", type=Path, help="a YAML file; the run's own without it")
    command.add_argument("--data", type=Path, help="the data set's folder")
    command.add_argument("--run", type=Path, help="where the run lives; runs/<recipe's name>")


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", torch.get_num_threads())))
    sys.exit(main())
