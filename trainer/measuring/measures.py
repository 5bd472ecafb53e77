"""The field's figures of merit, of weighted rows.

Every measure takes weights of shape (draws, n) and gives (draws,): with weights of one it is the
figure itself, with the number of times that a resampling drew each row, the resampled figure. So
one pass over the rows measures hundreds of resamplings, where a library call a draw would take
minutes. What a draw does not define (no positive in it, say) is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

BINS = 10


@dataclass(frozen=True, eq=False)
class Confusion:
    """Weighted counts, each (draws,); positive means that the finding is present, or called."""

    true_positive: Floats
    false_positive: Floats
    false_negative: Floats
    true_negative: Floats

    @property
    def total(self) -> Floats:
        """All rows."""
        return self.true_positive + self.false_positive + self.false_negative + self.true_negative


def confusion(calls: Bools, labels: Bools, weights: Floats) -> Confusion:
    """Count calls (n,) against labels (n,)."""

    def count(rows: Bools) -> Floats:
        return np.asarray(weights[:, rows].sum(1))

    return Confusion(
        count(calls & labels),
        count(calls & ~labels),
        count(~calls & labels),
        count(~calls & ~labels),
    )


def sensitivity(counts: Confusion) -> Floats:
    """Share of positives that are called; also named recall."""
    return _ratio(counts.true_positive, counts.true_positive + counts.false_negative)


def specificity(counts: Confusion) -> Floats:
    """Share of negatives that are not called."""
    return _ratio(counts.true_negative, counts.true_negative + counts.false_positive)


def precision(counts: Confusion) -> Floats:
    """Share of calls that are right: the positive predictive value at the data's prevalence."""
    return _ratio(counts.true_positive, counts.true_positive + counts.false_positive)


def accuracy(counts: Confusion) -> Floats:
    """Share of rows that are called right."""
    return _ratio(counts.true_positive + counts.true_negative, counts.total)


def f1(counts: Confusion) -> Floats:
    """Harmonic mean of precision and recall."""
    return _ratio(
        2 * counts.true_positive,
        2 * counts.true_positive + counts.false_positive + counts.false_negative,
    )


def cohen_kappa(counts: Confusion) -> Floats:
    """Agreement beyond chance (Cohen, 1960)."""
    total, chance = counts.total, expected_agreement(counts)
    agreed = _ratio(counts.true_positive + counts.true_negative, total)
    return _ratio(agreed - chance, 1 - chance)


def expected_agreement(counts: Confusion) -> Floats:
    """Agreement that calls and labels would reach by their frequencies alone, in [0, 1]."""
    called = counts.true_positive + counts.false_positive
    positive = counts.true_positive + counts.false_negative
    total = counts.total
    return _ratio(called * positive + (total - called) * (total - positive), total**2)


def area_under_curve(scores: Floats, labels: Bools, weights: Floats) -> Floats:
    """Area under the receiver operating characteristic; ties count half (Mann, Whitney, 1947)."""
    order = np.argsort(scores, kind="stable")
    starts = _group_starts(scores[order])
    positive = np.add.reduceat((weights * labels)[:, order], starts, axis=1)
    negative = np.add.reduceat((weights * ~labels)[:, order], starts, axis=1)
    below = np.cumsum(negative, axis=1) - negative
    won = (positive * (below + 0.5 * negative)).sum(1)
    return _ratio(won, positive.sum(1) * negative.sum(1))


def average_precision(scores: Floats, labels: Bools, weights: Floats) -> Floats:
    """Precision at each distinct score, weighted by the recall that it adds."""
    order = np.argsort(-scores, kind="stable")
    starts = _group_starts(scores[order])
    positive = np.add.reduceat((weights * labels)[:, order], starts, axis=1)
    everything = np.add.reduceat(weights[:, order], starts, axis=1)
    seen = np.cumsum(everything, axis=1)
    # a score that no row of a draw has adds no recall, and needs no precision
    precisions = np.cumsum(positive, axis=1) / np.where(seen == 0, 1, seen)
    return _ratio((positive * precisions).sum(1), positive.sum(1))


def brier_score(probabilities: Floats, labels: Bools, weights: Floats) -> Floats:
    """Mean squared difference between probability and label (Brier, 1950)."""
    return weighted_mean((probabilities - labels) ** 2, weights)


def expected_calibration_error(probabilities: Floats, labels: Bools, weights: Floats) -> Floats:
    """Mean gap between probability and frequency, over ten equal bins weighted by their size.

    (Naeini et al., 2015; Guo et al., 2017.)
    """
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = weights * (probabilities - labels)
    total = sum(np.abs(gaps[:, bins == b].sum(1)) for b in np.unique(bins))
    return _ratio(np.asarray(total), weights.sum(1))


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """Mean of the values (n,) that are numbers."""
    known = ~np.isnan(values)
    return _ratio(weights[:, known] @ values[known], weights[:, known].sum(1))


def _group_starts(ordered: Floats) -> NDArray[np.intp]:
    return np.flatnonzero(np.append(True, np.diff(ordered) != 0))


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Divide; NaN, not a warning, where there is nothing to divide by."""
    defined = denominator != 0
    return np.asarray(np.where(defined, numerator, np.nan) / np.where(defined, denominator, 1))
