"""The features that a network sees in pictures, read once and kept in the run's folder.

So fitting a scope again costs seconds.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.reading import load
from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.network import Branch
from mura_desktop.inference.preprocess import letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from trainer.data.examples import Example
from trainer.data.refusal import UnusableData

Picture = NDArray[np.uint8]
Features = NDArray[np.float32]
Change = Callable[[Picture, Picture, np.random.Generator], Picture]
"""Makes a picture out of a picture, another one of the same set, and chance."""


FINE = 8
"""Largest stride, in pixels of the input, of a feature map that shows a drawn line."""


class FeatureMaps(NamedTuple):
    """Of which feature map each of the k features of a signature is.

    Attributes:
        number: (k,) the map's number.
        fine: (k,) whether the map is fine enough to show a line drawn on a picture; the coarse ones
            see what the picture is of. A classifier's head sees one map alone, whatever it shows.
    """

    number: NDArray[np.intp]
    fine: NDArray[np.bool_]


def feature_maps(reader: NetworkReader) -> FeatureMaps:
    """Return where a network's features come from."""
    if isinstance(reader.network, ClassifierNetwork):
        count = 2 * reader.network.width
        return FeatureMaps(np.zeros(count, np.intp), np.ones(count, bool))
    stages = [
        stage
        for branch in reader.network.branches.values()
        if isinstance(branch, Branch)
        for stage in branch.stages
    ]
    widths = [2 * stage.channels for stage in stages]
    fine = np.array([stage.stride <= FINE for stage in stages])
    return FeatureMaps(np.repeat(np.arange(len(stages)), widths), np.repeat(fine, widths))


class KeptFeatures:
    """Features of pictures, read once and kept in a folder."""

    def __init__(self, folder: Path, reader: NetworkReader) -> None:
        """Remember where features are kept, and what reads them."""
        self._folder = folder
        self.reader = reader

    def of(self, name: str, examples: Sequence[Example], change: Change) -> Features:
        """Return (n, k) features of examples, each of them changed.

        Raises:
            UnusableData: when an image cannot be read.
        """
        return self.of_pictures(name, changed(_pictures(examples), change), len(examples))

    def of_pictures(self, name: str, pictures: Iterator[Picture], count: int) -> Features:
        """Return (n, k) features of so many pictures."""
        file = self._folder / f"{name.replace(' ', '-')}.npy"
        if file.exists():
            kept: Features = np.load(file)
            if len(kept) == count:
                return kept
        rows = [self.read(picture) for picture in track(pictures, name, total=count)]
        self._folder.mkdir(parents=True, exist_ok=True)
        found = np.stack(rows) if rows else np.empty((0, 0), np.float32)
        np.save(file, found)
        return found

    def read(self, picture: Picture) -> Features:
        """Return (k,) features of one picture."""
        square, _ = letterbox(np.array(picture), self.reader.size)  # some cannot be written to
        signature = self.reader.read(normalize(square)[None]).signature
        return np.asarray(signature.numpy(), dtype=np.float32)


def changed(pictures: Iterator[Picture], change: Change) -> Iterator[Picture]:
    """Yield each picture changed; the other one is that before it, or itself."""
    other: Picture | None = None
    for number, picture in enumerate(pictures):
        random = np.random.default_rng([zlib.crc32(change.__name__.encode()), number])
        yield change(picture, picture if other is None else other, random)
        other = picture


def unchanged(picture: Picture, other: Picture, random: np.random.Generator) -> Picture:
    """Return a picture as it is."""
    return picture


def _pictures(examples: Sequence[Example]) -> Iterator[Picture]:
    """Yield the examples' pictures, all decoded in one go: a decoder's start costs a second."""
    paths = [example.path for example in examples]
    found = {image.path: image for image in load(paths)}
    for path in paths:
        image = found[path]
        if isinstance(image, UnreadableFile):
            raise UnusableData(path, image.reason, "Check the copy of the data set.")
        yield image.rendered()
