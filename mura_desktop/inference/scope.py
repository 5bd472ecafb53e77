"""What a network may be asked: checks before it, and a distance in its feature space after it.

A softmax answers any picture with confidence. How far an image's features lie from those of the
images that the network was trained on tells more (Lee et al., 2018), and it tells most where early
and late layers are looked at together: the early ones know an exchange of black and white, or a
drawn arrow, the late ones a chest. Where most directions hold next to nothing of the training
images, what a picture has in them counts by how much it is in all (probabilistic PCA; Tipping and
Bishop, 1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

BLANK_SPREAD = 4.0
"""Least standard deviation of an 8-bit rendering for there to be a picture at all."""
UNLIKE = "The picture is unlike the radiographs that the network was trained on."
EXCHANGED = (
    "Black and white seem to be exchanged: bone should be light. Correct the file: its Photometric "
    "Interpretation where it is DICOM, else its greys in an image editor."
)
"""Said of a picture that would be in scope if they were."""

FAR = 1.25
"""Beyond so many times the limit, a picture is no spoilt radiograph but something else."""


@dataclass(frozen=True, eq=False)
class Check:
    """A straight cut through the feature space, with what lies beyond it.

    Attributes:
        reason: Why what lies beyond is not judged, as a sentence.
        weights: (k,) float32 tensor, on standardised features.
        limit: Largest weighted sum that is judged.
    """

    reason: str
    weights: Tensor
    limit: float


@dataclass(frozen=True, eq=False)
class Scope:
    """The feature space of images that are in scope.

    Attributes:
        mean: (k,) float32 tensor.
        whitening: (k, d) float32 tensor that makes the covariance of standardised features the
            identity in the d directions that hold most of it.
        limit: Largest distance that is judged.
        scale: (k,) float32 tensor that standardises the features, or None where they stay as they
            are.
        spread: (d,) float32 tensor, standard deviations along the d directions; None where no other
            direction counts.
        rest: Standard deviation along every other direction.
        checks: What else is looked at.
    """

    mean: Tensor
    whitening: Tensor
    limit: float
    scale: Tensor | None = None
    spread: Tensor | None = None
    rest: float = 1.0
    checks: tuple[Check, ...] = ()

    def refusal(self, features: Tensor) -> str | None:
        """Return why a picture of these (k,) features is not judged, or None when it is.

        A picture far out may lie beyond any cut, so there a cut is no reason of its own.
        """
        standardised, distance = self.standardised(features), self.distance(features)
        reasons = [UNLIKE] if distance > self.limit else []
        if distance <= FAR * self.limit:
            beyond = (c.reason for c in self.checks if float(standardised @ c.weights) > c.limit)
            reasons += list(beyond)[:1]
        return " ".join(reasons) or None

    def standardised(self, features: Tensor) -> Tensor:
        """Return (..., k) features without their mean, and in units of their spread."""
        centred = features - self.mean
        return centred if self.scale is None else centred / self.scale

    def distance(self, features: Tensor) -> float:
        """Return the Mahalanobis distance of one picture's (k,) features."""
        standardised = self.standardised(features)
        within = standardised @ self.whitening
        squared = float(within.square().sum())
        if self.spread is not None:
            outside = standardised.square().sum() - (within * self.spread).square().sum()
            squared += max(0.0, float(outside)) / self.rest**2
        return float(np.sqrt(squared))


def refuse_blank(brightness: NDArray[np.uint8]) -> str | None:
    """Return why a rendering shows nothing, or None when it shows something.

    Every eighth pixel of every eighth row is looked at: a blank picture is blank there, too.
    """
    if float(brightness[::8, ::8].std()) < BLANK_SPREAD:
        return "The picture is blank."
    return None
