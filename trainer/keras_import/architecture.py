"""The architectures that can be imported, and how Keras names their layers.

A layer's name in Keras follows from the place of the module that it becomes. InceptionResNetV2
leaves most of its layers to automatic names, whose numbers go on from whatever was built before in
the same session: there only the order of the numbers means anything, which is the order of
creation, and that of the modules here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from torch import nn

from mura_desktop.inference.keras_resnets import EPSILON

_VGG19_STACKS = (2, 2, 4, 4, 4)
_AUTOMATIC = re.compile(r"(conv2d|batch_normalization)(?:_(\d+))?")


@dataclass(frozen=True)
class Architecture:
    """One of Keras's applications.

    Attributes:
        name: As ``--as`` takes it.
        title: As Keras writes it.
        backbone: As ``build_backbone`` takes it.
        mark: A layer that it has, and none of those that come after it in ``ARCHITECTURES``.
        channels: Of its last map.
        norm_epsilon: Of its batch normalisations, 0 where it has none.
        place: From a module's path in the backbone to its layer's name, with ``#`` and a number for
            the automatically named.
        scales: Of the residuals in the order of their blocks; empty where there is no scaling.
    """

    name: str
    title: str
    backbone: str
    mark: str
    channels: int
    norm_epsilon: float
    place: Callable[[str], str]
    scales: tuple[float, ...] = ()

    def layer_names(self, backbone: nn.Module) -> dict[str, str]:
        """Return the Keras layer of each module of a backbone that has weights."""
        counts = {"conv2d": 0, "batch_normalization": 0}
        names = {}
        for path, module in backbone.named_modules():
            kind = _kind(module)
            if kind is None:
                continue
            name = self.place(path)
            if name == _BY_ORDER:
                name = f"{kind}#{counts[kind]}"
                counts[kind] += 1
            names[path] = name
        return names


def by_order(names: Iterable[str]) -> dict[str, str]:
    """Return automatically named layers, numbered from 0 within their kind.

    Returns:
        From names such as ``conv2d_203`` to names such as ``conv2d#0``; other names are left out.
    """
    numbered: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if found := _AUTOMATIC.fullmatch(name):
            numbered.setdefault(found[1], []).append((int(found[2] or 0), name))
    return {
        name: f"{kind}#{rank}"
        for kind, entries in numbered.items()
        for rank, (_, name) in enumerate(sorted(entries))
    }


_BY_ORDER = "#"


def _kind(module: nn.Module) -> str | None:
    if isinstance(module, nn.Conv2d):
        return "conv2d"
    return "batch_normalization" if isinstance(module, nn.BatchNorm2d) else None


def _inception_resnet_v2(path: str) -> str:
    blocks = {"repeat": "block35", "repeat_1": "block17", "repeat_2": "block8"}
    if found := re.fullmatch(r"(repeat(?:_\d)?)\.(\d+)\.conv2d", path):
        return f"{blocks[found[1]]}_{int(found[2]) + 1}_conv"
    last = {
        "block8.conv2d": "block8_10_conv",
        "conv2d_7b.conv": "conv_7b",
        "conv2d_7b.bn": "conv_7b_bn",
    }
    return last.get(path, _BY_ORDER)


def _densenet(path: str) -> str:
    parts = {"norm1": "0_bn", "conv1": "1_conv", "norm2": "1_bn", "conv2": "2_conv"}
    if found := re.fullmatch(r"features_denseblock(\d)\.denselayer(\d+)\.(\w+)", path):
        return f"conv{int(found[1]) + 1}_block{found[2]}_{parts[found[3]]}"
    if found := re.fullmatch(r"features_transition(\d)\.(norm|conv)", path):
        return f"pool{int(found[1]) + 1}_{'bn' if found[2] == 'norm' else 'conv'}"
    return {
        "features_conv0": "conv1_conv",
        "features_norm0": "conv1_bn",
        "features_norm5": "bn",
    }[path]


def _vgg19(path: str) -> str:
    number = int(path.removeprefix("features_"))
    for stack, depth in enumerate(_VGG19_STACKS, start=1):
        # each convolution is followed by its activation, each stack by its pooling
        if number < 2 * depth:
            return f"block{stack}_conv{number // 2 + 1}"
        number -= 2 * depth + 1
    raise KeyError(path)


def _resnet(path: str) -> str:
    if found := re.fullmatch(r"blocks\.(\w+)\.(conv|bn)(\d)", path):
        return f"{found[1]}_{found[3]}_{found[2]}"
    if found := re.fullmatch(r"blocks\.(\w+)\.preact_bn", path):
        return f"{found[1]}_preact_bn"
    return {"conv1": "conv1_conv", "bn1": "conv1_bn", "post_bn": "post_bn"}[path]


ARCHITECTURES: Mapping[str, Architecture] = {
    each.name: each
    for each in (
        Architecture(
            "inception_resnet_v2",
            "InceptionResNetV2",
            "inception_resnet_v2",
            "block35_1_conv",
            1536,
            1e-3,
            _inception_resnet_v2,
            (0.17,) * 10 + (0.1,) * 20 + (0.2,) * 9 + (1.0,),
        ),
        Architecture(
            "densenet169",
            "DenseNet169",
            "densenet169",
            "conv5_block32_2_conv",
            1664,
            EPSILON,
            _densenet,
        ),
        Architecture(
            "densenet121",
            "DenseNet121",
            "densenet121",
            "conv5_block16_2_conv",
            1024,
            EPSILON,
            _densenet,
        ),
        Architecture("vgg19", "VGG19", "vgg19", "block5_conv4", 512, 0.0, _vgg19),
        Architecture(
            "resnet152v2",
            "ResNet152V2",
            "keras_resnet152v2",
            "conv4_block36_preact_bn",
            2048,
            EPSILON,
            _resnet,
        ),
        Architecture(
            "resnet50", "ResNet50", "keras_resnet50", "conv5_block3_3_bn", 2048, EPSILON, _resnet
        ),
    )
}


def looks_like(names: Iterable[str]) -> Architecture | None:
    """Return the architecture that a file's layers are probably of."""
    known = set(names)
    return next((each for each in ARCHITECTURES.values() if each.mark in known), None)
