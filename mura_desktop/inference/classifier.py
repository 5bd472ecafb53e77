"""Networks whose head is no sum of evidence: a backbone, pooling or flattening, dense layers.

Imported networks have this shape. Their heatmap is Grad-CAM (``saliency``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from torch import Tensor, nn

from mura_desktop.inference.backbones import build_backbone


@dataclass(frozen=True)
class ClassifierConfig:
    """The architecture, as it is written in a bundle.

    Attributes:
        backbone: A timm name or ``custom_cnn``; its coarsest feature map feeds the head.
        head: ``pooled`` averages the map, ``flattened`` keeps every cell.
        hidden: Width of a dense layer between map and logit, 0 for none.
        input_size: Side of the square input, in pixels.
        options: Further arguments of timm's constructor.
    """

    backbone: str
    head: Literal["pooled", "flattened"]
    hidden: int
    input_size: int
    options: Mapping[str, str | int] = field(default_factory=dict)


class ClassifierNetwork(nn.Module):
    """A backbone and a dense head with one logit, for the finding."""

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        self.config = config
        self.backbone, stages = build_backbone(config.backbone, config.options)
        cells = (config.input_size // stages[-1].stride) ** 2
        width = stages[-1].channels * (cells if config.head == "flattened" else 1)
        layers: list[nn.Module] = [] if config.head == "flattened" else [nn.AdaptiveAvgPool2d(1)]
        layers.append(nn.Flatten())
        if config.hidden:
            layers += [nn.Linear(width, config.hidden), nn.ReLU()]
            width = config.hidden
        self.head = nn.Sequential(*layers, nn.Linear(width, 1))

    def features(self, pictures: Tensor) -> Tensor:
        """Map (n, 1, size, size) in [-1, 1] to the (n, channels, h, w) that the head sees."""
        features: Tensor = self.backbone(pictures)[-1]
        return features

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (n, 1) logits."""
        logits: Tensor = self.head(self.features(pictures))
        return logits
