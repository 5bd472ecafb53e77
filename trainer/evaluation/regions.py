"""What holds on each region that a bundle judges, beside what holds on all of them together."""

from __future__ import annotations

import math

import numpy as np

from mura_desktop.domain.operating_points import Estimate, OperatingPoint, OperatingPoints
from mura_desktop.inference.bundle import BundleRegion
from trainer.data.mura_regions import RegionConfig
from trainer.evaluation.calibrate import Fitted
from trainer.evaluation.curve import measure_curve
from trainer.evaluation.evaluate import Evaluation
from trainer.evaluation.predict import read_logits
from trainer.evaluation.report import Figures
from trainer.training.run import Run


def operating_points(fitted: Fitted, figures: Figures, data: str) -> OperatingPoints:
    """Return the fitted thresholds with what was measured at them on some images.

    Args:
        fitted: The thresholds; those for all regions hold for each.
        figures: Sensitivity and specificity on the images.
        data: What they are, for the reader.
    """
    return OperatingPoints(
        OperatingPoint("high sensitivity", fitted.sensitive, *figures.sensitive, data),
        OperatingPoint("high specificity", fitted.specific, *figures.specific, data),
    )


def peak_in_box(figures: Figures) -> Estimate | None:
    """Return how often a peak was right, or None where no boxes say what is right."""
    return None if math.isnan(figures.peak_in_box.value) else figures.peak_in_box


def measured_regions(run: Run, evaluation: Evaluation) -> tuple[BundleRegion, ...]:
    """Return the regions of an evaluated run's recipe, each with what was measured on it.

    Those that the validation part shows with one class alone have no figures of their own.

    Raises:
        FileNotFoundError: with a remedy, when the run was not evaluated.
    """
    return tuple(_measured(run, evaluation, region) for region in run.recipe.regions)


def _measured(run: Run, evaluation: Evaluation, region: RegionConfig) -> BundleRegion:
    known = region.name, region.title, region.code, region.accepts
    figures = evaluation.figures.get(region.name)
    if figures is None:
        return BundleRegion(*known)
    examples = [run.examples[index] for index in run.split.validation]
    shown = np.array([region.name in example.regions for example in examples])
    data = f"{run.recipe.dataset.name}, {figures.images} validation images of {region.title}"
    curve = measure_curve(
        read_logits(run.folder / "readings.csv")[shown],
        np.array([example.positive for example in examples])[shown],
        np.array([example.patient for example in examples])[shown],
        evaluation.fitted.calibration,
        data,
    )
    points = operating_points(evaluation.fitted, figures, data)
    return BundleRegion(*known, points, curve, peak_in_box(figures))
