"""What a network may be asked: checks before it, and a distance in its feature space after it.

A softmax answers any picture with confidence. The distance of an image's embedding from those of
the images that the network was validated on tells more (Lee et al., 2018: Mahalanobis distance).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

BLANK_SPREAD = 4.0
"""Least standard deviation of an 8-bit rendering for there to be a picture at all."""


@dataclass(frozen=True, eq=False)
class Scope:
    """The feature space of images that are in scope.

    Attributes:
        mean: (d,) float32 tensor.
        whitening: (d, d) float32 tensor that makes their covariance the identity.
        limit: Largest distance that is judged.
    """

    mean: Tensor
    whitening: Tensor
    limit: float

    def is_strange(self, embedding: Tensor | None) -> bool:
        """Tell whether a (d,) embedding lies farther out than what is judged."""
        return embedding is not None and self.distance(embedding) > self.limit

    def distance(self, embedding: Tensor) -> float:
        """Return the Mahalanobis distance of one (d,) embedding."""
        return float(((embedding - self.mean) @ self.whitening).norm())


def refuse_blank(brightness: NDArray[np.uint8]) -> str | None:
    """Return why a rendering shows nothing, or None when it shows something.

    Every eighth pixel of every eighth row is looked at: a blank picture is blank there, too.
    """
    if float(brightness[::8, ::8].std()) < BLANK_SPREAD:
        return "The picture is blank."
    return None
