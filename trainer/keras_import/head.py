"""What comes after the backbone in a Keras file: how the map is gathered, and the dense layers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from trainer.keras_import.file import KerasFile
from trainer.keras_import.layers import Layer

Gathering = Literal["pooled", "flattened"]
Outputs = Literal["sigmoid", "softmax"]

_GATHER: dict[str, Gathering] = {"GlobalAveragePooling2D": "pooled", "Flatten": "flattened"}
_ACTIVATIONS = ("Activation", "ReLU", "Softmax")
_SILENT = ("Dropout", "SpatialDropout2D", "GaussianNoise", "InputLayer")
_REMEDY = (
    "Only heads of flattening or global average pooling, dense layers with ReLU, dropout, and a "
    "two-way softmax or one sigmoid can be imported."
)


@dataclass(frozen=True)
class Head:
    """A dense head.

    Attributes:
        gathering: How the map becomes a vector.
        dense: Names of the dense layers in order.
        widths: Their outputs.
        outputs: What the last one is.
    """

    gathering: Gathering
    dense: tuple[str, ...]
    widths: tuple[int, ...]
    outputs: Outputs


def described_head(source: KerasFile, layers: Sequence[Layer]) -> Head:
    """Return the head that a file describes.

    Args:
        source: The file, for refusals.
        layers: Its layers from the one on that gathers the map.

    Raises:
        UnusableKerasFile: when there is anything else in it than can be imported.
    """
    gathering = _GATHER[layers[0].kind]
    dense = _dense_layers(source, layers[1:], gathering)
    for name, _, activation in dense[:-1]:
        if activation != "relu":
            raise source.refusal(
                f"The dense layer {name} has the activation {activation}.", _REMEDY
            )
    name, units, activation = dense[-1]
    if (units, activation) not in ((2, "softmax"), (1, "sigmoid")):
        raise source.refusal(
            f"Its last layer, {name}, has {units} outputs with the activation {activation}.",
            _REMEDY,
        )
    return _head(gathering, [(name, units) for name, units, _ in dense])


def _dense_layers(
    source: KerasFile, layers: Sequence[Layer], gathering: Gathering
) -> list[tuple[str, int, str]]:
    """Return name, outputs and activation of each dense layer."""
    dense: list[tuple[str, int, str]] = []
    for layer in layers:
        if layer.kind == "Dense":
            dense.append((layer.name, layer.settings["units"], layer.settings["activation"]))
        elif layer.kind in _ACTIVATIONS and dense and dense[-1][2] == "linear":
            activation = layer.settings.get("activation", layer.kind.lower())
            dense[-1] = (*dense[-1][:2], activation)
        elif layer.kind not in _SILENT and not (gathering == "pooled" and layer.kind == "Flatten"):
            raise source.refusal(
                f"Its head has a layer of kind {layer.kind} ({layer.name}).", _REMEDY
            )
    if not dense:
        raise source.refusal("It has no dense layer.", _REMEDY)
    return dense


def guessed_head(source: KerasFile, names: Sequence[str], channels: int) -> Head:
    """Return the head of a file with weights only: ReLU, softmax and sigmoid are taken on trust.

    Args:
        source: The file.
        names: Its layers that the backbone does not have, in the file's order.
        channels: Of the backbone's map.

    Raises:
        UnusableKerasFile: when these cannot be dense layers one behind the other.
    """
    dense = [
        (name, source.datasets[name, "kernel"].shape)
        for name in names
        if (name, "kernel") in source.datasets and source.datasets[name, "kernel"].ndim == 2
    ]
    chained = all(a[1][1] == b[1][0] for a, b in itertools.pairwise(dense))
    if not dense or not chained or dense[-1][1][1] not in (1, 2):
        raise source.refusal(
            "Its last layers are no dense layers with one or two outputs.", _REMEDY
        )
    gathering: Gathering = "pooled" if dense[0][1][0] == channels else "flattened"
    return _head(gathering, [(name, shape[1]) for name, shape in dense])


def begins_head(layer: Layer) -> bool:
    """Tell whether a layer gathers the map."""
    return layer.kind in _GATHER


def _head(gathering: Gathering, dense: Sequence[tuple[str, int]]) -> Head:
    names, widths = zip(*dense, strict=True)
    return Head(gathering, names, widths, "softmax" if widths[-1] == 2 else "sigmoid")
