"""Moving tensors so that none is left over, missing, or used twice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from trainer.keras_import.file import KerasFile

Values = NDArray[np.float32]
_REMEDY = "Name the architecture that it was built with (--as), or save it again in Keras."


class Ledger:
    """Books what was taken from a Keras file, and what of a network was filled."""

    def __init__(
        self, source: KerasFile, names: Mapping[str, str], target: Mapping[str, Tensor]
    ) -> None:
        """Open the books.

        Args:
            source: The Keras file.
            names: From its layers' names to the names that they are asked for by; a layer that is
                not among them has its own.
            target: The network's state to fill in place; ``num_batches_tracked`` is no part of it.
        """
        self._source = source
        self._sources = {(names.get(k[0], k[0]), k[1]): k for k in source.datasets}
        self._target = target
        self.used: list[tuple[str, str]] = []
        self.filled: list[str] = []

    def has(self, layer: str, variable: str) -> bool:
        """Tell whether the file has a tensor."""
        return (layer, variable) in self._sources

    def move(
        self,
        layer: str,
        variable: str,
        target: str,
        arranged: Callable[[Values], Values] = lambda values: values,
    ) -> None:
        """Move one tensor of the file to its place in the network.

        Args:
            layer: The layer's name.
            variable: Such as ``kernel``.
            target: Name in the network's state.
            arranged: From Keras's order of axes to the network's.

        Raises:
            UnusableKerasFile: when the file has no such tensor, or one of another shape.
        """
        key = self._key(layer, variable)
        # compared before it is read: a shape may promise more than any memory holds
        shape = self._source.datasets[key].shape
        wanted = self._target[target].shape
        values = None
        if math.prod(shape) == wanted.numel():
            values = arranged(self._source.tensor(*key))
        if values is None or values.shape != wanted:
            raise self._source.refusal(
                f"The {variable} of {key[0]} has the shape {shape}, which does not fit.", _REMEDY
            )
        self.used.append(key)
        self._fill(target, torch.from_numpy(np.ascontiguousarray(values)))

    def constant(self, target: str, value: float) -> None:
        """Fill a place that Keras leaves at a constant."""
        self._fill(target, torch.full_like(self._target[target], value))

    def close(self) -> None:
        """Check that everything was used and filled, once each.

        Raises:
            UnusableKerasFile: when tensors of the file are left over.
        """
        left = sorted({name for name, _ in set(self._source.datasets) - set(self.used)})
        if left:
            raise self._source.refusal(
                f"It has {len(left)} more layers with weights than the architecture, such as "
                f"{left[0]}.",
                _REMEDY,
            )
        if len(self.used) != len(set(self.used)):
            raise AssertionError("a tensor was used twice")
        if sorted(self.filled) != sorted(self._target):
            raise AssertionError("not every place was filled once")

    def _fill(self, target: str, values: Tensor) -> None:
        self.filled.append(target)
        self._target[target].copy_(values)

    def _key(self, layer: str, variable: str) -> tuple[str, str]:
        if (layer, variable) not in self._sources:
            kind, _, number = layer.partition("#")
            name = f"layer number {int(number) + 1} of kind {kind}" if number else f"layer {layer}"
            raise self._source.refusal(f"The {variable} of the {name} is missing.", _REMEDY)
        return self._sources[layer, variable]
