"""What holds at every threshold, not only at the two that are released by name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.operating_points import Curve, CurvePoint
from mura_desktop.inference.saliency import Calibration
from trainer.evaluation.calibrate import apply
from trainer.measuring.measures import Bools, Floats, confusion, sensitivity, specificity
from trainer.measuring.resampling import estimate

STEPS = 24
"""Thresholds among the scores of each class, at even shares of its images."""


def measure_curve(
    logits: Floats,
    labels: Bools,
    patients: NDArray[np.str_],
    calibration: Calibration,
    data: str,
) -> Curve:
    """Measure sensitivity and specificity at thresholds from 0 to 1, with intervals over patients.

    The threshold is given, so nothing is chosen here and nothing needs to be fitted on others; only
    the calibration comes from the same images, and it keeps their order.

    Args:
        logits: (n,) of images that were never trained on.
        labels: (n,) whether the finding is there.
        patients: (n,) whom each image shows.
        calibration: From their logits to the scores that thresholds are on.
        data: What they are, for the reader.
    """
    scores = apply(calibration, logits)
    shares = np.linspace(0.0, 1.0, STEPS + 1)
    inner = np.concatenate([np.quantile(scores[labels == each], shares) for each in (True, False)])
    thresholds = np.unique(np.concatenate([[0.0], np.round(inner, 4), [1.0]]))
    points = []
    for threshold in thresholds:
        calls = scores >= threshold
        points.append(
            CurvePoint(
                float(threshold),
                estimate(lambda w, c=calls: sensitivity(confusion(c, labels, w)), patients),  # type: ignore[misc]
                estimate(lambda w, c=calls: specificity(confusion(c, labels, w)), patients),  # type: ignore[misc]
            )
        )
    return Curve(tuple(points), data)
