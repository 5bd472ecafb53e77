"""A training small enough to be run several times in one test."""

import numpy as np
import torch

from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from trainer.data.augment import Augmentation
from trainer.data.batches import BatchSource
from trainer.data.examples import Example
from trainer.training.loop import Input
from trainer.training.losses import LossWeights
from trainer.training.module import Task
from trainer.training.settings import Machine, Training

CPU = Machine(accelerator="cpu", devices=1)
SIDE = 32
EPOCH = 3


def small_source(count=24, seed=0):
    """Noise, with a bright corner where the label says so."""
    random = np.random.default_rng(seed)
    squares = random.integers(0, 120, (count, SIDE, SIDE), dtype=np.uint8)
    examples = []
    for number in range(count):
        positive = bool(random.random() < 0.4)
        if positive:
            squares[number, 8:20, 8:20] += 90
        examples.append(
            Example(
                path=None,
                positive=positive,
                regions=frozenset({("wrist", "hand")[number % 2]}),
                boxes=(),
                block=number,
                patient=str(number),
                group=str(number),
                hardware=False,
                size=(SIDE, SIDE),
            )
        )
    return BatchSource(examples, squares, ["hand", "wrist"])


def small_training(**changes):
    settings = {
        "epochs": 4,
        "batch": 8,
        "optimizer": "adam",
        "backbone_rate": 0.003,
        "head_rate": 0.003,
        "average": 0.8,
        "schedule": "plateau",
        "augmentation": Augmentation(flip=True, rotation=20, shift=0.1, noise=5, erase=0.3),
    }
    return Training(**settings | changes)


def small_task(**changes):
    """A network with dropout and batch normalisation, which both remember or draw."""
    torch.manual_seed(0)
    config = ClassifierConfig("test_resnet", "pooled", (8,), SIDE, dropout=0.5)
    network = ClassifierNetwork(config).train()
    backbone = list(network.backbone.parameters())
    head = [*network.neck.parameters(), *network.head.parameters()]
    training = small_training(**changes)
    groups = [(backbone, training.backbone_rate), (head, training.head_rate)]
    return Task(network, groups, LossWeights(), training, EPOCH, seed=5)


def small_input():
    return Input(small_source(), small_source(12, seed=1), SIDE)
