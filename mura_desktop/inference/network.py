"""The hybrid network: branches, evidence maps, gated late fusion.

Each branch is a backbone with a neck that merges its feature maps at one stride and draws evidence
maps, one row of evidence for each region (or one row for all). A branch's logit is the log-sum-exp
of its map, so the map *is* the reason for the score: no second forward pass and no gradient is
needed for a heatmap. A gate weighs the branches image by image; the fused logit is the weighted sum
of the branches' logits, the fused map the weighted sum of their maps. Beside it a linear head names
the region.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mura_desktop.inference.backbones import build_backbone, fold_batchnorm


@dataclass(frozen=True)
class BranchConfig:
    """One branch.

    Attributes:
        name: Unique in the network; weights are stored below it.
        backbone: A timm name or ``custom_cnn``.
        strides: Strides of the feature maps that the neck merges; the first is the evidence map's.
        channels: Width of the neck.
        folded: Whether batch normalisations are merged into the convolutions before training
            (weights that come that way must stay that way).
        options: Further arguments of timm's constructor.
    """

    name: str
    backbone: str
    strides: tuple[int, ...]
    channels: int = 96
    folded: bool = False
    options: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class NetworkConfig:
    """The architecture, as it is written in a bundle.

    Attributes:
        branches: At least one.
        regions: Names of the region head's outputs.
        evidence_per_region: Whether each region has its own row of evidence; otherwise one serves
            all.
        input_size: Side of the square input, in pixels; a multiple of every stride.
    """

    branches: tuple[BranchConfig, ...]
    regions: tuple[str, ...]
    evidence_per_region: bool
    input_size: int

    @property
    def rows(self) -> int:
        """Number of evidence rows."""
        return len(self.regions) if self.evidence_per_region else 1


class BranchOutput(NamedTuple):
    """What one branch says.

    Attributes:
        evidence: (n, rows, h, w) evidence maps, in logits.
        logits: (n, rows) log-sum-exp of the maps plus the branch's offset.
        embedding: (n, channels) mean of the merged features.
        merged: (n, channels, h, w) the features that the evidence is drawn from.
        signature: (n, k) mean and standard deviation of every channel of every feature map; None
            in training, where nobody asks for it.
    """

    evidence: Tensor
    logits: Tensor
    embedding: Tensor
    merged: Tensor
    signature: Tensor | None = None


class NetworkOutput(NamedTuple):
    """What the network says.

    Attributes:
        logits: (n, rows) fused logits.
        evidence: (n, rows, h, w) fused evidence maps at the finest branch's stride.
        region_logits: (n, len(regions)); regions may overlap, so each is its own yes or no.
        embedding: (n, sum of channels) the branches' embeddings side by side.
        branches: Each branch's own output.
    """

    logits: Tensor
    evidence: Tensor
    region_logits: Tensor
    embedding: Tensor
    branches: tuple[BranchOutput, ...]


def moments(features: Tensor) -> Tensor:
    """Map (n, channels, h, w) to (n, 2 * channels): each channel's mean, then its deviation.

    The standard deviation is that of a sample; of a single cell it is 0.
    """
    cells = features.shape[2] * features.shape[3]
    deviation = features.std((2, 3), correction=min(1, cells - 1))
    return torch.cat([features.mean((2, 3)), deviation], 1)


class Branch(nn.Module):
    """A backbone, its neck and its evidence maps."""

    def __init__(self, config: BranchConfig, rows: int, input_size: int) -> None:
        super().__init__()
        self.backbone, self.stages = build_backbone(config.backbone, config.options)
        if config.folded:
            fold_batchnorm(self.backbone)
        by_stride = {
            stage.stride: (index, stage.channels) for index, stage in enumerate(self.stages)
        }
        missing = set(config.strides) - set(by_stride)
        if missing or not config.strides:
            raise ValueError(
                f"branch {config.name!r} asks for strides {sorted(missing)}, "
                f"{config.backbone} has {sorted(by_stride)}"
            )
        self.levels = [by_stride[stride][0] for stride in config.strides]
        self.lateral = nn.ModuleList(
            nn.Conv2d(by_stride[stride][1], config.channels, 1) for stride in config.strides
        )
        self.refine = nn.Conv2d(config.channels, config.channels, 3, padding=1)
        self.draw = nn.Conv2d(config.channels, rows, 1)
        cells = (input_size // config.strides[0]) ** 2
        nn.init.constant_(self.draw.bias, -math.log(cells))  # type: ignore[arg-type]
        self.offset = nn.Parameter(torch.zeros(rows))

    def forward(self, pictures: Tensor) -> BranchOutput:
        """Judge (n, 1, size, size) pictures in [-1, 1]."""
        features = self.backbone(pictures)
        merged: Tensor | None = None
        for level, lateral in zip(reversed(self.levels), reversed(self.lateral), strict=True):
            here = lateral(features[level])
            if merged is not None:
                here = here + functional.interpolate(merged, here.shape[-2:], mode="nearest")
            merged = here
        assert merged is not None
        merged = functional.relu(merged)
        merged = functional.relu(merged + self.refine(merged))
        output = self.conclude(merged)
        if self.training:
            return output
        return output._replace(signature=torch.cat([moments(each) for each in features], 1))

    def conclude(self, merged: Tensor) -> BranchOutput:
        """Draw the evidence from (n, channels, h, w) merged features, and pool it."""
        evidence = self.draw(merged)
        logits = evidence.flatten(2).logsumexp(2) + self.offset
        return BranchOutput(evidence, logits, merged.mean((2, 3)), merged)


class HybridNetwork(nn.Module):
    """Several branches judged together; one branch alone is a network, too."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.branches = nn.ModuleDict(
            {b.name: Branch(b, config.rows, config.input_size) for b in config.branches}
        )
        width = sum(b.channels for b in config.branches)
        self.region = nn.Linear(width, len(config.regions))
        self.gate = nn.Linear(width, len(config.branches))
        # equal say until fusion has learned better
        nn.init.zeros_(self.gate.weight)
        nn.init.zeros_(self.gate.bias)

    def forward(self, pictures: Tensor) -> NetworkOutput:
        """Judge (n, 1, size, size) float32 pictures in [-1, 1]."""
        return self.fuse(tuple(branch(pictures) for branch in self.branches.values()))

    def conclude(self, *merged: Tensor) -> Tensor:
        """Return the (n, rows) fused logits of each branch's merged features."""
        outputs = []
        for branch, each in zip(self.branches.values(), merged, strict=True):
            assert isinstance(branch, Branch)
            outputs.append(branch.conclude(each))
        return self.fuse(tuple(outputs)).logits

    def fuse(self, outputs: tuple[BranchOutput, ...]) -> NetworkOutput:
        """Weigh the branches' outputs image by image."""
        embedding = torch.cat([output.embedding for output in outputs], 1)
        weights = self.gate(embedding).softmax(1)
        logits = torch.stack([output.logits for output in outputs], 1)
        finest = max((output.evidence.shape[-2:] for output in outputs), key=lambda s: s[0])
        maps = torch.stack([_resized(output.evidence, finest) for output in outputs], 1)
        return NetworkOutput(
            (weights[:, :, None] * logits).sum(1),
            (weights[:, :, None, None, None] * maps).sum(1),
            self.region(embedding),
            embedding,
            outputs,
        )


def _resized(maps: Tensor, size: torch.Size) -> Tensor:
    if maps.shape[-2:] == size:
        return maps
    # a cell of a coarser map holds as much evidence as the finer cells it covers: share it
    # among them
    ratio = (size[0] * size[1]) / (maps.shape[-2] * maps.shape[-1])
    fine = functional.interpolate(maps, size, mode="bilinear", align_corners=False)
    return fine - math.log(ratio)
