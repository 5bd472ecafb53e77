"""A Keras file: its layers as they are described, and its tensors by layer and variable."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from trainer.keras_import.archive import open_archive
from trainer.keras_import.layers import Layer
from trainer.keras_import.legacy_h5 import read_legacy
from trainer.keras_import.refusal import UnusableKerasFile

_SAVE_AGAIN = "Save the model in Keras with model.save('NAME.keras') or model.save('NAME.h5')."
_DAMAGE = (OSError, KeyError, ValueError, TypeError, RuntimeError, zipfile.BadZipFile)
"""What reading a damaged archive, HDF5 or JSON raises."""


@dataclass(frozen=True, eq=False)
class KerasFile:
    """An open file.

    Attributes:
        path: Where it lies.
        version: Of Keras, as the file says; empty where it does not.
        layers: All layers in the order of the file, models inside models unfolded; None where the
            file has weights only.
        datasets: By names of layer and variable (``kernel``, ``moving_mean`` ...).
    """

    path: Path
    version: str
    layers: tuple[Layer, ...] | None
    datasets: Mapping[tuple[str, str], h5py.Dataset]

    def tensor(self, layer: str, variable: str) -> NDArray[np.float32]:
        """Read one tensor.

        Raises:
            UnusableKerasFile: when it lies in another file, or holds other things than finite
                floating-point numbers.
        """
        dataset = self.datasets[layer, variable]
        if dataset.external or dataset.is_virtual:
            raise self.refusal(f"The tensor {variable} of {layer} points to another file.")
        if dataset.dtype.kind != "f":
            raise self.refusal(
                f"The tensor {variable} of {layer} is of type {dataset.dtype}, not of floating "
                "point.",
                "Save the model in float32.",
            )
        try:
            values = np.asarray(dataset[()], dtype=np.float32)
        except _DAMAGE as error:
            raise self.refusal(_damaged(error)) from error
        if not np.isfinite(values).all():
            raise self.refusal(
                f"The tensor {variable} of {layer} holds numbers that are not finite.",
                "Nothing can be done with this file: its training went wrong, or it is damaged.",
            )
        return values

    def refusal(self, reason: str, remedy: str = _SAVE_AGAIN) -> UnusableKerasFile:
        """Return a refusal of this file."""
        return UnusableKerasFile(self.path, reason, remedy)


@contextmanager
def open_keras(path: Path) -> Iterator[KerasFile]:
    """Open a file by its content, whatever its name.

    Raises:
        UnusableKerasFile: when it is neither a Keras archive nor HDF5 written by Keras.
    """
    beginning = _beginning(path)
    with ExitStack() as stack:
        try:
            if beginning.startswith(b"PK\x03\x04"):
                opened = open_archive(path, stack)
            elif beginning.startswith(b"\x89HDF\r\n\x1a\n"):
                opened = read_legacy(path, stack.enter_context(h5py.File(path)))
            else:
                raise UnusableKerasFile(path, _what_it_is(beginning), _SAVE_AGAIN)
        except _DAMAGE as error:
            raise UnusableKerasFile(path, _damaged(error), _SAVE_AGAIN) from error
        yield KerasFile(path, *opened)


def _beginning(path: Path) -> bytes:
    if path.is_dir():
        raise UnusableKerasFile(path, "This is a folder, perhaps a SavedModel.", _SAVE_AGAIN)
    try:
        with path.open("rb") as stream:
            return stream.read(16)
    except OSError as error:
        raise UnusableKerasFile(
            path, f"It cannot be read ({error.strerror}).", "Name an existing file."
        ) from error


def _what_it_is(beginning: bytes) -> str:
    if beginning[:1] == b"\x80":
        return "This is a pickle: reading it would run whatever it holds, so it is not read."
    return "This is neither a Keras archive (.keras) nor HDF5 (.h5)."


def _damaged(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return f"It is damaged, or no file that Keras wrote ({lines[0]})."
