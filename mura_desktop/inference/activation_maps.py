"""Class activation maps, by the ``grad-cam`` package.

They explain a head over the feature maps that it has just seen: the backward pass covers the head
alone. The package brings libraries for learning and for plotting, two seconds of imports: this
module is imported when the first such map is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM
from pytorch_grad_cam.base_cam import BaseCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn
from torch.nn import functional

from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.network import HybridNetwork
from mura_desktop.inference.saliency import GRAD_CAM, GRAD_CAM_PLUS_PLUS, HIRES_CAM, LAYER_CAM

_CLASSES: dict[str, type[BaseCAM]] = {
    GRAD_CAM: GradCAM,
    GRAD_CAM_PLUS_PLUS: GradCAMPlusPlus,
    HIRES_CAM: HiResCAM,
    LAYER_CAM: LayerCAM,
}


class CamHead:
    """A head that is explained by a class activation map each time it is run.

    One object for the life of a network on a device: the package's hooks leak when made anew for
    each image. Its context manager is not used, because it swallows an IndexError.
    """

    def __init__(self, network: HybridNetwork | ClassifierNetwork, method: str) -> None:
        """Hook the entries of a network's head; the network's parameters are frozen.

        Args:
            network: Where it is to stay: the package remembers the device.
            method: Out of ``saliency.CAMS``.
        """
        network.requires_grad_(False)
        if isinstance(network, ClassifierNetwork):
            self._heads = [_Head(network.head, 0)]
        else:
            concluding = _Concluding(network)
            self._heads = [_Head(concluding, index) for index in range(len(network.branches))]
        self._cams = [
            _CLASSES[method](model=head, target_layers=[head.entry]) for head in self._heads
        ]

    def __call__(
        self, features: Sequence[Tensor], row: int = 0
    ) -> tuple[Tensor, NDArray[np.float32]]:
        """Run the head on what it sees and explain one of its logits.

        Args:
            features: (1, channels, h, w) of each entry: the last map of a classifier, the merged
                features of each branch of a hybrid. Detached here, so that the backbone sees no
                backward pass.
            row: Which logit.

        Returns:
            The (1, rows) logits, and the heatmap on the finest map's grid: (h, w) float32 in
            [0, 1], divided by its own maximum. Of several entries it is the mean, each divided by
            its maximum before.
        """
        size = max((each.shape[-2:] for each in features), key=math.prod)
        maps = []
        for index, (head, cam) in enumerate(zip(self._heads, self._cams, strict=True)):
            head.seen = [each.detach().clone() for each in features]
            # the package sizes its answer after the input, which here is the map itself
            values = cam(head.seen[index].requires_grad_(), [ClassifierOutputTarget(row)])
            head.seen = []
            found = torch.from_numpy(np.asarray(values, dtype=np.float32))[None]
            maps.append(functional.interpolate(found, size, mode="bilinear", align_corners=False))
        mean = torch.stack(maps).mean(0)[0, 0]
        logits: Tensor = self._cams[0].outputs.detach()
        return logits, (mean / mean.max().clamp_min(1e-7)).numpy()


class _Head(nn.Module):
    """A head with a hook at one of the maps that it sees."""

    def __init__(self, head: nn.Module, index: int) -> None:
        super().__init__()
        self.entry = nn.Identity()
        self.head = head
        self.index = index
        self.seen: list[Tensor] = []

    def forward(self, explained: Tensor) -> Tensor:
        """Run the head on all that is seen, with one map in its place."""
        before, after = self.seen[: self.index], self.seen[self.index + 1 :]
        logits: Tensor = self.head(*before, self.entry(explained), *after)
        return logits


class _Concluding(nn.Module):
    """The head of a hybrid: all that comes after its branches' merged features."""

    def __init__(self, network: HybridNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, *merged: Tensor) -> Tensor:
        return self.network.conclude(*merged)
