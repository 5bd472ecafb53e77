"""Recipes: what to train, on what, and how, as one YAML file each."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonargparse import ArgumentError, ArgumentParser, Namespace

from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from trainer.data.mura_regions import MURA_REGIONS, RegionConfig
from trainer.slips import of_an_entry
from trainer.training.losses import LossWeights
from trainer.training.settings import FusionTraining, Training

SMALLEST = 32
"""Side of the smallest input, in pixels: below it the deepest features are gone."""
_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class DataConfig:
    """Which data set, and how it is parted.

    Attributes:
        name: ``fracatlas`` or ``mura``.
        validation: Share that is never trained on, in (0, 0.5].
        seed: Of the split.
        fold: Which of the folds of that share is validated on, from 0; of a data set that names
            its patients.
        regions: The body parts to train on; none means all.
        few: About how many images of each part to keep, half of them with the finding, evenly taken
            from the whole part; 0 keeps all. For trying out, not for training.
    """

    name: str
    validation: float
    seed: int
    fold: int = 0
    regions: tuple[str, ...] = ()
    few: int = 0

    def __post_init__(self) -> None:
        if not 0.0 < self.validation <= 0.5:
            raise ValueError("dataset.validation must be in (0, 0.5]")


@dataclass(frozen=True)
class Teacher:
    """A network that is trained only to be learned from.

    Attributes:
        name: Unique in the recipe.
        classifier: Its architecture.
        training: How it is trained, on all folds of the training part but one.
    """

    name: str
    classifier: ClassifierConfig
    training: Training


@dataclass(frozen=True)
class Distillation:
    """Several teachers, from whose mean the network learns.

    Every image of the training part is judged only by those that were not trained on its patient,
    and nothing of it ever sees the validation part.

    Attributes:
        teachers: Whose logits are averaged.
        folds: Into how many the training part's patients are dealt; each teacher is trained once
            for each.
        share: Of the loss that goes to the teachers' probabilities, in (0, 1).
    """

    teachers: tuple[Teacher, ...]
    folds: int
    share: float

    def __post_init__(self) -> None:
        if not self.teachers or self.folds < 2 or not 0.0 < self.share < 1.0:
            raise ValueError("distillation wants a teacher, two folds, and a share in (0, 1)")


@dataclass(frozen=True)
class Recipe:
    """All of one training.

    Attributes:
        name: The bundle's name.
        label: What the label means, in the word that a reader sees: ``fracture``.
        seed: Of initial weights and batches.
        dataset: What is trained on.
        losses: What is asked.
        network: An architecture with evidence maps; or
        classifier: one with a dense head.
        training: How it is trained as a whole; or
        branches: how each of the network's branches is trained, and then
        fusion: gate and region head on the frozen branches.
        distillation: Teachers, where there are any.
        regions: What the bundle judges; of MURA they need not be given.
        limits: Known limits of data and label, for the model card.
        attributions: Of data and pretrained starts, as their licences ask, for the model card.
    """

    name: str
    label: str
    seed: int
    dataset: DataConfig
    losses: LossWeights = field(default_factory=LossWeights)
    network: NetworkConfig | None = None
    classifier: ClassifierConfig | None = None
    training: Training | None = None
    branches: Mapping[str, Training] = field(default_factory=dict)
    fusion: FusionTraining | None = None
    distillation: Distillation | None = None
    regions: tuple[RegionConfig, ...] = ()
    limits: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def _problems(self) -> list[str]:
        names = {b.name for b in self.network.branches} if self.network else set()
        unboxed = self.dataset.name == "mura" and (self.losses.pointing or self.losses.cells)
        checks = {
            "give either network or classifier": bool(self.network) != bool(self.classifier),
            "give either training or branches": bool(self.training) != bool(self.branches),
            "network and branches name different branches": set(self.branches) in (set(), names),
            "branches need a fusion, and only they": bool(self.branches) == bool(self.fusion),
            "distillation goes with training, not with branches": not self.distillation
            or self.training is not None,
            "name must be one word of letters, digits, . - and _: it names folders": bool(
                _NAME.fullmatch(self.name)
            ),
            f"input_size must be at least {SMALLEST}": min(self._sizes()) >= SMALLEST,
            "dataset.name must be fracatlas or mura": self.dataset.name in ("fracatlas", "mura"),
            "MURA has no boxes: losses.pointing and losses.cells must be 0": not unboxed,
        }
        return [problem for problem, holds in checks.items() if not holds]

    def _sizes(self) -> list[int]:
        teachers = self.distillation.teachers if self.distillation else ()
        networks = [self.network, self.classifier, *(teacher.classifier for teacher in teachers)]
        return [network.input_size for network in networks if network] or [SMALLEST]

    @property
    def region_names(self) -> tuple[str, ...]:
        """The data set's names of the regions that the bundle judges."""
        return tuple(region.name for region in self.regions)

    @property
    def architecture(self) -> NetworkConfig | ClassifierConfig:
        """The one that is given, with its regions filled in."""
        if self.classifier:
            return self.classifier
        assert self.network is not None
        return dataclasses.replace(self.network, regions=self.network.regions or self.region_names)

    @property
    def input_size(self) -> int:
        """Side of the network's input, in pixels."""
        return self.architecture.input_size

    def build(self) -> HybridNetwork | ClassifierNetwork:
        """Return the network with random weights."""
        return build(self.architecture)

    def alone(self, branch: BranchConfig) -> NetworkConfig:
        """Return the network of one branch only, as it is trained before fusion."""
        architecture = self.architecture
        assert isinstance(architecture, NetworkConfig)
        return dataclasses.replace(architecture, branches=(branch,))

    def starts(self) -> dict[str, str]:
        """Return by part of the network what it started from, or nothing."""
        if self.training:
            return {"network": self.training.start}
        return {name: training.start for name, training in self.branches.items()}


