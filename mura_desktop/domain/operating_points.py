"""Operating points: thresholds on the calibrated score, and what was measured there.

A bundle is released with two of them by name, and with a :class:`Curve` that says what holds at any
other threshold. How many of those suspected do have the finding depends on how common it is where
the reader works, so the predictive values take a prevalence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

LIVE = "threshold set by the reader"
"""The name of an operating point that was not released."""


class Verdict(StrEnum):
    """The three words; ``str(verdict)`` is what exports carry."""

    SUSPECTED = "suspected"
    UNCERTAIN = "uncertain"
    NOT_SUSPECTED = "not suspected"


@dataclass(frozen=True)
class Estimate:
    """A measured proportion in [0, 1] with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class OperatingPoint:
    """A threshold on the calibrated score, and what was measured there.

    Attributes:
        name: Such as ``high sensitivity``.
        threshold: Calibrated probability in [0, 1].
        sensitivity: Measured at the threshold.
        specificity: Measured at the threshold.
        data: The data that both were measured on.
    """

    name: str
    threshold: float
    sensitivity: Estimate
    specificity: Estimate
    data: str


@dataclass(frozen=True)
class OperatingPoints:
    """The pair that makes a three-way verdict; ``sensitive.threshold <= specific.threshold``."""

    sensitive: OperatingPoint
    specific: OperatingPoint

    @classmethod
    def at(cls, point: OperatingPoint) -> OperatingPoints:
        """Return one operating point as both: two words remain, and nothing is uncertain."""
        return cls(point, point)

    def verdict(self, probability: float) -> Verdict:
        """Return the word for a calibrated probability in [0, 1]."""
        if probability >= self.specific.threshold:
            return Verdict.SUSPECTED
        if probability < self.sensitive.threshold:
            return Verdict.NOT_SUSPECTED
        return Verdict.UNCERTAIN

    @property
    def thresholds(self) -> tuple[float, float]:
        """Both thresholds, the sensitive one first."""
        return self.sensitive.threshold, self.specific.threshold


@dataclass(frozen=True)
class CurvePoint:
    """What was measured at one threshold of a receiver operating characteristic."""

    threshold: float
    sensitivity: Estimate
    specificity: Estimate


@dataclass(frozen=True)
class Curve:
    """A measured receiver operating characteristic.

    Attributes:
        points: By rising threshold, the first at 0 and the last at 1.
        data: The data that it was measured on.
    """

    points: tuple[CurvePoint, ...]
    data: str

    def at(self, threshold: float) -> OperatingPoint:
        """Return what holds at a threshold in [0, 1]: linear between the two measured beside it."""
        thresholds = [point.threshold for point in self.points]

        def between(values: list[float]) -> float:
            return float(np.interp(threshold, thresholds, values))

        def rate(estimates: list[Estimate]) -> Estimate:
            return Estimate(
                between([each.value for each in estimates]),
                between([each.low for each in estimates]),
                between([each.high for each in estimates]),
            )

        return OperatingPoint(
            LIVE,
            threshold,
            rate([point.sensitivity for point in self.points]),
            rate([point.specificity for point in self.points]),
            self.data,
        )


@dataclass(frozen=True)
class PredictiveValues:
    """What a word means for a patient, where a share ``prevalence`` of all has the finding.

    Attributes:
        prevalence: In [0, 1], as the reader entered it.
        positive: Share of those at or above the threshold that have the finding; NaN where nobody
            is.
        negative: Share of those below it that do not; NaN where nobody is.
    """

    prevalence: float
    positive: Estimate
    negative: Estimate


def predictive_values(point: OperatingPoint, prevalence: float) -> PredictiveValues:
    """Return the predictive values at an operating point, by Bayes' theorem.

    Both values rise with sensitivity and with specificity. So their bounds are what the lower, and
    what the upper, ends of both intervals give: at least 95 % wide. The prevalence counts as known.
    A value is NaN where nobody is left for it, such as the positive one at a threshold that nobody
    reaches; where nobody or everybody has the finding it is 0 or 1 otherwise.

    Args:
        point: Sensitivity and specificity with their intervals.
        prevalence: Share of patients with the finding, in [0, 1].

    Raises:
        ValueError: for a prevalence that is not in [0, 1].
    """
    if not 0.0 <= prevalence <= 1.0:
        raise ValueError(f"a prevalence lies between 0 and 1, not at {prevalence}")
    sensitivity, specificity = point.sensitivity, point.specificity
    rates = [
        (sensitivity.value, specificity.value),
        (sensitivity.low, specificity.low),
        (sensitivity.high, specificity.high),
    ]
    return PredictiveValues(
        prevalence,
        Estimate(*(_share(prevalence * a, (1.0 - prevalence) * (1.0 - b)) for a, b in rates)),
        Estimate(*(_share((1.0 - prevalence) * b, prevalence * (1.0 - a)) for a, b in rates)),
    )


def _share(right: float, wrong: float) -> float:
    return right / (right + wrong) if right + wrong > 0.0 else float("nan")
