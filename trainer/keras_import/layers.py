"""Layers as a Keras configuration describes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MODELS = ("Functional", "Sequential", "Model")
"""Kinds of layers that are models themselves."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer.

    Attributes:
        name: With ``_`` for ``/``: older Kerases wrote ``conv1/conv`` where newer ones write
            ``conv1_conv``.
        kind: Its class in Keras: ``Conv2D``.
        settings: Its configuration.
    """

    name: str
    kind: str
    settings: Mapping[str, Any]


def plain(name: str) -> str:
    """Return a layer's name as it is compared."""
    return name.replace("/", "_")


def model_entries(config: str | bytes) -> list[dict[str, Any]]:
    """Return the entries of a model's layers, from the configuration as a file holds it.

    Raises:
        ValueError: when it is no configuration of a functional or sequential model.
    """
    entry = json.loads(config)
    if not isinstance(entry, dict) or entry.get("class_name") not in MODELS:
        raise ValueError("its model is neither functional nor sequential")
    return entries_of(entry)


def entries_of(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of the layers of a model."""
    # early versions wrote a sequential model as the bare list
    inside = entry["config"] if isinstance(entry["config"], list) else entry["config"]["layers"]
    return list(inside)


def unfolded(entries: list[dict[str, Any]]) -> Iterator[Layer]:
    """Yield all layers in order, those of models inside models in the model's place."""
    for entry in entries:
        if entry["class_name"] in MODELS:
            yield from unfolded(entries_of(entry))
        else:
            settings = entry["config"]
            yield Layer(plain(settings["name"]), entry["class_name"], settings)
