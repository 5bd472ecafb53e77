"""Two networks on the same rows: are they different, and by how much?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import binomtest

from mura_desktop.domain.verdict import Estimate
from trainer.measuring import measures
from trainer.measuring.figures import groups
from trainer.measuring.measures import Floats
from trainer.measuring.resampling import resample, with_interval
from trainer.measuring.scored import Scored


@dataclass(frozen=True)
class AtPointDifference:
    """B against A at one operating point.

    Attributes:
        only_first: Rows that A alone calls right.
        only_second: Rows that B alone calls right.
        p_value: Of the exact McNemar test: how probable a division at least as uneven is when
            neither is better. It takes rows for independent, which those of one patient are not.
        kappa: Difference of Cohen's kappa, B - A, with its paired interval.
        sensitivity: Difference of sensitivity, B - A.
        specificity: Difference of specificity, B - A.
    """

    only_first: int
    only_second: int
    p_value: float
    kappa: Estimate
    sensitivity: Estimate
    specificity: Estimate


@dataclass(frozen=True)
class Difference:
    """B against A in one group of rows.

    Attributes:
        rows: Number of images, or of studies.
        area_under_curve: Difference of AUROC, B - A, with its paired interval.
        average_precision: Difference of average precision, B - A.
        points: By name of the operating point; those that both know.
    """

    rows: int
    area_under_curve: Estimate
    average_precision: Estimate
    points: dict[str, AtPointDifference]


def compare(first: Scored, second: Scored) -> dict[str, Difference]:
    """Compare two networks' scores of the same rows, in all and in each region.

    Args:
        first: A.
        second: B.

    Raises:
        ValueError: when the rows, their labels or their patients are not the same.
    """
    second = _aligned(first, second)
    return {
        name: _difference(one, other)
        for (name, one), (_, other) in zip(groups(first), groups(second), strict=True)
    }


def exact_mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p-value of the exact test (McNemar, 1947)."""
    discordant = only_first + only_second
    return float(binomtest(only_first, discordant).pvalue) if discordant else 1.0


def _aligned(first: Scored, second: Scored) -> Scored:
    place = {name: i for i, name in enumerate(second.names)}
    missing = [name for name in first.names if name not in place]
    if missing or len(first) != len(second):
        some = f", for example {missing[0]}" if missing else ""
        raise ValueError(
            f"A has {len(first)} rows and B {len(second)}, and {len(missing)} of A are not in "
            f"B{some}. Only networks that were evaluated on the same part can be compared."
        )
    second = second.take(np.array([place[name] for name in first.names]))
    if not np.array_equal(first.labels, second.labels):
        raise ValueError("A and B give other labels to the same rows: they are not comparable.")
    if not np.array_equal(first.patients, second.patients) or first.regions != second.regions:
        raise ValueError("A and B name other patients or regions: they are not comparable.")
    return second


def _difference(first: Scored, second: Scored) -> Difference:
    def between(figure: Callable[[Scored, Floats], Floats]) -> Estimate:
        # the same seed draws the same patients for both, so each draw is a pair
        (a, draws_of_a), (b, draws_of_b) = (
            resample(partial(figure, each), first.patients) for each in (first, second)
        )
        return with_interval(b - a, draws_of_b - draws_of_a)

    def at(point: str) -> AtPointDifference:
        right, also = (each.calls(point) == each.labels for each in (first, second))
        only_first, only_second = int((right & ~also).sum()), int((~right & also).sum())
        kappa, sensitivity, specificity = (
            between(
                lambda each, weights, figure=figure: figure(  # type: ignore[misc]
                    measures.confusion(each.calls(point), each.labels, weights)
                )
            )
            for figure in (measures.cohen_kappa, measures.sensitivity, measures.specificity)
        )
        p_value = exact_mcnemar(only_first, only_second)
        return AtPointDifference(only_first, only_second, p_value, kappa, sensitivity, specificity)

    return Difference(
        rows=len(first),
        area_under_curve=between(
            lambda each, w: measures.area_under_curve(each.probabilities, each.labels, w)
        ),
        average_precision=between(
            lambda each, w: measures.average_precision(each.probabilities, each.labels, w)
        ),
        points={point: at(point) for point in first.thresholds if point in second.thresholds},
    )
