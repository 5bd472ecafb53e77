"""The order of a training: teachers, branches, fusion, or one network as a whole."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn

from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from trainer.data.batches import BatchSource
from trainer.data.cache import cached_squares
from trainer.data.folds import patient_folds
from trainer.data.weights import class_weights, weights_of
from trainer.recipe import Teacher
from trainer.training.callbacks import CHECKPOINT
from trainer.training.loop import Input, train
from trainer.training.module import Network, Task
from trainer.training.run import Run
from trainer.training.settings import Machine, Training
from trainer.training.start import read_weights, start_weights
from trainer.training.teaching import logits_of

CACHE_MARGIN = 7 / 6
"""Squares are cached larger than the input, so that rotating and zooming do not blur them."""


@dataclass(frozen=True)
class Way:
    """How a run goes.

    Attributes:
        machine: On what.
        resume: Whether to go on from checkpoints.
    """

    machine: Machine
    resume: bool = False


@dataclass(frozen=True, eq=False)
class Part:
    """A part of the training part, to train one network on.

    Attributes:
        train: Indices of the examples for gradients.
        validation: Indices of those that decide when to stop and what to keep.
        soft: What teachers say of each example to train on.
    """

    train: tuple[int, ...]
    validation: tuple[int, ...]
    soft: NDArray[np.float32] | None = None


def fit(run: Run, way: Way) -> None:
    """Train all that a recipe names, in its order; what was finished before is left alone."""
    if run.network_file.exists():
        return
    if run.recipe.branches:
        assert run.recipe.network is not None
        for branch in run.recipe.network.branches:
            fit_branch(run, branch, way)
        fit_fusion(run, way)
    else:
        fit_whole(run, way)


def fit_whole(run: Run, way: Way) -> None:
    """Train a network as a whole, from its teachers where it has any."""
    recipe = run.recipe
    assert recipe.training is not None
    torch.manual_seed(recipe.seed)
    network = recipe.build()
    prepare(network, recipe.training, run.backbones)
    part, share = Part(run.split.train, run.split.validation), 0.0
    if recipe.distillation:
        part, share = replace(part, soft=learn_from_teachers(run, way)), recipe.distillation.share
    task = task_of(run, network, recipe.training, part, taught=share)
    kept = train(
        task, _input(run, part, recipe.input_size), run.folder / "network", way.machine,
        resume=way.resume,
    )  # fmt: skip
    _write(_halved(kept), run.network_file)


def fit_branch(run: Run, branch: BranchConfig, way: Way) -> None:
    """Train one branch alone and write its weights."""
    recipe = run.recipe
    target = run.part_file(f"branch-{branch.name}")
    if target.exists():
        return
    training = recipe.branches[branch.name]
    torch.manual_seed(recipe.seed)
    network = HybridNetwork(recipe.alone(branch))
    prepare(network, training, run.backbones)
    # each branch sees other batches than its sisters: what they get wrong should differ
    number = 1 + list(recipe.branches).index(branch.name)
    part = Part(run.split.train, run.split.validation)
    task = task_of(run, network, training, part, number)
    seen = _input(run, part, recipe.input_size)
    kept = train(task, seen, run.folder / branch.name, way.machine, resume=way.resume)
    _write(kept.get_submodule(f"branches.{branch.name}"), target)


def fit_fusion(run: Run, way: Way) -> None:
    """Train gate and region head on the frozen branches and write the whole network."""
    recipe = run.recipe
    fusion = recipe.fusion
    assert fusion is not None
    torch.manual_seed(recipe.seed)
    network = recipe.build()
    assert isinstance(network, HybridNetwork)
    for name, branch in network.branches.items():
        branch.load_state_dict(read_weights(run.part_file(f"branch-{name}")))
    network.branches.requires_grad_(False)
    network.eval()
    training = replace(
        next(iter(recipe.branches.values())),
        epochs=1, epoch_steps=fusion.steps, small_epochs=0, small_size=0, head_epochs=0,
        schedule="cosine", keep="last", stop_after=0, accumulate=1,
        backbone_rate=fusion.gate_rate, head_rate=fusion.region_rate,
    )  # fmt: skip
    part = Part(run.split.train, run.split.validation)
    task = replace(
        task_of(run, network, training, part, number=1 + len(recipe.branches)),
        groups=[
            (list(network.gate.parameters()), fusion.gate_rate),
            (list(network.region.parameters()), fusion.region_rate),
        ],
    )
    seen = _input(run, part, recipe.input_size)
    kept = train(task, seen, run.folder / "fusion", way.machine, resume=way.resume)
    # half as large, and rounded before it is evaluated: what is measured is what is released
    _write(_halved(kept), run.network_file)


def learn_from_teachers(run: Run, way: Way) -> NDArray[np.float32]:
    """Train the teachers on folds of the training part; return what they say of it.

    Returns:
        (number of training images,) probabilities, each from teachers that never saw its patient.
    """
    distillation = run.recipe.distillation
    assert distillation is not None
    examples = [run.examples[i] for i in run.split.train]
    folds = patient_folds(examples, distillation.folds, run.recipe.seed)
    logits = np.zeros(len(examples), np.float64)
    for place, teacher in enumerate(distillation.teachers):
        for fold in range(distillation.folds):
            number = 1 + place * distillation.folds + fold
            held = np.flatnonzero(folds == fold)
            logits[held] += _teacher(run, teacher, number, (folds == fold), way)
    return np.asarray(1 / (1 + np.exp(-logits / len(distillation.teachers))), np.float32)


def _teacher(
    run: Run, teacher: Teacher, number: int, held: NDArray[np.bool_], way: Way
) -> NDArray[np.float64]:
    """Train one teacher on what is not held out; return its logits of what is."""
    name = f"teacher-{teacher.name}-{number}"
    target, inside = run.part_file(name), np.array(run.split.train)
    part = Part(tuple(inside[~held].tolist()), tuple(inside[held].tolist()))
    torch.manual_seed(run.recipe.seed + number)
    network: Network = ClassifierNetwork(teacher.classifier)
    seen = _input(run, part, teacher.classifier.input_size)
    if target.exists():
        network.load_state_dict(read_weights(target))
    else:
        prepare(network, teacher.training, run.backbones)
        task = task_of(run, network, teacher.training, part, number)
        network = train(task, seen, run.folder / name, way.machine, resume=way.resume)
        _write(network, target)
        # a finished teacher is never resumed, and there may be dozens of them
        (run.folder / name / CHECKPOINT).unlink(missing_ok=True)
    return logits_of(network.eval(), seen.validation, teacher.training.batch)


def task_of(
    run: Run, network: Network, training: Training, part: Part, number: int = 0, taught: float = 0.0
) -> Task:
    """Return what there is to do for one network of a run.

    Args:
        run: Whose recipe and examples.
        network: Prepared.
        training: How.
        part: On what.
        number: Makes the chance of one network of a recipe other than another's.
        taught: Share of the loss that goes to the teachers' probabilities.
    """
    inside = {id(parameter) for parameter in backbone_parameters(network)}
    backbone = [p for p in network.parameters() if id(p) in inside and p.requires_grad]
    head = [p for p in network.parameters() if id(p) not in inside]
    return Task(
        network,
        [(backbone, training.backbone_rate), (head, training.head_rate)],
        run.recipe.losses,
        training,
        training.epoch_steps or max(1, len(part.train) // training.batch),
        run.recipe.seed + 1_000 * number,
        taught,
    )


def prepare(network: Network, training: Training, folder: Path) -> None:
    """Fill a network's backbones from a start and freeze what is to stay; put it in train mode.

    Raises:
        FileNotFoundError: with a remedy, when the start cannot be had.
        ValueError: when it does not fill the backbone.
    """
    config = network.config
    if isinstance(config, NetworkConfig):
        backbones = [
            (b, network.get_submodule(f"branches.{b.name}.backbone")) for b in config.branches
        ]
    else:
        backbones = [(_as_branch(config), network.get_submodule("backbone"))]
    for branch, backbone in backbones:
        if training.start:
            backbone.load_state_dict(start_weights(branch, training.start, folder))
        for name, parameter in backbone.named_parameters():
            if any(name.startswith(f"{beginning}.") for beginning in training.freeze):
                parameter.requires_grad_(False)
    network.train()


def backbone_parameters(network: Network) -> list[nn.Parameter]:
    """Return the parameters of a network's backbones."""
    names = [name for name, _ in network.named_modules() if name.split(".")[-1] == "backbone"]
    return [p for name in names for p in network.get_submodule(name).parameters()]


