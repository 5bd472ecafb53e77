"""Backbones: modules that turn a picture into feature maps at several strides.

A name is one of timm's, ``custom_cnn``, the network drawn here, or one of ``keras_resnets``.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from mura_desktop.inference import compiler, keras_resnets
from mura_desktop.inference.keras_resnets import KerasResNet

with compiler.left_out():
    import timm

CUSTOM_CNN = "custom_cnn"


@dataclass(frozen=True)
class Stage:
    """One feature map of a backbone: its stride in input pixels and its number of channels."""

    stride: int
    channels: int


class CustomCnn(nn.Module):
    """A small residual network for grey pictures, trained from scratch.

    The stem folds 4x4 pixels into channels, so that not a line is lost and the costly full
    resolution is skipped; three stages of dense 3x3 convolutions follow, at strides 8, 16 and 32.
    Dense rather than depthwise convolutions: another kind of eye beside a MobileNet.
    """

    STAGES = (Stage(4, 48), Stage(8, 96), Stage(16, 160), Stage(32, 256))

    def __init__(self) -> None:
        super().__init__()
        widths = [stage.channels for stage in self.STAGES]
        self.stem = nn.Conv2d(16, widths[0], 3, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(widths[0])
        self.stages = nn.ModuleList(
            _ResidualStage(before, after) for before, after in itertools.pairwise(widths)
        )

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Map (n, 1, h, w) to the four stages' feature maps, finest first."""
        folded = functional.pixel_unshuffle(pictures, 4)
        features = [functional.relu(self.stem_norm(self.stem(folded)))]
        for stage in self.stages:
            features.append(stage(features[-1]))
        return features


class _ResidualStage(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False)
        self.down_norm = nn.BatchNorm2d(after)
        self.first = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(after)
        self.second = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(after)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.down_norm(self.down(x)))
        inner = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(x + self.second_norm(self.second(inner)))


def build_backbone(
    name: str, options: Mapping[str, str | int], channels: int = 1
) -> tuple[nn.Module, tuple[Stage, ...]]:
    """Build a backbone without weights.

    Args:
        name: ``custom_cnn``, ``keras_resnet50``, ``keras_resnet152v2``, or a timm model that offers
            feature maps.
        options: timm's own arguments, such as ``pad_type``; none for the others.
        channels: Of the pictures; ``custom_cnn`` takes one.

    Returns:
        A module from (n, channels, h, w) float32 to a list of feature maps, and what each one is.

    Raises:
        ValueError: for a name that timm does not know, or one that has no feature maps.
    """
    if name == CUSTOM_CNN:
        if channels != 1:
            raise ValueError(f"{CUSTOM_CNN} takes pictures of one channel, not {channels}")
        return CustomCnn(), CustomCnn.STAGES
    if name in keras_resnets.FORMS:
        pairs = zip(keras_resnets.STRIDES, keras_resnets.CHANNELS, strict=True)
        return KerasResNet(keras_resnets.FORMS[name], channels), tuple(Stage(*p) for p in pairs)
    try:
        module = timm.create_model(
            name, pretrained=False, features_only=True, in_chans=channels, **dict(options)
        )
    except RuntimeError as error:
        raise ValueError(f"the backbone {name!r} cannot be built: {error}") from error
    info = module.feature_info
    stages = tuple(
        Stage(stride, channels)
        for stride, channels in zip(info.reduction(), info.channels(), strict=True)
    )
    for activation in module.modules():
        # in place, the activations that Grad-CAM and the autograd of folded networks need are lost
        if hasattr(activation, "inplace"):
            activation.inplace = False
    return module, stages


@torch.no_grad()
def fold_batchnorm(module: nn.Module) -> None:
    """Merge every batch normalisation into the convolution before it, in place; exact in eval mode.

    A pair is a convolution and the next sibling that is a batch normalisation. timm's
    normalisations carry their activation along: that part stays.
    """
    for child in module.children():
        fold_batchnorm(child)
    names = list(module._modules)
    for before, after in itertools.pairwise(names):
        conv, norm = module._modules[before], module._modules[after]
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            _fold(conv, norm)
            module._modules[after] = getattr(norm, "act", nn.Identity())


def _fold(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
    assert norm.running_var is not None
    assert norm.running_mean is not None
    gain = torch.rsqrt(norm.running_var + norm.eps)
    if norm.weight is not None:
        gain = gain * norm.weight
    shift = -norm.running_mean * gain
    if norm.bias is not None:
        shift = shift + norm.bias
    if conv.bias is not None:
        shift = shift + conv.bias * gain
    conv.weight.mul_(gain[:, None, None, None])
    conv.bias = nn.Parameter(shift)
