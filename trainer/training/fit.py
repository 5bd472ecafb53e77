"""The stages of a training: each branch alone, then gate and region head on the frozen branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from mura_desktop.inference.network import BranchConfig, HybridNetwork
from trainer.data.batches import Batch, BatchSource
from trainer.data.cache import cached_squares
from trainer.data.examples import Example
from trainer.data.split import Split
from trainer.recipe import Phase, Recipe
from trainer.training.loop import Schedule, train
from trainer.training.losses import total_loss
from trainer.training.start import start_weights

CACHE_MARGIN = 7 / 6
"""Squares are cached larger than the input, so that rotating and zooming do not blur them."""


@dataclass(frozen=True)
class Run:
    """A folder in which a training lives.

    Attributes:
        folder: Checkpoints, logs, the trained network.
        recipe: What is trained.
        examples: The data set.
        split: Its parts.
        backbones: Folder of pretrained weights.
    """

    folder: Path
    recipe: Recipe
    examples: Sequence[Example]
    split: Split
    backbones: Path

    @property
    def network_file(self) -> Path:
        """The trained network's weights."""
        return self.folder / "network.safetensors"

    def branch_file(self, name: str) -> Path:
        """A trained branch's weights."""
        return self.folder / f"branch-{name}.safetensors"


def fit_branch(run: Run, branch: BranchConfig) -> None:
    """Train one branch alone and write its average weights; resumes, and does nothing when done."""
    if run.branch_file(branch.name).exists():
        return
    recipe = run.recipe
    training = recipe.branches[branch.name]
    torch.manual_seed(recipe.seed)
    network = HybridNetwork(recipe.alone(branch))
    backbone = network.branches.get_submodule(branch.name).get_submodule("backbone")
    if training.start:
        backbone.load_state_dict(start_weights(branch, training.start, run.backbones))
    _freeze(backbone, training.freeze)
    network.to(memory_format=torch.channels_last)
    in_backbone = {id(parameter) for parameter in backbone.parameters()}
    trained = [p for p in backbone.parameters() if p.requires_grad]
    head = [p for p in network.parameters() if id(p) not in in_backbone]
    source = _source(run)
    # each branch sees other batches than its sisters: what they get wrong should differ
    offset = 1_000_000 * list(recipe.branches).index(branch.name)

    def loss(step: int) -> Tensor:
        batch = _draw(source, recipe, offset + step, _size(training.phases, step))
        return total_loss(network(batch.pictures), batch, recipe.losses)

    network.train()
    steps = sum(phase.steps for phase in training.phases)
    average = train(
        network,
        [(trained, training.backbone_rate), (head, training.head_rate)],
        loss,
        Schedule(steps, recipe.average, recipe.weight_decay, run.folder / branch.name),
    )
    _write(average.get_submodule(f"branches.{branch.name}"), run.branch_file(branch.name))


def fit_fusion(run: Run) -> None:
    """Train gate and region head on the frozen branches and write the whole network."""
    if run.network_file.exists():
        return
    recipe = run.recipe
    torch.manual_seed(recipe.seed)
    network = HybridNetwork(recipe.network)
    for name, branch in network.branches.items():
        branch.load_state_dict(load_file(run.branch_file(name)))
    network.branches.requires_grad_(False)
    network.to(memory_format=torch.channels_last).eval()
    source = _source(run)
    offset = 1_000_000 * len(recipe.branches)

    def loss(step: int) -> Tensor:
        batch = _draw(source, recipe, offset + step, recipe.network.input_size)
        return total_loss(network(batch.pictures), batch, recipe.losses)

    gate, region = list(network.gate.parameters()), list(network.region.parameters())
    average = train(
        network,
        [(gate, recipe.fusion.gate_rate), (region, recipe.fusion.region_rate)],
        loss,
        Schedule(recipe.fusion.steps, recipe.average, recipe.weight_decay, run.folder / "fusion"),
    )
    # half as large, and rounded before it is evaluated: what is measured is what is released
    _write(average.half(), run.network_file)


def _source(run: Run) -> BatchSource:
    side = round(run.recipe.network.input_size * CACHE_MARGIN)
    examples = [run.examples[i] for i in run.split.train]
    squares = cached_squares(examples, side, run.folder.parent / "cache")
    return BatchSource(examples, squares, run.recipe.network.regions, run.recipe.seed)


def _draw(source: BatchSource, recipe: Recipe, step: int, size: int) -> Batch:
    batch = source.draw(step, recipe.batch, recipe.positives, size)
    return batch._replace(pictures=batch.pictures.contiguous(memory_format=torch.channels_last))


def _size(phases: Sequence[Phase], step: int) -> int:
    for phase in phases:
        if step < phase.steps:
            return phase.size
        step -= phase.steps
    return phases[-1].size


def _freeze(backbone: nn.Module, beginnings: Sequence[str]) -> None:
    for name, parameter in backbone.named_parameters():
        if any(name.startswith(f"{beginning}.") for beginning in beginnings):
            parameter.requires_grad_(False)


def _write(module: nn.Module, path: Path) -> None:
    partial = path.with_suffix(".part")
    save_file({k: v.contiguous().clone() for k, v in module.state_dict().items()}, partial)
    partial.replace(path)
