"""A ``.keras`` archive: the configuration as JSON, the weights as HDF5 without the layers' names.

Weights lie under ``layers/conv2d_7/vars/0``, and that ``conv2d_7`` is no layer's name: it is the
eighth layer of that class in the order of the configuration. So both files are walked together.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import h5py

from trainer.keras_import.layers import MODELS, Layer, entries_of, model_entries, plain, unfolded
from trainer.keras_import.refusal import UnusableKerasFile

Opened = tuple[str, tuple[Layer, ...] | None, dict[tuple[str, str], h5py.Dataset]]
LARGEST = 4 << 30
"""Bytes of weights, optimizer and all, that are unpacked."""

_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"


def open_archive(path: Path, stack: ExitStack) -> Opened:
    """Return version, layers and datasets of an archive.

    Args:
        path: Where it lies.
        stack: Closes what the datasets are read from.

    Raises:
        UnusableKerasFile: when it is another kind of archive.
    """
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if not {_CONFIG, _WEIGHTS} <= set(names):
            raise _another_kind(path, names)
        entries = model_entries(archive.read(_CONFIG))
        version = ""
        if _METADATA in names:
            version = str(json.loads(archive.read(_METADATA)).get("keras_version", ""))
        if archive.getinfo(_WEIGHTS).file_size > LARGEST:
            raise ValueError("its weights are larger than those of any network that is known here")
        # copied out, because HDF5 is read here and there, and a zip from its beginning only
        copied = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed by the stack
        with archive.open(_WEIGHTS) as stream:
            shutil.copyfileobj(stream, copied)
    weights = stack.enter_context(h5py.File(copied, "r"))
    datasets: dict[tuple[str, str], h5py.Dataset] = {}
    places = dict(_places(entries, "layers"))
    for place in _all_tensors(weights, "layers"):
        # a tensor that no layer should have keeps its place for a name, and is left over
        datasets[places.pop(place, (place, "values"))] = weights[place]
    return version, tuple(unfolded(entries)), datasets


def _places(entries: list[dict[str, Any]], folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield where each tensor that the layers should have lies, with its layer and variable."""
    counts = Counter[str]()
    for entry in entries:
        kind, settings = entry["class_name"], entry["config"]
        snake = _snake(kind)
        here = f"{folder}/{snake}" + (f"_{counts[snake]}" if counts[snake] else "")
        counts[snake] += 1
        if kind in MODELS:
            yield from _places(entries_of(entry), f"{here}/layers")
            continue
        for number, variable in enumerate(_variables(kind, settings)):
            yield f"{here}/vars/{number}", (plain(settings["name"]), variable)


def _variables(kind: str, settings: Mapping[str, Any]) -> list[str]:
    """Return a layer's variables in the order that Keras numbers them."""
    if kind in ("Conv2D", "Dense"):
        return ["kernel", "bias"] if settings["use_bias"] else ["kernel"]
    if kind == "BatchNormalization":
        learned = [("gamma", settings["scale"]), ("beta", settings["center"])]
        return [name for name, there in learned if there] + ["moving_mean", "moving_variance"]
    return []


def _all_tensors(weights: h5py.File, folder: str) -> list[str]:
    places: list[str] = []

    def note(name: str, item: h5py.Group | h5py.Dataset) -> None:
        # the state of a layer's random numbers is no weight
        if isinstance(item, h5py.Dataset) and "seed_generator" not in name:
            places.append(f"{folder}/{name}")

    if folder in weights:
        weights[folder].visititems(note)
    return places


def _snake(kind: str) -> str:
    """Return a class as Keras writes it in paths: ``batch_normalization``, ``conv2d``."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", kind).lower()


def _another_kind(path: Path, names: list[str]) -> UnusableKerasFile:
    if any(name.endswith("data.pkl") for name in names):
        return UnusableKerasFile(
            path,
            "This is a PyTorch checkpoint, which is a pickle: reading it would run whatever it "
            "holds, so it is not read.",
            "Save the model in Keras with model.save('NAME.keras').",
        )
    return UnusableKerasFile(
        path,
        "This archive has no config.json with model.weights.h5: Keras did not write it.",
        "Save the model in Keras with model.save('NAME.keras').",
    )
