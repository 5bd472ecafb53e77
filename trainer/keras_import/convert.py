"""A Keras file becomes the same function in PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from mura_desktop.inference.backbones import build_backbone
from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from trainer.keras_import.architecture import Architecture, by_order, looks_like
from trainer.keras_import.checks import check_backbone, check_strides, described_size, parted
from trainer.keras_import.file import KerasFile
from trainer.keras_import.head import Head, described_head, guessed_head
from trainer.keras_import.ledger import Ledger, Values
from trainer.keras_import.preprocessing import Preprocessing


@dataclass(frozen=True)
class Wanted:
    """What a Keras file cannot say of itself.

    Attributes:
        architecture: What it was built with.
        preprocessing: What it was fed with.
        abnormal: Which class is the finding: 0 or 1.
        input_size: Side of the input, or None to take the file's own.
    """

    architecture: Architecture
    preprocessing: Preprocessing
    abnormal: int
    input_size: int | None


@dataclass(frozen=True, eq=False)
class Converted:
    """What became of a file.

    Attributes:
        network: The same function, in eval mode.
        described: Whether the file describes its layers; otherwise activations were taken on trust.
        used: Each tensor of the file, in the order of use: layer and variable.
        filled: Each filled place of the network's state.
    """

    network: ClassifierNetwork
    described: bool
    used: tuple[tuple[str, str], ...]
    filled: tuple[str, ...]


@torch.no_grad()
def convert(source: KerasFile, wanted: Wanted) -> Converted:
    """Convert an open file.

    Raises:
        UnusableKerasFile: when it is of another architecture, has another kind of head, lacks
            tensors or has more of them.
    """
    names = list(dict.fromkeys(layer for layer, _ in source.datasets))
    _check_likeness(source, wanted.architecture, names)
    with _description_of(source):
        head, config = _form(source, wanted, names)
    network = ClassifierNetwork(config).eval()
    ledger = Ledger(source, by_order(names), _places(network))
    _fill_backbone(ledger, wanted.architecture, network.backbone, "backbone.")
    _fill_head(ledger, head, network, wanted.abnormal)
    ledger.close()
    if source.layers is not None:
        with _description_of(source):
            check_strides(source, wanted.architecture, network.backbone)
    return Converted(network, source.layers is not None, tuple(ledger.used), tuple(ledger.filled))


@torch.no_grad()
def convert_backbone(source: KerasFile, architecture: Architecture) -> dict[str, Tensor]:
    """Convert an open file that has a backbone and no head, such as ImageNet's weights in Keras.

    Returns:
        The state of the backbone that ``build_backbone`` builds for three channels.

    Raises:
        UnusableKerasFile: when it is of another architecture, lacks tensors or has more of them.
    """
    names = list(dict.fromkeys(layer for layer, _ in source.datasets))
    _check_likeness(source, architecture, names)
    if source.layers is not None:
        with _description_of(source):
            check_backbone(source, architecture, source.layers)
    backbone, _ = build_backbone(architecture.backbone, {}, 3)
    target = _places(backbone)
    ledger = Ledger(source, by_order(names), target)
    _fill_backbone(ledger, architecture, backbone, "")
    ledger.close()
    return target


@contextmanager
def _description_of(source: KerasFile) -> Iterator[None]:
    """Turn what a damaged description makes Python say into a refusal."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise source.refusal(f"Its description of the layers is damaged ({error!r}).") from error


def _places(module: nn.Module) -> dict[str, Tensor]:
    state = module.state_dict()
    return {name: each for name, each in state.items() if not name.endswith("num_batches_tracked")}


def _check_likeness(source: KerasFile, architecture: Architecture, names: Sequence[str]) -> None:
    other = looks_like(names)
    if other is not architecture:
        raise source.refusal(
            f"Its layers are not those of {architecture.title} in Keras.",
            f"They look like {other.title}: try --as {other.name}."
            if other
            else "Name the architecture that it was built with (--as).",
        )


def _form(source: KerasFile, wanted: Wanted, names: Sequence[str]) -> tuple[Head, ClassifierConfig]:
    epsilon, size = wanted.architecture.norm_epsilon, wanted.input_size
    if source.layers is None:
        head = guessed_head(source, names, wanted.architecture.channels)
    else:
        backbone, rest = parted(source, source.layers)
        epsilon = check_backbone(source, wanted.architecture, backbone)
        head = described_head(source, rest)
        described = described_size(source, source.layers)
        if size is not None and described not in (None, size):
            raise source.refusal(
                f"Its input is {described} pixels wide, not {size}.", "Leave out --input-size."
            )
        size = size or described
    if size is None:
        raise source.refusal("It does not say the size of its input.", "Name it by --input-size.")
    return head, ClassifierConfig(
        backbone=wanted.architecture.backbone,
        head=head.gathering,
        hidden=head.widths[:-1],
        input_size=size,
        outputs=head.outputs,
        colours=wanted.preprocessing.colours,
        norm_epsilon=epsilon,
    )


def _fill_backbone(
    ledger: Ledger, architecture: Architecture, backbone: nn.Module, prefix: str
) -> None:
    for path, layer in architecture.layer_names(backbone).items():
        module = backbone.get_submodule(path)
        place = f"{prefix}{path}"
        if isinstance(module, nn.Conv2d):
            # rows, columns, in, out -> out, in, rows, columns
            ledger.move(layer, "kernel", f"{place}.weight", lambda v: v.transpose(3, 2, 0, 1))
            if module.bias is not None:
                ledger.move(layer, "bias", f"{place}.bias")
            continue
        if ledger.has(layer, "gamma"):
            ledger.move(layer, "gamma", f"{place}.weight")
        else:  # scale=False
            ledger.constant(f"{place}.weight", 1.0)
        ledger.move(layer, "beta", f"{place}.bias")
        ledger.move(layer, "moving_mean", f"{place}.running_mean")
        ledger.move(layer, "moving_variance", f"{place}.running_var")


def _fill_head(ledger: Ledger, head: Head, network: ClassifierNetwork, abnormal: int) -> None:
    linear = [name for name, each in network.head.named_modules() if isinstance(each, nn.Linear)]

    def kernel(values: Values) -> Values:
        if layer == head.dense[0] and head.gathering == "flattened":
            values = _channels_first(values, network.grid)
        return bias(values).T

    def bias(values: Values) -> Values:
        return _finding_last(values, head, abnormal) if layer == head.dense[-1] else values

    for layer, name in zip(head.dense, linear, strict=True):
        ledger.move(layer, "kernel", f"head.{name}.weight", kernel)
        ledger.move(layer, "bias", f"head.{name}.bias", bias)


def _channels_first(kernel: Values, grid: tuple[int, int]) -> Values:
    """Turn the rows of a flattened map's dense layer from rows, columns, channels."""
    rows, columns = grid
    if kernel.shape[0] % (rows * columns):
        return kernel  # of another size of input: the ledger refuses its shape
    cells = kernel.reshape(rows, columns, -1, kernel.shape[1])
    return np.ascontiguousarray(cells.transpose(2, 0, 1, 3)).reshape(kernel.shape)


def _finding_last(values: Values, head: Head, abnormal: int) -> Values:
    """Bring the last layer's outputs, on the last axis, into the order not abnormal, abnormal."""
    if abnormal == 1:
        return values
    return values[..., ::-1] if head.outputs == "softmax" else -values
