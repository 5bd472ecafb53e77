"""HDF5 as Keras has written it since its first version: a group a layer, weights by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import h5py

from trainer.keras_import.layers import Layer, model_entries, plain, unfolded
from trainer.keras_import.refusal import UnusableKerasFile

Legacy = tuple[str, tuple[Layer, ...] | None, dict[tuple[str, str], h5py.Dataset]]


def read_legacy(path: Path, stream: h5py.File) -> Legacy:
    """Return version, layers and datasets of a whole model or of its weights alone.

    Raises:
        UnusableKerasFile: when there are no weights by name in it.
    """
    config = stream.attrs.get("model_config")
    layers = None if config is None else tuple(unfolded(model_entries(config)))
    root = stream.get("model_weights", stream)
    if not isinstance(root, h5py.Group) or not list(_names(root, "layer_names")):
        raise _without_names(path, stream)
    known = {layer.name for layer in layers} if layers is not None else None
    datasets: dict[tuple[str, str], h5py.Dataset] = {}
    for group_name in _names(root, "layer_names"):
        group = _child(root, group_name)
        weights = [name.removesuffix(":0") for name in _names(group, "weight_names")]
        owners = {name.rpartition("/")[0] for name in weights}
        for name, raw in zip(weights, _names(group, "weight_names"), strict=True):
            owner, _, variable = name.rpartition("/")
            layer = _layer_name(group_name, owner, known, alone=len(owners) == 1)
            if (layer, variable) in datasets:
                raise ValueError(f"it has two tensors {variable} of {layer}")
            datasets[layer, variable] = _child(group, raw)
    version = root.attrs.get("keras_version", stream.attrs.get("keras_version", ""))
    return _text(version), layers, datasets


def _layer_name(group: str, owner: str, known: Collection[str] | None, *, alone: bool) -> str:
    """Return the layer that a tensor belongs to.

    A group is a layer, or a model whose layers are the beginnings of its weights' names, with or
    without the model's name before them.
    """
    if known is None:
        return plain(group if alone else owner)
    parts = owner.split("/")
    for name in (group, *("/".join(parts[start:]) for start in range(len(parts)))):
        if plain(name) in known:
            return plain(name)
    return plain(owner)


def _without_names(path: Path, stream: h5py.File) -> UnusableKerasFile:
    if "layers" in stream:
        return UnusableKerasFile(
            path,
            "It has weights without the layers' names, as save_weights writes them since Keras 3.",
            "Save the whole model in Keras: model.save('NAME.keras').",
        )
    return UnusableKerasFile(
        path, "It is HDF5, but Keras did not write it.", "Name a file that Keras's save wrote."
    )


def _names(group: h5py.Group, name: str) -> Iterator[str]:
    """Yield the names in an attribute, which Keras parts when they are too many for one."""
    if name in group.attrs:
        yield from (_text(each) for each in group.attrs[name])
    number = 0
    while f"{name}{number}" in group.attrs:
        yield from (_text(each) for each in group.attrs[f"{name}{number}"])
        number += 1


def _child(group: h5py.Group, path: str) -> h5py.Group | h5py.Dataset:
    """Return what lies at a path, inside this very file."""
    found = group
    for part in path.split("/"):
        if not isinstance(found.get(part, getlink=True), h5py.HardLink):
            raise ValueError(f"{path} is not in it, or points elsewhere")
        found = found[part]
    return found


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
