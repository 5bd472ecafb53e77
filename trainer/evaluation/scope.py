"""What is strange: the training images' feature space, its limit from validation, and its test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.covariance import LedoitWolf

from mura_desktop.inference.preprocess import Letterbox, letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.scope import Scope, refuse_blank
from trainer.data.examples import Example

IN_SCOPE = 0.99
"""Share of validation images that must be judged."""


def fit_scope(train: NDArray[np.float32], validation: NDArray[np.float32]) -> Scope:
    """Fit a Mahalanobis distance with a shrunk covariance (Ledoit and Wolf, 2004).

    Args:
        train: (n, d) embeddings that give mean and covariance.
        validation: (m, d) embeddings that give the limit.
    """
    covariance = LedoitWolf().fit(train)
    values, vectors = np.linalg.eigh(covariance.covariance_)
    whitening = vectors / np.sqrt(values)
    distances = np.linalg.norm((validation - covariance.location_) @ whitening, axis=1)
    return Scope(
        torch.from_numpy(covariance.location_.astype(np.float32)),
        torch.from_numpy(np.ascontiguousarray(whitening.astype(np.float32))),
        float(np.quantile(distances, IN_SCOPE)),
    )


def count_refused(
    reader: NetworkReader, scope: Scope, kinds: Mapping[str, Sequence[NDArray[np.uint8]]]
) -> dict[str, tuple[int, int]]:
    """Return how many pictures of each kind are refused, and how many there are.

    Args:
        reader: The network.
        scope: What it judges.
        kinds: (rows, columns) uint8 pictures by the name of their kind.
    """
    return {
        name: (sum(_is_refused(reader, scope, picture) for picture in pictures), len(pictures))
        for name, pictures in kinds.items()
    }


def inverted(
    examples: Sequence[Example], squares: NDArray[np.uint8], count: int
) -> list[NDArray[np.uint8]]:
    """Return radiographs with black and white exchanged, taken evenly from a part.

    Args:
        examples: The part.
        squares: (n, size, size) uint8, the same examples letterboxed.
        count: How many, at most.
    """
    pictures = []
    for index in range(0, len(examples), max(1, -(-len(examples) // count))):
        box = Letterbox.fit(*examples[index].size, squares.shape[-1])
        inside = np.s_[box.top : box.top + box.height, box.left : box.left + box.width]
        pictures.append(255 - squares[index][inside])
    return pictures


def _is_refused(reader: NetworkReader, scope: Scope, picture: NDArray[np.uint8]) -> bool:
    if refuse_blank(picture) is not None:
        return True
    square, _ = letterbox(picture, reader.size)
    return scope.is_strange(reader.read(normalize(square)[None]).embedding)
