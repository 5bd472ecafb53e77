"""From what a network read to the table that is measured."""

from __future__ import annotations

import numpy as np

from trainer.data.examples import Example
from trainer.evaluation.calibrate import Fitted, apply, cross_fit
from trainer.evaluation.predict import Predictions
from trainer.measuring.measures import Floats
from trainer.measuring.scored import Scored

SENSITIVE, SPECIFIC, EVEN = "high sensitivity", "high specificity", "even odds"
"""The released operating points, and a calibrated probability of 0.5."""


def cross_fitted(predictions: Predictions) -> Scored:
    """Return the images of the validation part as fits on the other patients see them."""
    fitted = cross_fit(predictions.logits, predictions.labels, predictions.patients)
    return _scored(predictions, fitted.probabilities, fitted.sensitive, fitted.specific)


def as_released(predictions: Predictions, fitted: Fitted) -> Scored:
    """Return the images as the released bundle sees them: for data that nothing was fitted on."""
    count = len(predictions.examples)
    return _scored(
        predictions,
        apply(fitted.calibration, predictions.logits),
        np.full(count, fitted.sensitive),
        np.full(count, fitted.specific),
    )


def _scored(
    predictions: Predictions, probabilities: Floats, sensitive: Floats, specific: Floats
) -> Scored:
    return Scored(
        level="image",
        names=tuple(_name(example) for example in predictions.examples),
        studies=tuple(example.study for example in predictions.examples),
        patients=predictions.patients,
        regions=tuple(example.regions for example in predictions.examples),
        labels=predictions.labels,
        probabilities=probabilities,
        thresholds={
            SENSITIVE: sensitive,
            SPECIFIC: specific,
            EVEN: np.full(len(probabilities), 0.5),
        },
    )


def _name(example: Example) -> str:
    return f"{example.study}/{example.path.name}" if example.study else example.path.name
