"""What the loop costs beside a bare PyTorch loop that takes the same steps on the same batches.

    python -m benchmarks.training_step

Both draw the batches in the same process, clip the gradient, step, and move the average. They take
turns step by step: whenever the loop asks for its next batch, the bare loop takes a step of its own
first, outside of the loop's time. So other work on the machine hits both alike, and medians and
ratios are of neighbouring steps. Then the same with a network so small that its step takes a few
milliseconds: the difference is what the loop costs in every step, whatever the network.
"""

from __future__ import annotations

import argparse
import copy
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import torch
from torch import nn

from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from trainer.data.augment import Augmentation
from trainer.data.batches import Batch, BatchSource, Drawing
from trainer.data.examples import Example
from trainer.training.loop import Input, train
from trainer.training.losses import LossWeights, total_loss
from trainer.training.module import Network, Task, move_average, network_input
from trainer.training.rates import rate_of_step
from trainer.training.settings import Machine, Training

RATE = 1e-3


def main() -> None:
    """Print milliseconds a step of both, and the ratio, for a usual network and a tiny one."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=40)
    count = options.parse_args().steps
    torch.manual_seed(0)
    branch = BranchConfig("mobile", "mobilenetv2_100", (16, 32))
    usual = HybridNetwork(NetworkConfig((branch,), ("wrist",), True, 160))
    tiny = ClassifierNetwork(ClassifierConfig("test_resnet", "pooled", (), 32))
    bare, looped = take_turns(usual, 160, 8, count)
    ratios = [mine / reference for reference, mine in zip(bare, looped, strict=True)]
    print(
        f"MobileNetV2, 8 images of 160 pixels: bare {median(bare):.1f} ms a step, loop "
        f"{median(looped):.1f} ms; median ratio of {count} neighbours {median(ratios):.3f}"
    )
    bare, looped = take_turns(tiny, 32, 8, 10 * count)
    more = [mine - reference for reference, mine in zip(bare, looped, strict=True)]
    print(
        f"tiny network, 8 images of 32 pixels: bare {median(bare):.2f} ms a step, loop "
        f"{median(looped):.2f} ms; the loop costs {median(more):.2f} ms a step"
    )


def take_turns(network: Network, size: int, batch: int, count: int) -> tuple[list[float], ...]:
    """Take steps in both; return the milliseconds of each, first the bare loop's."""
    warm_up = 4
    training = Training(
        epochs=1,
        batch=batch,
        epoch_steps=count + warm_up + 1,
        average=0.99,
        augmentation=Augmentation(flip=True, rotation=15, shift=0.05),
    )
    source = images(batch * 4, round(size * 7 / 6))
    bare = BareLoop(task(network, training), training.drawing(1), source, size)
    turns = Turns(source, bare)
    few = BatchSource(source._examples[:4], source._squares[:4, :size, :size], ["wrist"])
    with tempfile.TemporaryDirectory() as place:
        train(
            task(network, training),
            Input(turns, few, size),
            Path(place),
            Machine(accelerator="cpu", devices=1),
            resume=False,
        )
    return turns.bare[warm_up : warm_up + count], turns.looped[warm_up : warm_up + count]


class BareLoop:
    """The same steps in plain PyTorch."""

    def __init__(self, given: Task, drawing: Drawing, source: BatchSource, size: int) -> None:
        """Begin a training that ends when nobody asks for a step any more."""
        self._steps = self._loop(given, drawing, source, size)

    def step(self) -> None:
        """Take one step."""
        next(self._steps)

    @staticmethod
    def _loop(given: Task, drawing: Drawing, source: BatchSource, size: int) -> Iterator[None]:
        network, average = given.network, copy.deepcopy(given.network).eval()
        network.to(memory_format=torch.channels_last)
        average.to(memory_format=torch.channels_last)
        optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.0)
        for step in range(given.steps):
            batch = source.draw(drawing, step, size)
            for group in optimizer.param_groups:
                group["lr"] = RATE * rate_of_step(given.training, step, given.steps)
            loss = total_loss(network(network_input(batch)), batch, given.losses)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), given.training.clip)
            optimizer.step()
            move_average(average, network, min(given.training.average, (1 + step) / (10 + step)))
            yield


class Turns(BatchSource):
    """Lets the bare loop take a step between any two of the loop's, and times both.

    Attributes:
        bare: Milliseconds of the bare loop's steps.
        looped: Milliseconds of the loop's own, from one batch asked for to the next.
    """

    def __init__(self, source: BatchSource, bare: BareLoop) -> None:
        """Bind what makes the batches, and the bare loop."""
        super().__init__(source._examples, source._squares, ["wrist"])
        self._other, self._begin = bare, 0.0
        self.bare: list[float] = []
        self.looped: list[float] = []

    def draw(
        self, drawing: Drawing, step: int, size: int, rank: int = 0, processes: int = 1
    ) -> Batch:
        """Take a step of the bare loop, then make the batch."""
        asked = time.perf_counter()
        if step:
            self.looped.append(1000 * (asked - self._begin))
        self._other.step()
        self._begin = time.perf_counter()
        self.bare.append(1000 * (self._begin - asked))
        return super().draw(drawing, step, size, rank, processes)


def images(count: int, side: int) -> BatchSource:
    """Return noise in the shape of a data set."""
    random = np.random.default_rng(0)
    examples = [
        Example(Path(), i % 2 == 0, frozenset({"wrist"}), (), i, str(i), str(i), False, (9, 9))
        for i in range(count)
    ]
    return BatchSource(
        examples, random.integers(0, 255, (count, side, side), dtype=np.uint8), ["wrist"]
    )


def task(network: Network, training: Training) -> Task:
    """Return what there is to do for a copy of a network."""
    own = copy.deepcopy(network).train()
    groups = [([], RATE), (list(own.parameters()), RATE)]
    return Task(own, groups, LossWeights(), training, training.epoch_steps, seed=1)


if __name__ == "__main__":
    main()
