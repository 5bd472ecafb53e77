"""Networks whose head is no sum of evidence: a backbone, pooling or flattening, dense layers.

Networks of the literature and imported ones have this shape. Their heatmap is Grad-CAM
(``saliency``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from mura_desktop.inference.backbones import build_backbone


@dataclass(frozen=True)
class Colour:
    """What one input channel of a backbone gets: ``gain * brightness + shift``.

    Attributes:
        gain: For each step of brightness, which is in [0, 255].
        shift: For black.
    """

    gain: float
    shift: float


@dataclass(frozen=True)
class ClassifierConfig:
    """The architecture, as it is written in a bundle.

    Attributes:
        backbone: A timm name or one of ``backbones``; its coarsest feature map goes on.
        head: ``pooled`` averages the map, ``flattened`` keeps every cell.
        hidden: Widths of the dense layers between map and output, each followed by ReLU.
        input_size: Side of the square input, in pixels.
        dropout: Share of each dense layer's outputs that training drops, in [0, 1).
        outputs: ``sigmoid`` has one output; ``softmax`` has two, not abnormal and abnormal.
        neck: Width of a 1x1 convolution after the backbone, 0 for none.
        residual_blocks: Residual blocks of two 3x3 convolutions after that.
        options: Further arguments of timm's constructor.
        colours: Input channels of the backbone, in its own order; none for one channel in [-1, 1].
        norm_epsilon: Of every batch normalisation of the backbone; 0 leaves its own.
    """

    backbone: str
    head: Literal["pooled", "flattened"]
    hidden: tuple[int, ...]
    input_size: int
    dropout: float = 0.0
    outputs: Literal["sigmoid", "softmax"] = "sigmoid"
    neck: int = 0
    residual_blocks: int = 0
    options: Mapping[str, str | int] = field(default_factory=dict)
    colours: tuple[Colour, ...] = ()
    norm_epsilon: float = 0.0

    @property
    def channels(self) -> int:
        """Number of the backbone's input channels."""
        return max(1, len(self.colours))


class ClassifierNetwork(nn.Module):
    """A backbone and a dense head that ends in one logit, for the finding.

    Attributes:
        width: Channels of the map that the head sees.
        grid: Rows and columns of the map that is flattened; 1, 1 where it is pooled.
    """

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        self.config = config
        self.entry = Entry(config.colours) if config.colours else nn.Identity()
        self.backbone, stages = build_backbone(config.backbone, config.options, config.channels)
        if config.norm_epsilon:
            for module in self.backbone.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eps = config.norm_epsilon
        width = stages[-1].channels
        self.neck = nn.Sequential()
        if config.neck:
            self.neck.append(nn.Conv2d(width, config.neck, 1, bias=False))
            self.neck.append(nn.BatchNorm2d(config.neck))
            self.neck.append(nn.ReLU())
            width = config.neck
        self.neck.extend(ResidualBlock(width) for _ in range(config.residual_blocks))
        self.width = width
        self.grid = self._grid() if config.head == "flattened" else (1, 1)
        self.head = self._head(config, width)

    def _head(self, config: ClassifierConfig, width: int) -> nn.Sequential:
        layers: list[nn.Module] = [] if config.head == "flattened" else [nn.AdaptiveAvgPool2d(1)]
        layers.append(nn.Flatten())
        if config.head == "flattened":
            width *= math.prod(self.grid)
        for hidden in config.hidden:
            layers += [nn.Linear(width, hidden), nn.ReLU()]
            if config.dropout:
                layers.append(nn.Dropout(config.dropout))
            width = hidden
        if config.outputs == "softmax":
            return nn.Sequential(*layers, nn.Linear(width, 2), LogOdds())
        return nn.Sequential(*layers, nn.Linear(width, 1))

    @torch.no_grad()
    def _grid(self) -> tuple[int, int]:
        """Return rows and columns of the map; unpadded stems give fewer than the stride says."""
        size = (1, self.config.channels, self.config.input_size, self.config.input_size)
        training = self.backbone.training
        self.backbone.eval()
        rows, columns = self.backbone(torch.zeros(size))[-1].shape[-2:]
        self.backbone.train(training)
        return rows, columns

    def features(self, pictures: Tensor) -> Tensor:
        """Map (n, 1, size, size) in [-1, 1] to the (n, channels, h, w) that the head sees."""
        features: Tensor = self.neck(self.backbone(self.entry(pictures))[-1])
        return features

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (n, 1) logits."""
        logits: Tensor = self.head(self.features(pictures))
        return logits


class Entry(nn.Module):
    """From grey in [-1, 1] to the channels that a backbone was trained with."""

    def __init__(self, colours: tuple[Colour, ...]) -> None:
        super().__init__()
        gains = torch.tensor([127.5 * colour.gain for colour in colours])
        shifts = torch.tensor([127.5 * colour.gain + colour.shift for colour in colours])
        # settings rather than weights: a bundle's configuration has them
        self.register_buffer("_gains", gains[:, None, None], persistent=False)
        self.register_buffer("_shifts", shifts[:, None, None], persistent=False)
        self._gains: Tensor
        self._shifts: Tensor

    def forward(self, pictures: Tensor) -> Tensor:
        """Map (n, 1, h, w) to (n, channels, h, w)."""
        return pictures * self._gains + self._shifts


class LogOdds(nn.Module):
    """The logit of a two-way softmax: its sigmoid is the second class's probability."""

    def forward(self, outputs: Tensor) -> Tensor:
        """Map (n, 2) outputs, not abnormal and abnormal, to (n, 1)."""
        return outputs[:, 1:] - outputs[:, :1]


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions whose output is added to their input; none works in place."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, h, w) to the same shape."""
        inner = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(x + self.second_norm(self.second(inner)))
