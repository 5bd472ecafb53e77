"""How one network is trained: the typed settings that a recipe fills."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from trainer.data.augment import Augmentation
from trainer.data.batches import Drawing

MOST_WORKERS = 8
"""Processes that draw for one GPU when nobody says how many."""
HUB = "hub"
"""A start that timm fetches by itself."""


@dataclass(frozen=True)
class Training:
    """How one network is trained.

    Attributes:
        epochs: How many.
        batch: Images in a batch, over all processes.
        start: Pretrained weights: ``hub`` for timm's own, the name of a safetensors file, or
            ``package:NAME`` for an installed package that carries them; empty for none.
        epoch_steps: Batches in an epoch; 0 is one pass over the training part.
        positives: Images in a batch that show the finding; 0 takes all images in turn.
        small_epochs: First epochs that see smaller pictures.
        small_size: Side of those, in pixels.
        optimizer: ``rmsprop`` with Keras's constants, for recipes that come from there.
        backbone_rate: Peak learning rate of the backbone.
        head_rate: Peak learning rate of everything else.
        weight_decay: AdamW's, or an L2 penalty in the others.
        schedule: ``cosine`` to nought, ``plateau`` (the rate falls when the validation loss no
            longer does), or ``constant``.
        warm_up: Steps over which the rate rises from nought.
        patience: Epochs without a lower validation loss before the rate falls.
        factor: By what the rate is multiplied then.
        stop_after: Epochs without a lower smoothed validation loss before training stops; 0 never.
        freeze: Beginnings of the names of backbone modules that stay as they are.
        head_epochs: First epochs in which the backbone's rate is nought.
        average: Decay of the moving average of the weights, in [0, 1); 0 for none.
        accumulate: Batches whose gradients are added before a step.
        clip: Largest norm of the gradient; 0 for any.
        keep: ``last`` weights; ``best``, those of the lowest smoothed validation loss; or
            ``mean_of_best``, the mean of the five checkpoints of the lowest validation loss.
        validate_every: Epochs between validations.
        augmentation: What chance does to training pictures.
    """

    epochs: int
    batch: int
    start: str = ""
    epoch_steps: int = 0
    positives: int = 0
    small_epochs: int = 0
    small_size: int = 0
    optimizer: Literal["adamw", "adam", "rmsprop"] = "adamw"
    backbone_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.0
    schedule: Literal["cosine", "plateau", "constant"] = "constant"
    warm_up: int = 0
    patience: int = 1
    factor: float = 0.1
    stop_after: int = 0
    freeze: tuple[str, ...] = ()
    head_epochs: int = 0
    average: float = 0.0
    accumulate: int = 1
    clip: float = 1.0
    keep: Literal["last", "best", "mean_of_best"] = "last"
    validate_every: int = 1
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        for name in ("epochs", "batch", "patience", "accumulate", "validate_every"):
            _require(getattr(self, name) >= 1, f"{name} must be at least 1")
        _require(0 <= self.positives <= self.batch, "positives must be in [0, batch]")
        _require(0.0 <= self.average < 1.0, "average must be in [0, 1)")
        _require(0.0 < self.factor < 1.0, "factor must be in (0, 1)")
        _require(self.small_epochs <= self.epochs, "small_epochs must be at most epochs")
        _require(
            (self.small_epochs > 0) == (self.small_size > 0),
            "small_epochs and small_size need each other",
        )
        _require(min(self.backbone_rate, self.head_rate) > 0, "rates must be above nought")
        for name in ("clip", "weight_decay", "warm_up", "epoch_steps", "stop_after", "head_epochs"):
            _require(getattr(self, name) >= 0, f"{name} must not be below nought")

    @property
    def needs_validation(self) -> bool:
        """Whether the validation loss decides on anything."""
        return self.schedule == "plateau" or self.stop_after > 0 or self.keep != "last"

    def drawing(self, seed: int) -> Drawing:
        """Return which images make a batch, with this seed."""
        return Drawing(seed, self.batch, self.positives, self.augmentation)


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
class FitOptions:
    """What `fit` is told beside the recipe.

    Attributes:
        data: The data set's folder.
        run: Where the run lives; ``runs/<recipe's name>`` where it is not given.
        branch: Train this branch only, so that branches can be trained side by side.
        pretrained: ``hub``, a safetensors file, or a folder of them, instead of the recipe's
            starts.
        from_scratch: Start from random weights, whatever the recipe says.
        resume: Go on from the run's checkpoint.
        smoke: Try a recipe out: a few steps at a small size on a few images, from scratch.
    """

    data: Path | None = None
    run: Path | None = None
    branch: str | None = None
    pretrained: str | None = None
    from_scratch: bool = False
    resume: bool = False
    smoke: bool = False


@dataclass(frozen=True)
class Machine:
    """On what a training runs; nothing of it changes what is learned but for rounding.

    Attributes:
        accelerator: ``cpu``, ``gpu`` or ``auto``.
        devices: How many of them on each node, or ``auto``.
        nodes: How many computers.
        strategy: Lightning's name: ``auto``, ``ddp``.
        precision: ``32-true``, ``bf16-mixed`` or ``16-mixed``.
        workers: Processes beside each training process that draw batches ahead. ``auto`` shares
            the cores out among GPUs, and takes none on a CPU, whose cores the step itself uses.
        deterministic: Whether operations that differ from run to run are refused.
    """

    accelerator: str = "auto"
    devices: int | Literal["auto"] = "auto"
    nodes: int = 1
    strategy: str = "auto"
    precision: Literal["32-true", "bf16-mixed", "16-mixed"] = "32-true"
    workers: int | Literal["auto"] = "auto"
    deterministic: bool = False

    def __post_init__(self) -> None:
        few = self.workers != "auto" and self.workers < 0
        _require(not few, "--workers must not be below nought")
        _require(self.nodes >= 1, "--nodes must be at least 1")

    def workers_beside(self, accelerator: str, processes: int) -> int:
        """Return how many processes draw ahead for each training process.

        Args:
            accelerator: Where the steps are computed, as PyTorch names it: ``cpu``, ``cuda``.
            processes: Training processes on this computer.
        """
        if self.workers != "auto":
            return self.workers
        if accelerator == "cpu":
            return 0
        return max(1, min(MOST_WORKERS, (os.cpu_count() or 1) // processes - 1))


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
