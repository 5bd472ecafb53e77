"""The data sets by name, and how each is divided for training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trainer.data.examples import Example
from trainer.data.folds import split_by_patient
from trainer.data.fracatlas import read_fracatlas
from trainer.data.mura import read_mura
from trainer.data.split import Split, split_by_blocks, thinned
from trainer.recipe import DataConfig

READERS = {"fracatlas": read_fracatlas, "mura": read_mura}


def read_data(config: DataConfig, folder: Path) -> list[Example]:
    """Read what a recipe trains on: of MURA the training part, never the public validation part.

    Args:
        config: The recipe's data entry.
        folder: The data set's folder.

    Raises:
        ValueError: when there is no such data set, or no image of the wanted regions in it.
        FileNotFoundError: when the folder is not FracAtlas.
        UnusableData: when the folder is not MURA v1.1, or damaged.
    """
    if config.name not in READERS:
        raise ValueError(f"there is no data set {config.name!r}, only {', '.join(READERS)}")
    return of_regions(READERS[config.name](folder), config.regions)


def of_regions(examples: Sequence[Example], regions: Sequence[str]) -> list[Example]:
    """Keep the examples that show one of the regions, or all where none is named.

    Raises:
        ValueError: naming the region that no example shows.
    """
    known = frozenset[str]().union(*(example.regions for example in examples))
    for region in regions:
        if region not in known:
            raise ValueError(f"no image shows {region!r}, only {', '.join(sorted(known))}")
    return [e for e in examples if not regions or e.regions.intersection(regions)]


def divide(config: DataConfig, examples: Sequence[Example]) -> Split:
    """Part the examples into training and internal validation.

    MURA names its patients, who are dealt out to folds; FracAtlas does not, and goes by blocks of
    neighbouring image numbers.

    Raises:
        ValueError: when there is no such fold.
    """
    if config.name == "mura":
        split = split_by_patient(examples, config.validation, config.seed, config.fold)
    elif config.fold:
        raise ValueError(f"{config.name} has no folds: leave `fold` out of the recipe")
    else:
        split = split_by_blocks(examples, config.validation, config.seed)
    return thinned(split, examples, config.few) if config.few else split
