"""``evaluate-bundle``: an imported bundle, measured on data laid out as MURA, gets thresholds.

A bundle never changes once it is released, so what was measured goes into a new one: the same
weights with calibration, operating points, curve and figures on the card.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from rich.progress import track

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import OperatingPoint, OperatingPoints
from mura_desktop.imaging.reading import load
from mura_desktop.inference.bundle import Bundle, read_bundle, self_test_picture, write_bundle
from mura_desktop.inference.devices import choose_device
from mura_desktop.inference.preprocess import fitted, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from trainer.data.examples import Example
from trainer.data.mura import read_mura
from trainer.data.public_validation import read_public_validation
from trainer.data.refusal import UnusableData
from trainer.data.sets import of_regions
from trainer.evaluation.calibrate import SENSITIVITY, SPECIFICITY, Fitted, fit
from trainer.evaluation.curve import measure_curve
from trainer.evaluation.predict import Predictions
from trainer.evaluation.report import Figures, measure
from trainer.evaluation.tables import cross_fitted
from trainer.measuring.document import Heading, in_text, scores_table, table, write_report
from trainer.measuring.figures import GroupFigures

TEMPLATE = Path(__file__).with_name("bundle_card.md")
UNMEASURED = "## Not measured"
"""Where the card of an imported bundle says what this module changes."""
PARTS = {
    "training": (read_mura, "the training part"),
    "public-validation": (
        read_public_validation,
        "the public validation part. Thresholds were chosen there, so its figures must not stand "
        "beside those of networks for which nothing was",
    ),
}


def evaluate_bundle(
    folder: Path, data: Path, part: str, output: Path, version: str
) -> dict[str, dict[str, GroupFigures]]:
    """Measure an imported bundle and write it anew with thresholds; a report lies beside it.

    Args:
        folder: The bundle, which has no thresholds.
        data: A folder laid out as MURA.
        part: Out of ``PARTS``.
        output: Where the new bundle ``<name>-<version>`` and its report go.
        version: Of the new bundle.

    Returns:
        The figures by level, then by group.

    Raises:
        InvalidBundle: when the folder holds no bundle.
        ValueError: when it was measured before, shows no network that knows anything, or the data
            lack one of its regions.
        FileExistsError: when the new bundle exists.
        UnusableData: when the data are not laid out as MURA, or damaged.
    """
    bundle = read_bundle(folder)
    target = output / f"{bundle.name}-{version}"
    if target.exists():
        raise FileExistsError(f"{target} exists: choose another --version.")
    if bundle.operating_points is not None or UNMEASURED not in bundle.card:
        raise ValueError(f"{folder} has thresholds already: only an imported bundle can get some.")
    read, words = PARTS[part]
    examples = of_regions(read(data), [region.name for region in bundle.regions])
    predictions = _read(bundle, examples)
    figures = measure(predictions, tuple(region.name for region in bundle.regions))
    auc = figures["all images"].auc.value
    if not auc >= 0.5:
        raise ValueError(
            f"{folder}: its scores run against the labels (AUROC {auc:.3f}). Import the file again "
            "with the other --abnormal-class, or look at --preprocess."
        )
    chosen = fit(predictions.logits, predictions.labels)
    found = write_report(
        cross_fitted(predictions),
        _heading(bundle, folder, part, words),
        output / f"{bundle.name}-{version}-report",
    )
    said = f"{data.name}, {words}"
    card = _card(bundle, chosen, predictions, figures, found, said)
    write_bundle(
        _measured(bundle, version, chosen, predictions, figures["all images"], card), target
    )
    return found


def _read(bundle: Bundle, examples: Sequence[Example]) -> Predictions:
    """Read every image as the application does, by the bundle's own preprocessing."""
    network = copy.deepcopy(bundle.network)  # the reader folds what it is given
    reader = NetworkReader(network, Calibration(1.0, 0.0), choose_device("auto"))
    place = {code: i for i, region in enumerate(bundle.regions) for code in region.accepts}
    logits = []
    for image in track(_opened(examples), "Reading", total=len(examples)):
        square, _ = fitted(image.rendered(), reader.size, image.aspect, bundle.fit)
        region = place.get(image.region.code) if image.region else None
        logits.append(reader.read(normalize(square)[None], region).logit)
    count = len(examples)
    return Predictions(
        examples,
        np.array(logits),
        np.empty((count, 0), np.float32),
        np.zeros((count, 2), np.int64),
        np.full(count, -1),
    )


def _opened(examples: Sequence[Example]) -> Iterator[Image]:
    for example in examples:
        (image,) = load([example.path])
        if isinstance(image, UnreadableFile):
            raise UnusableData(example.path, image.reason, "Check the copy of the data set.")
        yield image


def _heading(bundle: Bundle, folder: Path, part: str, words: str) -> Heading:
    return Heading(
        network=bundle.name,
        label=bundle.label,
        yardstick=f"data laid out as MURA, {words}. Whether the network was trained on some of "
        "these images, nobody told.",
        fitting="Calibration and thresholds are cross-fitted: each patient is judged by a fit on "
        "the other patients.",
        command=f"python -m trainer evaluate-bundle {folder.name} --part {part}",
    )


def _measured(
    bundle: Bundle,
    version: str,
    chosen: Fitted,
    predictions: Predictions,
    figures: Figures,
    card: str,
) -> Bundle:
    data = f"{figures.images} images, fitted after the import"
    head, _, _ = bundle.card.partition(UNMEASURED)
    reader = NetworkReader(copy.deepcopy(bundle.network), chosen.calibration, torch.device("cpu"))
    return replace(
        bundle,
        version=version,
        calibration=chosen.calibration,
        operating_points=OperatingPoints(
            OperatingPoint("high sensitivity", chosen.sensitive, *figures.sensitive, data),
            OperatingPoint("high specificity", chosen.specific, *figures.specific, data),
        ),
        curve=measure_curve(
            predictions.logits, predictions.labels, predictions.patients, chosen.calibration, data
        ),
        self_test=reader.read(self_test_picture(reader.size)).probability,
        card=head.replace(bundle.version, version, 1) + card,
    )


def _card(
    bundle: Bundle,
    chosen: Fitted,
    predictions: Predictions,
    figures: dict[str, Figures],
    found: dict[str, dict[str, GroupFigures]],
    data: str,
) -> str:
    studies = found.get("study")
    return TEMPLATE.read_text(encoding="utf-8").format(
        label=bundle.label,
        data=data,
        images=len(predictions.examples),
        positives=int(predictions.labels.sum()),
        patients=len(np.unique(predictions.patients)),
        by_image=scores_table(found["image"], "images"),
        by_study=f"By study:\n\n{scores_table(studies, 'studies')}\n" if studies else "",
        sensitive=chosen.sensitive,
        specific=chosen.specific,
        wanted_sensitivity=SENSITIVITY,
        wanted_specificity=SPECIFICITY,
        rates=table(
            [
                *("Images", "High sensitivity: sensitivity", "specificity"),
                *("High specificity: sensitivity", "specificity"),
            ],
            ([name, *map(in_text, f.sensitive + f.specific)] for name, f in figures.items()),
        ),
    )
