"""Learning what is strange: the feature space of the training images, its limit from validation."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.covariance import LedoitWolf

from mura_desktop.inference.scope import Scope

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
