"""Measures and their intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from mura_desktop.domain.verdict import Estimate

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWS = 1000
BINS = 10


def area_under_curve(scores: Floats, labels: Bools) -> float:
    """Area under the receiver operating characteristic; NaN when a class is missing.

    By ranks (Mann and Whitney, 1947): thousands of times for an interval, where scikit-learn's
    checks of its input would cost more than the figure.
    """
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(scores)[labels].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(scores: Floats, labels: Bools) -> float:
    """Precision at each distinct score, weighed by the recall it adds; NaN without positives."""
    if not labels.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(labels[order])
    last_of_tie = np.append(np.diff(scores[order]) != 0, True)
    found, seen = found[last_of_tie], np.flatnonzero(last_of_tie) + 1
    return float(np.sum(np.diff(found, prepend=0) * found / seen) / found[-1])


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
