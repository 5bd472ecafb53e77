"""From logits to probabilities and words, fitted on validation data only.

What is released is fitted on the whole validation part. What is *reported* comes from
cross-fitting: each patient's probability and word come from a fit on the other patients, so that no
figure is flattered by having been chosen on the images that it is measured on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from mura_desktop.inference.saliency import Calibration
from trainer.measuring.measures import Bools, Floats

SENSITIVITY = 0.95
SPECIFICITY = 0.95
"""What the two operating points are chosen for."""
FOLDS = 10
LEAST_SLOPE = 1e-3
"""Of the calibrated log-odds on the network's; scores keep their order, right or wrong."""


@dataclass(frozen=True)
class Fitted:
    """A calibration and its two thresholds on the calibrated probability."""

    calibration: Calibration
    sensitive: float
    specific: float


@dataclass(frozen=True, eq=False)
class CrossFitted:
    """Each image as a fit on the other patients sees it.

    Attributes:
        probabilities: (n,) calibrated.
        sensitive: (n,) the sensitive threshold that each probability is held against.
        specific: (n,) the specific one.
    """

    probabilities: Floats
    sensitive: Floats
    specific: Floats


def fit(logits: Floats, labels: Bools) -> Fitted:
    """Fit Platt scaling, then the thresholds.

    The sensitive threshold is the highest at which the wanted sensitivity holds, the specific one
    the lowest at which the wanted specificity holds, and at least the sensitive one. A network that
    knows nothing, or the opposite, gives every image about the share of positives.
    """
    regression = LogisticRegression(C=np.inf).fit(logits[:, None], labels)
    slope, offset = float(regression.coef_[0, 0]), float(regression.intercept_[0])
    if slope < LEAST_SLOPE:
        # the best rising line through scores that say nothing is flat: all get the prevalence
        prevalence = labels.mean()
        slope = LEAST_SLOPE
        offset = float(np.log(prevalence / (1 - prevalence)) - slope * logits.mean())
    calibration = Calibration(1.0 / slope, offset)
    probabilities = apply(calibration, logits)
    sensitive = float(np.quantile(probabilities[labels], 1.0 - SENSITIVITY, method="lower"))
    specific = float(np.quantile(probabilities[~labels], SPECIFICITY, method="higher"))
    # just above the negative that it must exclude
    specific = float(np.nextafter(specific, 1.0))
    return Fitted(calibration, sensitive, max(specific, sensitive))


def apply(calibration: Calibration, logits: Floats) -> Floats:
    """Return calibrated probabilities in [0, 1]."""
    return np.asarray(
        1.0 / (1.0 + np.exp(-(logits / calibration.temperature + calibration.offset)))
    )


def check_patients(labels: Bools, patients: NDArray[np.str_]) -> None:
    """Refuse before anything is computed a validation part that nothing can be fitted on.

    Raises:
        ValueError: when some fold leaves no image with, or none without, the finding to fit on.
    """
    folds = _folds(patients)
    for label, said in ((True, "with"), (False, "without")):
        if len(np.unique(folds[labels == label])) < 2:
            count = len(np.unique(patients[labels == label]))
            raise ValueError(
                f"the validation part holds {count} patients {said} the finding, too few to fit on "
                "some and measure on others: fit another --dataset.fold, a larger "
                "--dataset.validation, or more regions"
            )


def cross_fit(logits: Floats, labels: Bools, patients: NDArray[np.str_]) -> CrossFitted:
    """Fit on all folds of patients but one and apply to that one, for each.

    Raises:
        ValueError: as ``check_patients`` does.
    """
    check_patients(labels, patients)
    folds = _folds(patients)
    probabilities, sensitive, specific = (np.empty(len(logits)) for _ in range(3))
    for fold in np.unique(folds):
        here = folds == fold
        fitted = fit(logits[~here], labels[~here])
        probabilities[here] = apply(fitted.calibration, logits[here])
        sensitive[here], specific[here] = fitted.sensitive, fitted.specific
    return CrossFitted(probabilities, sensitive, specific)


def _folds(patients: NDArray[np.str_]) -> NDArray[np.int64]:
    names = np.unique(patients)
    fold_of = dict(
        zip(np.random.default_rng(0).permutation(names), np.arange(len(names)) % FOLDS, strict=True)
    )
    return np.array([fold_of[patient] for patient in patients])
