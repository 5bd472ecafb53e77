"""What the loop costs beside a bare PyTorch loop that takes the same steps on the same batches.

    python -m benchmarks.training_step

Both draw the batches in the same process, clip the gradient, step, and move the average. They take
turns, and the median of the ratios is printed: other work on the machine hits both.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from trainer.data.augment import Augmentation
from trainer.data.batches import BatchSource
from trainer.data.examples import Example
from trainer.training.loop import Input, train
from trainer.training.losses import LossWeights, total_loss
from trainer.training.module import Task, move_average
from trainer.training.rates import rate_of_step
from trainer.training.settings import Machine, Training

SIZE, BATCH, STEPS = 160, 16, 12
TRAINING = Training(
    epochs=2,
    batch=BATCH,
    average=0.99,
    validate_every=2,
    augmentation=Augmentation(flip=True, rotation=15, shift=0.05, noise=5),
)


def main() -> None:
    """Print seconds a step of both, and the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    source, ratios = images(), []
    for _ in range(options.parse_args().rounds):
        bare, looped = bare_seconds(source), loop_seconds(source)
        ratios.append(looped / bare)
        print(f"bare {bare:.3f} s a step, loop {looped:.3f} s, ratio {ratios[-1]:.3f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.3f}")


def images() -> BatchSource:
    """Return noise in the shape of a data set."""
    random = np.random.default_rng(0)
    count, side = BATCH * STEPS, round(SIZE * 7 / 6)
    examples = [
        Example(Path(), i % 2 == 0, frozenset({"wrist"}), (), i, str(i), str(i), False, (9, 9))
        for i in range(count)
    ]
    squares = random.integers(0, 255, (count, side, side), dtype=np.uint8)
    return BatchSource(examples, squares, ["wrist"])


def task() -> Task:
    """Return a network of the recipes' form, small enough for a few steps a second."""
    torch.manual_seed(0)
    branch = BranchConfig("mobile", "mobilenetv2_100", (16, 32))
    network = HybridNetwork(NetworkConfig((branch,), ("wrist",), True, SIZE)).train()
    network.to(memory_format=torch.channels_last)
    groups = [([], 1e-4), (list(network.parameters()), 1e-3)]
    return Task(network, groups, LossWeights(region=0.1), TRAINING, STEPS, seed=1)


def bare_seconds(source: BatchSource) -> float:
    """Take two epochs in a bare loop; return the second one's seconds a step."""
    given = task()
    network, average = given.network, task().network.eval()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.0)
    drawing = TRAINING.drawing(given.seed)
    begin = 0.0
    for step in range(2 * STEPS):
        if step == STEPS:
            begin = time.perf_counter()
        batch = source.draw(drawing, step, SIZE)
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * rate_of_step(TRAINING, step, 2 * STEPS)
        pictures = batch.pictures.contiguous(memory_format=torch.channels_last)
        loss = total_loss(network(pictures), batch, given.losses)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), TRAINING.clip)
        optimizer.step()
        move_average(average, network, min(TRAINING.average, (1 + step) / (10 + step)))
    return (time.perf_counter() - begin) / STEPS


def loop_seconds(source: BatchSource) -> float:
    """Take two epochs in the loop; return the second one's seconds a step, as its log says."""
    few = BatchSource(source._examples[:4], source._squares[:4, :SIZE, :SIZE], ["wrist"])
    with tempfile.TemporaryDirectory() as place:
        machine = Machine(accelerator="cpu", devices=1)
        train(task(), Input(source, few, SIZE), Path(place), machine, resume=False)
        with (Path(place) / "log.csv").open(newline="") as rows:
            return float(list(csv.DictReader(rows))[1]["seconds"]) / STEPS


if __name__ == "__main__":
    main()