def _as_branch(config: ClassifierConfig) -> BranchConfig:
    return BranchConfig("network", config.backbone, (), options=config.options)


def _input(run: Run, part: Part, size: int) -> Input:
    training = [run.examples[i] for i in part.train]
    validation = [run.examples[i] for i in part.validation]
    # counted on what is trained on, and on nothing else
    table = class_weights(training, run.recipe.losses.balance)
    names = run.recipe.region_names
    larger = cached_squares(training, round(size * CACHE_MARGIN), run.cache)
    own = cached_squares(validation, size, run.cache)
    return Input(
        BatchSource(training, larger, names, weights_of(training, table), part.soft),
        BatchSource(validation, own, names, weights_of(validation, table)),
        size,
    )


def _halved(network: Network) -> Network:
    """Round to half precision where every value stays finite."""
    for tensor in [*network.parameters(), *network.buffers()]:
        if tensor.is_floating_point() and bool(tensor.detach().half().isfinite().all()):
            tensor.data = tensor.data.half()
    return network


def _write(module: nn.Module, path: Path) -> None:
    # all processes come here with the same weights: each writes a file of its own
    partial = path.with_suffix(f".{os.getpid()}.part")
    save_file({k: v.contiguous().clone() for k, v in module.state_dict().items()}, partial)
    partial.replace(path)
