"""All figures of a table: of all rows, and of the rows of each region."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.verdict import Estimate
from trainer.measuring import measures
from trainer.measuring.measures import Confusion, Floats
from trainer.measuring.resampling import estimate
from trainer.measuring.scored import Scored

EVERYTHING = "all"

OF_CALLS: Mapping[str, Callable[[Confusion], Floats]] = {
    "kappa": measures.cohen_kappa,
    "sensitivity": measures.sensitivity,
    "specificity": measures.specificity,
    "accuracy": measures.accuracy,
    "precision": measures.precision,
    "F1": measures.f1,
}
"""What is measured of yes and no, in the order of the report; recall is sensitivity."""

OF_SCORES: Mapping[str, Callable[[Floats, NDArray[np.bool_], Floats], Floats]] = {
    "AUROC": measures.area_under_curve,
    "average precision": measures.average_precision,
    "Brier score": measures.brier_score,
    "ECE": measures.expected_calibration_error,
}
"""What is measured of the probabilities themselves; never of yes and no."""


@dataclass(frozen=True)
class AtPoint:
    """What one operating point does to a group of rows.

    Attributes:
        counts: True positives, false positives, false negatives, true negatives.
        estimates: By the names of ``OF_CALLS``; NaN where the group does not define them.
    """

    counts: tuple[int, int, int, int]
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True)
class GroupFigures:
    """The figures of one group of rows.

    Attributes:
        rows: Number of images, or of studies.
        positives: Number of them with the finding.
        patients: Number of patients, over whom the intervals are drawn.
        scores: By the names of ``OF_SCORES``; NaN where the group does not define them.
        points: By name of the operating point.
    """

    rows: int
    positives: int
    patients: int
    scores: Mapping[str, Estimate]
    points: Mapping[str, AtPoint]


def groups(scored: Scored) -> Iterator[tuple[str, Scored]]:
    """Yield all rows under ``all``, then those of each region where there are several."""
    yield EVERYTHING, scored
    regions = sorted(frozenset[str]().union(*scored.regions))
    for region in regions if len(regions) > 1 else ():
        yield region, scored.take(np.flatnonzero([region in shown for shown in scored.regions]))


def measure(scored: Scored) -> dict[str, GroupFigures]:
    """Measure every group, with 95 % intervals over patients."""
    return {name: _measure_group(rows) for name, rows in groups(scored)}


def counts_at(scored: Scored, point: str) -> tuple[int, int, int, int]:
    """Return true positives, false positives, false negatives, true negatives."""
    found = measures.confusion(scored.calls(point), scored.labels, np.ones((1, len(scored))))
    cells = found.true_positive, found.false_positive, found.false_negative, found.true_negative
    first, second, third, fourth = (int(cell[0]) for cell in cells)
    return first, second, third, fourth


def kappa_intervals(counts: tuple[int, int, int, int]) -> tuple[Estimate, Estimate]:
    """Return Cohen's kappa with the interval of its standard error, and with the historical one.

    The standard error is sqrt(pa (1 - pa) / n) / (1 - pe) (Cohen, 1960). The program that scored
    entries to MURA's competition left the square root out; its intervals, the paper's among them,
    are too narrow by an order of magnitude. Neither knows that a patient may have several studies.

    Args:
        counts: True positives, false positives, false negatives, true negatives.
    """
    table = Confusion(*(np.array([float(count)]) for count in counts))
    kappa, chance = (
        float(figure(table)[0]) for figure in (measures.cohen_kappa, measures.expected_agreement)
    )
    total = sum(counts)
    agreed = (counts[0] + counts[3]) / total
    if math.isnan(kappa):
        return Estimate(kappa, kappa, kappa), Estimate(kappa, kappa, kappa)
    right = 1.96 * math.sqrt(agreed * (1 - agreed) / total) / (1 - chance)
    historical = 1.96 * agreed * (1 - agreed) / (total * (1 - chance) ** 2)
    return (
        Estimate(kappa, kappa - right, kappa + right),
        Estimate(kappa, kappa - historical, kappa + historical),
    )


def _measure_group(scored: Scored) -> GroupFigures:
    probabilities, labels, patients = scored.probabilities, scored.labels, scored.patients
    return GroupFigures(
        rows=len(scored),
        positives=int(labels.sum()),
        patients=len(np.unique(patients)),
        scores={
            name: estimate(partial(figure, probabilities, labels), patients)
            for name, figure in OF_SCORES.items()
        },
        points={
            point: AtPoint(counts_at(scored, point), _of_calls(scored, point))
            for point in scored.thresholds
        },
    )


def _of_calls(scored: Scored, point: str) -> dict[str, Estimate]:
    calls = scored.calls(point)

    def figure(name: str, weights: Floats) -> Floats:
        return OF_CALLS[name](measures.confusion(calls, scored.labels, weights))

    return {name: estimate(partial(figure, name), scored.patients) for name in OF_CALLS}