def build(architecture: NetworkConfig | ClassifierConfig) -> HybridNetwork | ClassifierNetwork:
    """Return a network with random weights."""
    if isinstance(architecture, ClassifierConfig):
        return ClassifierNetwork(architecture)
    return HybridNetwork(architecture)


def recipe_parser(**options: Any) -> ArgumentParser:  # noqa: ANN401 - jsonargparse's own
    """Return a parser whose arguments are a recipe's entries."""
    parser = ArgumentParser(exit_on_error=False, **options)
    parser.add_class_arguments(Recipe, nested_key=None, as_group=False, instantiate=False)
    return parser


def recipe_of(entries: Namespace) -> Recipe:
    """Build the recipe out of a parser's instantiated answer; MURA's regions are filled in.

    Raises:
        ValueError: naming what contradicts what.
    """
    names = [entry.name for entry in dataclasses.fields(Recipe)]
    recipe = Recipe(**{name: entries[name] for name in names})
    if recipe.regions:
        return recipe
    if recipe.dataset.name != "mura":
        raise ValueError(f"regions must be given for {recipe.dataset.name}; mura has its own")
    wanted = recipe.dataset.regions
    regions = tuple(r for r in MURA_REGIONS if not wanted or r.name in wanted)
    return dataclasses.replace(recipe, regions=regions)


def read_recipe(path: Path, other: frozenset[str] = frozenset()) -> Recipe:
    """Read a recipe, or the resolved configuration of a run.

    Args:
        path: The YAML file.
        other: Entries that are none of the recipe's.

    Raises:
        ValueError: naming the file and the entry that is missing, unknown or of the wrong type.
    """
    entries = _entries(path, other)
    try:
        parser = recipe_parser()
        return recipe_of(parser.instantiate(parser.parse_object(entries)))
    except (ArgumentError, ValueError) as error:
        raise ValueError(f"{path}: {of_an_entry(str(error))}") from error


def check_entries(path: Path, other: frozenset[str] = frozenset()) -> None:
    """Refuse a recipe's file that cannot be one, whatever the command line adds to it.

    Args:
        path: The YAML file.
        other: Entries that are none of the recipe's.

    Raises:
        ValueError: naming the file, and the entry that is unknown or of the wrong type.
    """
    entries = _entries(path, other)
    try:
        recipe_parser().parse_object(entries, defaults=False)
    except ArgumentError as error:
        if "required" not in str(error):
            raise ValueError(f"{path}: {of_an_entry(str(error))}") from error


def _entries(path: Path, other: frozenset[str]) -> dict[str, Any]:
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file. Name a recipe with --recipe.")
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise ValueError(f"{path}: this is no YAML{where}. Correct it, or name another.") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: this is no text, and so no recipe. Name another.") from error
    if not isinstance(entries, dict):
        raise ValueError(f"{path}: this is no recipe: it has no entries. Name another.")
    return {key: value for key, value in entries.items() if key not in other}
