"""Recipes: what to train, on what, and how, as one YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from mura_desktop.inference.network import BranchConfig, NetworkConfig
from trainer.training.losses import LossWeights


@dataclass(frozen=True)
class RegionConfig:
    """A region of the bundle.

    Attributes:
        name: The data set's name, which is the region head's output.
        title: What a reader sees.
        code: Body Part Examined value used when the network itself names the region.
        accepts: Body Part Examined values that belong to it.
    """

    name: str
    title: str
    code: str
    accepts: tuple[str, ...]


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
    """

    name: str
    validation: float
    seed: int
    fold: int = 0
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A stretch of training at one picture size."""

    steps: int
    size: int


@dataclass(frozen=True)
class BranchTraining:
    """How one branch is trained.

    Attributes:
        phases: Picture sizes in turn; the last should be the network's own.
        start: File name of pretrained weights among ``--backbones``, ``package:NAME`` for an
            installed package that carries them, or empty for a start from scratch.
        freeze: Beginnings of the names of backbone modules that stay as they are.
        backbone_rate: Peak learning rate of the backbone.
        head_rate: Peak learning rate of everything else.
    """

    phases: tuple[Phase, ...]
    start: str
    freeze: tuple[str, ...]
    backbone_rate: float
    head_rate: float


@dataclass(frozen=True)
class FusionTraining:
    """How gate and region head are trained on frozen branches.

    Attributes:
        steps: Number of steps.
        gate_rate: Peak learning rate of the gate. Branches know their training images too well to
            be told apart by them, so a gate that learns for long only crowns the one that has
            overfitted most: keep it low.
        region_rate: Peak learning rate of the region head.
    """

    steps: int
    gate_rate: float
    region_rate: float


@dataclass(frozen=True)
class Recipe:
    """All of one training.

    Attributes:
        name: The bundle's name.
        label: What the label means, in the word that a reader sees: ``fracture``.
        seed: Of initial weights and batches.
        batch: Images in a batch.
        positives: Images in a batch that show the finding.
        weight_decay: AdamW's.
        average: Decay of the exponential moving average of the weights, in (0, 1).
        limits: Known limits of data and label, for the model card.
        attributions: Of data and pretrained starts, as their licences ask, for the model card.
    """

    name: str
    label: str
    seed: int
    data: DataConfig
    regions: tuple[RegionConfig, ...]
    network: NetworkConfig
    branches: Mapping[str, BranchTraining]
    fusion: FusionTraining
    losses: LossWeights
    batch: int
    positives: int
    weight_decay: float
    average: float
    limits: tuple[str, ...]
    attributions: tuple[str, ...]

    def alone(self, branch: BranchConfig) -> NetworkConfig:
        """Return the network of one branch only, as it is trained before fusion."""
        return NetworkConfig(
            (branch,),
            self.network.regions,
            self.network.evidence_per_region,
            self.network.input_size,
        )


def read_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        ValueError: naming the file and the entry that is missing, unknown or of the wrong type.
    """
    try:
        recipe: Recipe = _build(Recipe, yaml.safe_load(path.read_text()), "recipe")
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error
    names = {branch.name for branch in recipe.network.branches}
    if names != set(recipe.branches):
        raise ValueError(f"{path}: network and branches name different branches")
    return recipe


def _build(kind: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - any declared type
    """Turn YAML into the declared type; strict, so that a slip of the pen is no silent default."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _build_record(kind, _expect(dict, value, where), where)
    if origin is tuple:
        items = enumerate(_expect(list, value, where))
        return tuple(_build(arguments[0], item, f"{where}[{i}]") for i, item in items)
    if origin is not None and issubclass(origin, Mapping):
        entries = _expect(dict, value, where).items()
        return {key: _build(arguments[1], item, f"{where}.{key}") for key, item in entries}
    if kind is float and type(value) is int:
        return float(value)
    return _expect(kind, value, where)


def _build_record(kind: type, value: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401
    hints = get_type_hints(kind)
    unknown = set(value) - set(hints)
    if unknown:
        raise ValueError(f"{where} has no entry {', '.join(sorted(unknown))}")
    built = {key: _build(hints[key], item, f"{where}.{key}") for key, item in value.items()}
    try:
        return kind(**built)
    except TypeError as error:
        raise ValueError(f"{where}: {error}") from error


def _expect(kind: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - any declared type
    if not isinstance(value, kind):
        raise ValueError(f"{where} must be {kind}, not {value!r}")
    return value
