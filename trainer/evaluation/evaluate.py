"""``evaluate``: from a trained network to figures, statistics and a report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import save_file

from mura_desktop.domain.operating_points import Curve
from mura_desktop.domain.verdict import Estimate
from mura_desktop.inference.bundle import read_curve, read_scope, scope_settings, scope_tensors
from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.devices import choose_device
from mura_desktop.inference.network import HybridNetwork
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from mura_desktop.inference.scope import Scope
from trainer.data.cache import cached_squares
from trainer.data.examples import Example
from trainer.evaluation.calibrate import Fitted, check_patients, fit
from trainer.evaluation.curve import measure_curve
from trainer.evaluation.predict import Predictions, predict, read_logits, write_table
from trainer.evaluation.report import Figures, measure
from trainer.evaluation.scope import measure_scope
from trainer.measuring.document import read_estimate, to_json
from trainer.measuring.measures import weighted_mean
from trainer.measuring.resampling import estimate
from trainer.training.run import Run
from trainer.training.start import read_weights

EVALUATION = "evaluation.json"


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Everything measured and fitted on the validation part.

    Attributes:
        fitted: Calibration and thresholds, on the whole validation part.
        figures: By group of images.
        scope: What is strange.
        refused: By kind of picture that is out of scope: how many are refused, and how many were
            tried.
        in_scope: Of the validation images, how many are refused, and how many were tried.
        varied: By way of changing them, how many validation images are refused that still are in
            scope, and how many were tried.
        elsewhere: As refused, of pictures out of a folder of strangers.
        curve: What holds at every threshold.
        region_accuracy: Share of images of one region on which the network names that region.
        training: Number of training images, and of positives among them.
    """

    fitted: Fitted
    figures: dict[str, Figures]
    scope: Scope
    refused: dict[str, tuple[int, int]]
    region_accuracy: Estimate
    training: tuple[int, int]
    in_scope: tuple[int, int]
    curve: Curve
    varied: dict[str, tuple[int, int]] = field(default_factory=dict)
    elsewhere: dict[str, tuple[int, int]] = field(default_factory=dict)


def load_network(run: Run) -> HybridNetwork | ClassifierNetwork:
    """Return the trained network of a run, in eval mode.

    Raises:
        FileNotFoundError: with a remedy, when the run is not finished.
    """
    if not run.network_file.exists():
        raise FileNotFoundError(f"{run.network_file} is missing: finish `fit` first.")
    network = run.recipe.build()
    network.load_state_dict(read_weights(run.network_file))
    return network.eval()


def evaluate(run: Run) -> tuple[Evaluation, Predictions]:
    """Measure the run's network on its validation part and write what was found beside it.

    Returns:
        What was found, and what it was found from.
    """
    examples = [run.examples[i] for i in run.split.validation]
    check_patients(
        np.array([e.positive for e in examples]), np.array([e.patient for e in examples])
    )
    reader = NetworkReader(load_network(run), Calibration(1.0, 0.0), choose_device("auto"))
    validation = predict_examples(run, reader, examples)
    scope = measure_scope(run, reader)
    fitted = fit(validation.logits, validation.labels)
    evaluation = Evaluation(
        fitted=fitted,
        figures=measure(validation, run.recipe.region_names),
        scope=scope.scope,
        refused=scope.refused,
        in_scope=scope.in_scope,
        varied=scope.varied,
        elsewhere=scope.elsewhere,
        curve=_curve(run, validation.logits, fitted),
        region_accuracy=_region_accuracy(validation, run.recipe.region_names),
        training=(
            len(run.split.train),
            sum(run.examples[i].positive for i in run.split.train),
        ),
    )
    write_table(validation, run.folder / "readings.csv")
    _write(evaluation, run.folder)
    return evaluation, validation


