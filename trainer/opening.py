"""A run opened: recipe and data set read, the split made."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

from trainer.data.sets import divide, read_data
from trainer.recipe import Recipe, read_recipe
from trainer.training.run import CONFIG, Run
from trainer.training.settings import FitOptions, Machine

OPTIONS = frozenset(entry.name for kind in (FitOptions, Machine) for entry in fields(kind))
"""What a run's configuration holds beside its recipe."""
MEASURED_BY = frozenset(("dataset", "regions", "network", "classifier"))
"""Entries of a recipe that a run cannot be measured without; its words may be mended later."""


def data_folder() -> Path:
    """Return the optional local data folder, which MURA_DESKTOP_DATA names."""
    return Path(os.environ.get("MURA_DESKTOP_DATA", "../shared/data"))


def open_run(
    recipe: Recipe, data: Path | None, folder: Path | None, starts: Path | None = None
) -> Run:
    """Read the data set of a recipe and make its split.

    Args:
        recipe: What is trained.
        data: The data set's folder; below the local data folder where it is not given.
        folder: Where the run lives; ``runs/<recipe's name>`` where it is not given.
        starts: Folder of pretrained weights; beside the local data folder where it is not given.
    """
    examples = read_data(recipe.dataset, data or data_folder() / recipe.dataset.name)
    split = divide(recipe.dataset, examples)
    starts = starts or data_folder().parent / "backbones"
    return Run(folder or Path("runs") / recipe.name, recipe, examples, split, starts)


def recipe_of_run(recipe: Path | None, folder: Path | None) -> Recipe:
    """Read a recipe's file, or what a run was fitted with where no file is named.

    Raises:
        ValueError: when neither is named, the recipe is faulty, or the run was fitted on other
            parts or as another network than the recipe says: what it trained on would be measured
            as what it never saw.
        FileNotFoundError: when there is no such file.
    """
    if recipe is None and folder is None:
        raise ValueError("name a run with --run, or a recipe with --recipe")
    path = recipe or (folder or Path()) / CONFIG
    if recipe is None and not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing, so {folder} is no run. Name with --run what `fit` made."
        )
    found = read_recipe(path, OPTIONS)
    kept = (folder or Path("runs") / found.name) / CONFIG
    others = set(others_than(kept, found)) & MEASURED_BY if kept.is_file() else set()
    if others:
        raise ValueError(
            f"{kept.parent} was fitted with another recipe than {path} (other: "
            f"{', '.join(sorted(others))}). Leave --recipe out, or name its own run with --run."
        )
    return found


def others_than(config: Path, recipe: Recipe) -> list[str]:
    """Return the names of a recipe's entries that are others in a run's configuration.

    Raises:
        ValueError: when the configuration is faulty.
    """
    before = read_recipe(config, OPTIONS)
    return [
        entry.name
        for entry in fields(Recipe)
        if getattr(before, entry.name) != getattr(recipe, entry.name)
    ]
