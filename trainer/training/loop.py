"""The loop: steps, averaged weights, and checkpoints from which a run goes on exactly.

A batch depends on seed and step alone and AdamW's state is stored, so a run that is stopped and
resumed takes the same steps as one that is not.
"""

from __future__ import annotations

import copy
import csv
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.progress import Progress, TimeRemainingColumn
from torch import Tensor, nn

CHECKPOINT_STEPS = 100
WARM_UP = 100


@dataclass(frozen=True)
class Schedule:
    """How a loop runs.

    Attributes:
        steps: Number of steps.
        average: Decay of the moving average of the weights.
        weight_decay: AdamW's.
        folder: Where checkpoint and log go.
    """

    steps: int
    average: float
    weight_decay: float
    folder: Path


def train(
    network: nn.Module,
    groups: Iterable[tuple[list[nn.Parameter], float]],
    loss_of_step: Callable[[int], Tensor],
    schedule: Schedule,
) -> nn.Module:
    """Train a network in place and return its average.

    Args:
        network: What is trained; left in training mode by the caller's choice.
        groups: Parameters with their peak learning rates.
        loss_of_step: Returns a step's loss, with gradient.
        schedule: How long and where; a checkpoint found there is resumed.

    Returns:
        A copy of the network that holds the exponential moving average of its weights.
    """
    schedule.folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW(
        [{"params": parameters, "lr": rate, "peak": rate} for parameters, rate in groups],
        weight_decay=schedule.weight_decay,
    )
    average = copy.deepcopy(network)
    checkpoint = schedule.folder / "checkpoint.pt"
    first = _resume(checkpoint, network, average, optimizer)
    with (
        (schedule.folder / "log.csv").open("a", newline="") as log,
        Progress(*Progress.get_default_columns(), TimeRemainingColumn()) as progress,
    ):
        rows = csv.writer(log)
        bar = progress.add_task(schedule.folder.name, total=schedule.steps, completed=first)
        for step in range(first, schedule.steps):
            begin = time.perf_counter()
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * _rate(step, schedule.steps)
            loss = loss_of_step(step)
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            _move_average(average, network, min(schedule.average, (1 + step) / (10 + step)))
            rows.writerow([step, f"{loss.item():.5f}", f"{time.perf_counter() - begin:.3f}"])
            progress.advance(bar)
            if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == schedule.steps:
                log.flush()
                _save(checkpoint, step + 1, network, average, optimizer)
    return average


def _rate(step: int, steps: int) -> float:
    """Linear warm-up, then a cosine to nought."""
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / max(1, steps - WARM_UP)))


@torch.no_grad()
def _move_average(average: nn.Module, network: nn.Module, decay: float) -> None:
    state = network.state_dict()
    for name, value in average.state_dict().items():
        if value.is_floating_point():
            value.lerp_(state[name], 1 - decay)
        else:
            value.copy_(state[name])


def _save(
    path: Path, step: int, network: nn.Module, average: nn.Module, optimizer: torch.optim.Optimizer
) -> None:
    state = {
        "step": step,
        "network": network.state_dict(),
        "average": average.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


def _resume(
    path: Path, network: nn.Module, average: nn.Module, optimizer: torch.optim.Optimizer
) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(state["network"])
    average.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])
