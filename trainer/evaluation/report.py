"""All figures of one evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.verdict import Estimate
from trainer.evaluation.calibrate import CrossFitted, cross_fit
from trainer.evaluation.predict import Predictions
from trainer.measuring.measures import (
    Floats,
    area_under_curve,
    average_precision,
    confusion,
    expected_calibration_error,
    sensitivity,
    specificity,
    weighted_mean,
)
from trainer.measuring.resampling import estimate


@dataclass(frozen=True)
class Figures:
    """The figures of one group of images; each with its 95 % interval.

    Attributes:
        images: Number of images.
        positives: Number of images with the finding.
        auc: Area under the receiver operating characteristic.
        average_precision: Average precision; its chance level is the share of positives.
        sensitive: Sensitivity and specificity at the sensitive operating point, cross-fitted.
        specific: Sensitivity and specificity at the specific operating point, cross-fitted.
        calibration_error: Expected calibration error, cross-fitted.
        peak_in_box: Share of positive images whose heatmap peak lies inside a box.
        chance: The same for a point drawn at random over the image.
        shuffled: The same for the peak of another positive image at its relative position, which
            knows where findings tend to lie and nothing of this image.
    """

    images: int
    positives: int
    auc: Estimate
    average_precision: Estimate
    sensitive: tuple[Estimate, Estimate]
    specific: tuple[Estimate, Estimate]
    calibration_error: Estimate
    peak_in_box: Estimate
    chance: Estimate
    shuffled: Estimate


def measure(predictions: Predictions, regions: Sequence[str]) -> dict[str, Figures]:
    """Measure all images, each region, images of several regions, and those without hardware."""
    labels, patients = predictions.labels, predictions.patients
    fitted = cross_fit(predictions.logits, labels, patients)
    shuffled = shuffled_hits(predictions)
    groups = {"all images": predictions.where(lambda e: True)}
    for region in regions:
        groups[region] = predictions.where(lambda e, r=region: r in e.regions)  # type: ignore[misc]
    groups["several regions"] = predictions.where(lambda e: len(e.regions) > 1)
    if any(example.hardware for example in predictions.examples):
        groups["without hardware"] = predictions.where(lambda e: not e.hardware)
    return {
        name: _figures(predictions, fitted, shuffled, np.flatnonzero(chosen))
        for name, chosen in groups.items()
        if 0 < labels[chosen].sum() < chosen.sum()
    }


def shuffled_hits(predictions: Predictions) -> NDArray[np.float64]:
    """Return (n,) the share of other positive images whose peak would lie in this image's boxes."""
    positives = [i for i, e in enumerate(predictions.examples) if e.boxes]
    sizes = np.array([e.size for e in predictions.examples], dtype=float)
    relative = (predictions.peaks + 0.5) / sizes
    hits = np.full(len(predictions.examples), np.nan)
    for index in positives:
        others = relative[[i for i in positives if i != index]] * sizes[index]
        x, y, w, h = np.array(predictions.examples[index].boxes).T[:, :, None]
        inside = (x <= others[:, 1]) & (others[:, 1] <= x + w)
        inside &= (y <= others[:, 0]) & (others[:, 0] <= y + h)
        hits[index] = inside.any(0).mean() if len(others) else np.nan
    return hits


def _figures(
    predictions: Predictions,
    fitted: CrossFitted,
    shuffled: NDArray[np.float64],
    chosen: NDArray[np.intp],
) -> Figures:
    labels, logits = predictions.labels[chosen], predictions.logits[chosen]
    probabilities = fitted.probabilities[chosen]

    def over_patients(figure: Callable[[Floats], Floats]) -> Estimate:
        return estimate(figure, predictions.patients[chosen])

    def rates(thresholds: Floats) -> tuple[Estimate, Estimate]:
        calls = probabilities >= thresholds[chosen]
        return (
            over_patients(lambda w: sensitivity(confusion(calls, labels, w))),
            over_patients(lambda w: specificity(confusion(calls, labels, w))),
        )

    def mean(values: Floats) -> Estimate:
        return over_patients(lambda w: weighted_mean(values[chosen], w))

    return Figures(
        images=len(chosen),
        positives=int(labels.sum()),
        auc=over_patients(lambda w: area_under_curve(logits, labels, w)),
        average_precision=over_patients(lambda w: average_precision(logits, labels, w)),
        sensitive=rates(fitted.sensitive),
        specific=rates(fitted.specific),
        calibration_error=over_patients(
            lambda w: expected_calibration_error(probabilities, labels, w)
        ),
        peak_in_box=mean(predictions.hits()),
        chance=mean(predictions.chance()),
        shuffled=mean(shuffled),
    )
