"""What a file's description must say for the architecture to be the one that is drawn here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from torch import nn

from trainer.keras_import.architecture import Architecture, by_order
from trainer.keras_import.file import KerasFile
from trainer.keras_import.head import begins_head
from trainer.keras_import.layers import Layer

_KNOWN = {
    *("InputLayer", "Conv2D", "BatchNormalization", "Activation", "ReLU", "ZeroPadding2D"),
    *("MaxPooling2D", "AveragePooling2D", "Concatenate", "Add", "CustomScaleLayer", "Lambda"),
    # these do nothing when a network is read
    *("Dropout", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation"),
    *("RandomContrast", "RandomBrightness", "GaussianNoise"),
}
_SCALING = {"Rescaling", "Normalization"}
_OWN = "Import a network that is built of the architecture as Keras draws it and a dense head."


def parted(source: KerasFile, layers: Sequence[Layer]) -> tuple[list[Layer], list[Layer]]:
    """Return the layers of the backbone and those from the one on that gathers its map.

    Raises:
        UnusableKerasFile: when no layer does.
    """
    for index, layer in enumerate(layers):
        if begins_head(layer):
            return list(layers[:index]), list(layers[index:])
    raise source.refusal("It has no layer that flattens or averages the map.", _OWN)


def check_backbone(source: KerasFile, architecture: Architecture, layers: Sequence[Layer]) -> float:
    """Check a backbone's layers, and return the epsilon of its batch normalisations.

    Raises:
        UnusableKerasFile: for a layer that the architecture does not have, code to run, another
            order of axes, or other scales of the residuals.
    """
    for layer in layers:
        if layer.kind in _SCALING:
            raise source.refusal(
                f"It scales its input itself (a layer of kind {layer.kind}).",
                "Save it in Keras without that layer, and name the scaling by --preprocess.",
            )
        if layer.kind not in _KNOWN:
            raise source.refusal(f"It has a layer of kind {layer.kind} ({layer.name}).", _OWN)
        if layer.settings.get("data_format") == "channels_first":
            raise source.refusal("Its channels come first.", "Save it with channels_last.")
    scales = [_scale(source, layer) for layer in layers if layer.kind in _CUSTOM]
    if tuple(scales) != architecture.scales:
        raise source.refusal(
            f"Its residuals are scaled otherwise than those of {architecture.title}.", _OWN
        )
    epsilons = {
        float(each.settings["epsilon"]) for each in layers if each.kind == "BatchNormalization"
    }
    if len(epsilons) > 1:
        raise source.refusal("Its batch normalisations differ in their epsilon.", _OWN)
    return epsilons.pop() if epsilons else architecture.norm_epsilon


def described_size(source: KerasFile, layers: Sequence[Layer]) -> int | None:
    """Return the side of the square input that a file describes, or None where any is taken.

    Raises:
        UnusableKerasFile: for an input that is no square of three channels.
    """
    for layer in layers:
        shape = layer.settings.get("batch_shape") or layer.settings.get("batch_input_shape")
        if not shape or shape[1] is None:
            continue
        if len(shape) != 4 or shape[1] != shape[2] or shape[3] != 3:
            raise source.refusal(f"Its input is {shape[1:]}, no square of three channels.", _OWN)
        return int(shape[1])
    return None


def check_strides(source: KerasFile, architecture: Architecture, backbone: nn.Module) -> None:
    """Check that every convolution steps as the one that it becomes.

    Raises:
        UnusableKerasFile: naming the first that does not.
    """
    layers = source.layers or ()
    numbers = by_order(layer.name for layer in layers)
    described = {numbers.get(layer.name, layer.name): layer for layer in layers}
    for path, name in architecture.layer_names(backbone).items():
        module = backbone.get_submodule(path)
        if not isinstance(module, nn.Conv2d):
            continue
        settings = described[name].settings
        steps = tuple(settings["strides"]), tuple(settings["dilation_rate"])
        if steps != (module.stride, module.dilation):
            raise source.refusal(f"The convolution {described[name].name} steps otherwise.", _OWN)


_CUSTOM = ("CustomScaleLayer", "Lambda")
_BLOCK = re.compile(r"block(35|17|8)_\d+")


def _scale(source: KerasFile, layer: Layer) -> float:
    """Return the scale of a residual, from the layer that adds it.

    Older Kerases add it in a Lambda, whose code is stored as bytes. The code is not looked at and
    never run: the layer's name and its one argument say what Keras's own function does there.
    """
    if layer.kind == "CustomScaleLayer":
        return float(layer.settings["scale"])
    arguments = layer.settings.get("arguments")
    if not _BLOCK.fullmatch(layer.name) or not arguments or set(arguments) != {"scale"}:
        raise source.refusal(
            f"It has a Lambda layer ({layer.name}), which is code, and code of a file is not run.",
            "Rebuild the network in Keras without it, load the weights into that, and save it.",
        )
    return float(arguments["scale"])
