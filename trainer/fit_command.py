"""``python -m trainer fit``: every entry of a recipe can be given in the file or on the line."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonargparse import ArgumentError, ArgumentParser, Namespace

from trainer.data.own import keep_own
from trainer.opening import OPTIONS, open_run, others_than
from trainer.recipe import Recipe, check_entries, recipe_of, recipe_parser
from trainer.slips import of_an_entry
from trainer.training.callbacks import CHECKPOINT
from trainer.training.fit import Way, fit, fit_branch
from trainer.training.loop import check_machine
from trainer.training.run import Run
from trainer.training.settings import HUB, FitOptions, Machine
from trainer.training.smoke import smaller

NO_RECIPE = "Name a recipe with --recipe, such as trainer/recipes/default.yaml."
SWITCHES = {
    "deterministic": "refuse operations that differ from run to run",
    "from_scratch": "start from random weights, whatever the recipe says",
    "resume": "go on from the run's checkpoint",
    "smoke": "try a recipe out: a few steps at a small size on a few images, from scratch",
}


def fit_command(arguments: Sequence[str]) -> None:
    """Train what the arguments say.

    Raises:
        ValueError: naming the argument or entry that is wrong.
        FileExistsError: when the run was begun, and is not to be resumed.
    """
    parser = fit_parser()
    named = parser_of_recipe().parse_known_args(list(arguments))[0].recipe
    if named is not None:
        check_entries(named, OPTIONS)
    try:
        parsed = parser.parse_args(list(arguments))
        entries = parser.instantiate(parsed)
    except (ArgumentError, ValueError) as error:
        if named is None and "required" in str(error):
            raise ValueError(NO_RECIPE) from error
        raise ValueError(of_an_entry(str(error))) from error
    options = FitOptions(**_fields(entries, FitOptions))
    machine = Machine(**_fields(entries, Machine))
    check_machine(machine)
    recipe = started(recipe_of(entries), options)
    if options.smoke:
        recipe = smaller(recipe)
    # a recipe's starts lie in a folder, and --pretrained may name another
    folder = Path(options.pretrained or HUB)
    run = open_run(recipe, options.data, options.run, folder if folder.is_dir() else None)
    _check_labels(run)
    _keep_config(run, parser, parsed)
    keep_own(run.examples, run.folder)
    _fit(run, Way(machine, options.resume), options.branch)


def parser_of_recipe() -> argparse.ArgumentParser:
    """Return a parser that finds the recipe's file on the line and nothing else."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--recipe", "--config", type=Path)
    return parser


def fit_parser() -> ArgumentParser:
    """Return the parser of the command, which can print all it knows with ``--print_config``."""
    parser = recipe_parser(prog="python -m trainer fit", description=fit.__doc__)
    parser.add_argument(
        "--recipe", "--config", action="config", help="a recipe, or a run's config.yaml"
    )
    for kind in (FitOptions, Machine):
        switches = {e.name for e in dataclasses.fields(kind) if e.default is False}
        parser.add_class_arguments(kind, as_group=True, instantiate=False, skip=switches)
        for name in sorted(switches):
            # a word alone is enough: --from-scratch
            flag, told = name.replace("_", "-"), SWITCHES[name]
            parser.add_argument(f"--{flag}", dest=name, action="store_true", help=told)
    return parser


def started(recipe: Recipe, options: FitOptions) -> Recipe:
    """Replace a recipe's starts by those that the command line names.

    Raises:
        ValueError: when it names none and one at once.
    """
    if options.from_scratch and options.pretrained:
        raise ValueError("--from-scratch and --pretrained exclude each other")
    named = options.pretrained
    if not options.from_scratch and (named is None or Path(named).is_dir()):
        return recipe
    start = "" if named is None else named if named == HUB else str(Path(named).resolve())
    training = recipe.training and dataclasses.replace(recipe.training, start=start)
    branches = {
        name: dataclasses.replace(branch, start=start) for name, branch in recipe.branches.items()
    }
    distillation = recipe.distillation
    if distillation:
        teachers = tuple(
            dataclasses.replace(t, training=dataclasses.replace(t.training, start=start))
            for t in distillation.teachers
        )
        distillation = dataclasses.replace(distillation, teachers=teachers)
    return dataclasses.replace(
        recipe, training=training, branches=branches, distillation=distillation
    )


def _fit(run: Run, way: Way, branch: str | None) -> None:
    if branch is None:
        fit(run, way)
        print(f"Trained: {run.network_file}")
        return
    branches = run.recipe.network.branches if run.recipe.network else ()
    known = {b.name: b for b in branches if b.name in run.recipe.branches}
    if branch not in known:
        raise ValueError(f"the recipe has no branch {branch!r}, only {', '.join(known) or 'none'}")
    fit_branch(run, known[branch], way)
    print(f"Trained: {run.part_file(f'branch-{branch}')}")


def _check_labels(run: Run) -> None:
    """Refuse what would be found out only after hours of training."""
    for part, indices in (("training", run.split.train), ("validation", run.split.validation)):
        positives = sum(run.examples[i].positive for i in indices)
        if positives in (0, len(indices)):
            raise ValueError(
                f"the {part} part holds {len(indices):,} images, {positives:,} of them with the "
                "finding, and needs both kinds: choose another --dataset.fold, more regions, or "
                "more data"
            )


def _fields(entries: Namespace, kind: type) -> dict[str, Any]:
    return {entry.name: entries[entry.name] for entry in dataclasses.fields(kind)}


def _keep_config(run: Run, parser: ArgumentParser, parsed: Namespace) -> None:
    """Write the resolved configuration beside what it makes.

    Raises:
        ValueError: when the folder holds a run of another recipe.
    """
    begun = [*run.folder.glob("*.safetensors"), *run.folder.glob(f"*/{CHECKPOINT}")]
    if run.config_file.exists() and begun:
        others = others_than(run.config_file, run.recipe)
        if others:
            raise ValueError(
                f"{run.folder} holds a run of another recipe (other: {', '.join(others)}). "
                "Name another --run."
            )
        return
    run.folder.mkdir(parents=True, exist_ok=True)
    # JSON has no tuples, and YAML would name Python's
    resolved = yaml.safe_load(parser.dump(parsed)) | json.loads(
        json.dumps(dataclasses.asdict(run.recipe))
    )
    partial = run.config_file.with_suffix(".part")
    partial.write_text(yaml.safe_dump(resolved, sort_keys=False), encoding="utf-8")
    partial.replace(run.config_file)
