"""One network in training, in the form that Lightning runs."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from lightning.pytorch import LightningModule
from lightning.pytorch.core.optimizer import LightningOptimizer
from torch import Tensor, nn
from torch.optim import Adam, AdamW, Optimizer, RMSprop
from torch.optim.swa_utils import get_ema_multi_avg_fn

from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.network import HybridNetwork
from mura_desktop.inference.preprocess import normalize
from trainer.data.batches import Batch
from trainer.training.losses import (
    LossWeights,
    distillation_loss,
    image_logits,
    image_losses,
    total_loss,
)
from trainer.training.quality import Seen, quality
from trainer.training.rates import Plateau, rate_of_step
from trainer.training.settings import Training

Network = HybridNetwork | ClassifierNetwork


@dataclasses.dataclass(frozen=True, eq=False)
class Task:
    """What is trained, and towards what.

    Attributes:
        network: In the mode in which it is to be trained.
        groups: Its trained parameters: the backbone's, then all others, with their peak rates.
        losses: What is asked.
        training: How.
        epoch_steps: Batches in an epoch.
        seed: Of what training drops.
        taught: Share of the loss that goes to the teachers' probabilities, in [0, 1).
    """

    network: Network
    groups: Sequence[tuple[Sequence[nn.Parameter], float]]
    losses: LossWeights
    training: Training
    epoch_steps: int
    seed: int
    taught: float = 0.0

    @property
    def steps(self) -> int:
        """Optimiser steps in all."""
        return self.training.epochs * -(-self.epoch_steps // self.training.accumulate)


class NetworkTraining(LightningModule):
    """A network, its average and its place on the way, all of which a checkpoint holds."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task, self.network = task, task.network
        self.average: Network | None = None
        if task.training.average:
            self.average = copy.deepcopy(task.network).requires_grad_(False).eval()
        self.batches = 0
        self.plateau = Plateau()
        self._seen: list[Seen] = []

    @property
    def judge(self) -> Network:
        """The network that is validated and kept: the average where there is one."""
        return self.network if self.average is None else self.average

    def training_step(self, batch: Batch) -> Tensor:
        """Return the loss of one batch."""
        # what dropout draws depends on seed, step and process alone, as the batch does
        chance = np.random.SeedSequence([self.task.seed, 3, self.batches, self.global_rank])
        torch.manual_seed(int(chance.generate_state(1)[0]))
        output = self.network(network_input(batch))
        loss = total_loss(output, batch, self.task.losses)
        if self.task.taught:
            taught = distillation_loss(image_logits(output, batch), batch)
            loss = (1 - self.task.taught) * loss + self.task.taught * taught
        self.batches += 1
        self.log("loss", loss, prog_bar=True, batch_size=len(batch.labels))
        return loss

    def validation_step(self, batch: Batch) -> None:
        """Judge one validation batch."""
        logits = image_logits(self.judge(network_input(batch)), batch)
        losses = image_losses(logits, batch, self.task.losses)
        columns = (batch.indices, logits.float(), batch.labels, losses.float())
        self._seen.append(Seen(*(column.tolist() for column in columns)))

    def on_validation_epoch_end(self) -> None:
        """Log what all processes saw, each image once, and follow the validation loss."""
        seen, self._seen = self._gathered(), []
        measured = quality(seen)
        self.plateau.follow(measured["validation_loss"], self.task.training)
        measured["validation_loss_smoothed"] = self.plateau.smooth
        auc = measured["validation_auc"]
        self.log_dict(measured)
        self.log("auc", auc, prog_bar=True, logger=False)

    def configure_optimizers(self) -> Optimizer:
        """Return the optimiser; its rates are set before every step."""
        task = self.task
        groups = [{"params": list(p), "lr": rate, "peak": rate} for p, rate in task.groups]
        decay = task.training.weight_decay
        match task.training.optimizer:
            case "adam":
                return Adam(groups, weight_decay=decay)
            case "rmsprop":
                return RMSprop(groups, alpha=0.9, eps=1e-7, weight_decay=decay)
            case "adamw":
                return AdamW(groups, weight_decay=decay)

    def optimizer_step(
        self,
        epoch: int,
        batch_idx: int,
        optimizer: Optimizer | LightningOptimizer,
        optimizer_closure: Callable[[], Any] | None = None,
    ) -> None:
        """Set the rates, step, and move the average."""
        step, training = self.global_step, self.task.training
        rate = rate_of_step(training, step, self.task.steps) * self.plateau.share
        for index, group in enumerate(optimizer.param_groups):
            resting = index == 0 and epoch < training.head_epochs
            group["lr"] = 0.0 if resting else group["peak"] * rate
        self.log("rate", optimizer.param_groups[-1]["lr"])
        optimizer.step(closure=optimizer_closure)
        if self.average is not None:
            # a young average must not cling to the weights that training began with
            move_average(
                self.average, self.network, min(training.average, (1 + step) / (10 + step))
            )

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep the place on the way."""
        checkpoint["place"] = {"batches": self.batches, **dataclasses.asdict(self.plateau)}

    def on_load_checkpoint(self, checkpoint: Mapping[str, Any]) -> None:
        """Return to the place on the way."""
        place = dict(checkpoint["place"])
        self.batches = int(place.pop("batches"))
        self.plateau = Plateau(**place)

    def _gathered(self) -> list[Seen]:
        if self.trainer.world_size == 1:
            return self._seen
        everywhere: list[list[Seen]] = [[] for _ in range(self.trainer.world_size)]
        torch.distributed.all_gather_object(everywhere, self._seen)
        return [seen for process in everywhere for seen in process]


@torch.no_grad()
def move_average(average: nn.Module, network: nn.Module, decay: float) -> None:
    """Draw an average towards a network; what is no floating-point number is copied."""
    pairs = list(zip(_tensors(average), _tensors(network), strict=True))
    moved = [pair for pair in pairs if pair[0].is_floating_point()]
    # all at once: a launch for each of a thousand tensors would cost more than the sum itself
    together = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    together([old for old, _ in moved], [new for _, new in moved], None)
    for old, new in pairs:
        if not old.is_floating_point():
            old.copy_(new)


def _tensors(network: nn.Module) -> list[Tensor]:
    return [*network.parameters(), *network.buffers()]


def network_input(batch: Batch) -> Tensor:
    """Return (n, 1, size, size) float32 in [-1, 1], where the batch lies."""
    return normalize(batch.pictures).contiguous(memory_format=torch.channels_last)