def measure_again(run: Run, strangers: Path | None = None) -> Evaluation:
    """Measure scope and curve of a run that was evaluated before they were; the rest stays.

    The curve comes from the readings that ``evaluate`` wrote.

    Args:
        run: The run.
        strangers: A folder with a folder of pictures for each kind that must be refused.

    Raises:
        FileNotFoundError: with a remedy, when the run was not evaluated.
    """
    reader = NetworkReader(load_network(run), Calibration(1.0, 0.0), choose_device("auto"))
    logits = read_logits(run.folder / "readings.csv")
    scope = measure_scope(run, reader, strangers)
    before = read_evaluation(run.folder)
    evaluation = replace(
        before,
        scope=scope.scope,
        refused=scope.refused,
        in_scope=scope.in_scope,
        varied=scope.varied,
        elsewhere=scope.elsewhere,
        curve=_curve(run, logits, before.fitted),
    )
    _write(evaluation, run.folder)
    return evaluation


def _curve(run: Run, logits: NDArray[np.float64], fitted: Fitted) -> Curve:
    examples = [run.examples[i] for i in run.split.validation]
    return measure_curve(
        logits,
        np.array([example.positive for example in examples]),
        np.array([example.patient for example in examples]),
        fitted.calibration,
        f"{run.recipe.dataset.name}, {len(examples)} validation images",
    )


def predict_examples(run: Run, reader: NetworkReader, examples: Sequence[Example]) -> Predictions:
    """Let the run's network read examples, from the cache beside the run's folder."""
    squares = cached_squares(examples, reader.size, run.cache)
    return predict(reader, examples, squares)


def read_evaluation(folder: Path) -> Evaluation:
    """Read what ``evaluate`` wrote.

    Raises:
        FileNotFoundError: with a remedy, when there is nothing.
    """
    path = folder / EVALUATION
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run `evaluate` first.")
    try:
        entries = json.loads(path.read_text())
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): run `evaluate` again.") from error
    statistics = read_weights(folder / "scope.safetensors")
    # runs evaluated before every layer was looked at left the prefix out
    scope = read_scope(
        entries, {f"scope.{key.removeprefix('scope.')}": v for key, v in statistics.items()}
    )
    assert scope is not None
    fitted = entries["fitted"]
    return Evaluation(
        fitted=Fitted(
            Calibration(**fitted["calibration"]), fitted["sensitive"], fitted["specific"]
        ),
        figures={name: _figures(values) for name, values in entries["figures"].items()},
        scope=scope,
        refused=_counts(entries["refused"]),
        region_accuracy=read_estimate(entries["region_accuracy"]),
        training=tuple(entries["training"]),
        in_scope=tuple(entries.get("in_scope", (0, 0))),
        varied=_counts(entries.get("varied", {})),
        elsewhere=_counts(entries.get("elsewhere", {})),
        curve=read_curve(entries["curve"]) if "curve" in entries else Curve((), ""),
    )


def _counts(entries: dict[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {name: (refused, tried) for name, (refused, tried) in entries.items()}


def _region_accuracy(predictions: Predictions, regions: tuple[str, ...]) -> Estimate:
    right = np.array(
        [
            float(regions[named] in example.regions)
            if named >= 0 and len(example.regions) == 1
            else np.nan
            for example, named in zip(predictions.examples, predictions.named, strict=True)
        ]
    )
    return estimate(lambda weights: weighted_mean(right, weights), predictions.patients)


def _write(evaluation: Evaluation, folder: Path) -> None:
    entries = {
        "fitted": evaluation.fitted,
        "figures": evaluation.figures,
        **scope_settings(evaluation.scope),
        "in_scope": evaluation.in_scope,
        "curve": evaluation.curve,
        "refused": evaluation.refused,
        "varied": evaluation.varied,
        "elsewhere": evaluation.elsewhere,
        "region_accuracy": evaluation.region_accuracy,
        "training": evaluation.training,
    }
    (folder / EVALUATION).write_text(to_json(entries))
    save_file(scope_tensors(evaluation.scope), folder / "scope.safetensors")


def _figures(values: dict[str, Any]) -> Figures:
    entries: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            entries[key] = read_estimate(value)
        elif isinstance(value, list):
            entries[key] = tuple(read_estimate(item) for item in value)
        else:
            entries[key] = value
    return Figures(**entries)
