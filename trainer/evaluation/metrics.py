"""Measures and their intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from mura_desktop.domain.verdict import Estimate

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWS = 2000
BINS = 10


def area_under_curve(scores: Floats, labels: Bools) -> float:
    """Area under the receiver operating characteristic; NaN when a class is missing."""
    return float(roc_auc_score(labels, scores)) if 0 < labels.sum() < len(labels) else float("nan")


def average_precision(scores: Floats, labels: Bools) -> float:
    """Average precision; NaN when there is no positive."""
    return float(average_precision_score(labels, scores)) if labels.any() else float("nan")


def expected_calibration_error(probabilities: Floats, labels: Bools) -> float:
    """Mean gap between probability and frequency, over ten equal bins weighed by their size.

    (Naeini et al., 2015; Guo et al., 2017.)
    """
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [
        abs(probabilities[bins == b].mean() - labels[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def share(hits: Floats) -> float:
    """Mean of the entries that are numbers; NaN when there is none."""
    known = hits[~np.isnan(hits)]
    return float(known.mean()) if len(known) else float("nan")


def with_interval(
    measure: Callable[[NDArray[np.intp]], float], patients: NDArray[np.str_], seed: int = 0
) -> Estimate:
    """Measure, with the 95 % percentile bootstrap interval over patients (Efron, 1979).

    Args:
        measure: From indices (with repeats) to a figure; NaN draws are left out.
        patients: (n,) whom each entry shows; patients are drawn, with all their entries.
        seed: Of the draws.
    """
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(patients == patient) for patient in np.unique(patients)]
    draws = []
    for _ in range(DRAWS):
        chosen = random.integers(0, len(members), len(members))
        draws.append(measure(np.concatenate([members[i] for i in chosen])))
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return Estimate(measure(np.arange(len(patients))), float(low), float(high))
