"""``release``: an evaluated network becomes a bundle."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path

import torch

from mura_desktop.inference.bundle import Bundle, self_test_picture, write_bundle
from mura_desktop.inference.reader import NetworkReader
from trainer.evaluation.card import write_card
from trainer.evaluation.evaluate import Evaluation, load_network, read_evaluation
from trainer.evaluation.regions import measured_regions, operating_points, peak_in_box
from trainer.evaluation.reporting import PUBLIC_VALIDATION, VALIDATION
from trainer.measuring.document import read_figures
from trainer.measuring.figures import GroupFigures
from trainer.training.run import Run

_VERSION = re.compile(r"[0-9][0-9A-Za-z.+-]*")


def release(run: Run, version: str, models: Path) -> Path:
    """Write the bundle ``models/<name>-<version>`` and return its folder.

    Raises:
        FileNotFoundError: when the run is not trained or not evaluated.
        ValueError: when the version is none.
        FileExistsError: when that version was released before.
        ValueError: when the network is worse than chance.
    """
    recipe = run.recipe
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is no version: --version takes one such as 1.0.0")
    folder = models / f"{recipe.name}-{version}"
    if folder.exists():
        raise FileExistsError(f"{folder} was released before: choose another --version.")
    evaluation = read_evaluation(run.folder)
    _refuse_contrary(run, evaluation)
    network = load_network(run)
    fitted, figures = evaluation.fitted, evaluation.figures["all images"]
    data = f"{recipe.dataset.name}, {figures.images} validation images"
    if len(recipe.regions) > 1:
        data = f"{data}, all regions together"
    bundle = Bundle(
        name=recipe.name,
        version=version,
        label=recipe.label,
        regions=measured_regions(run, evaluation),
        calibration=fitted.calibration,
        operating_points=operating_points(fitted, figures, data),
        localisation=peak_in_box(figures),
        # read by a copy: the reader folds what it is given
        self_test=NetworkReader(copy.deepcopy(network), fitted.calibration, torch.device("cpu"))
        .read(self_test_picture(recipe.input_size))
        .probability,
        network=network,
        scope=evaluation.scope,
        curve=replace(evaluation.curve, data=data) if evaluation.curve.points else None,
        card=write_card(recipe, version, evaluation, _by_study(run)),
    )
    write_bundle(bundle, folder)
    return folder


def _refuse_contrary(run: Run, evaluation: Evaluation) -> None:
    """Refuse a network that is worse than chance, which means exchanged classes or no training.

    One that was only tried out (``dataset.few``) is let through: its card says what it is worth.
    """
    auc = evaluation.figures["all images"].auc.value
    if auc < 0.5 and not run.recipe.dataset.few:
        raise ValueError(
            f"{run.recipe.name} cannot be released: its scores run against the labels (AUROC "
            f"{auc:.3f} on the validation part). Look for exchanged classes, or train for longer."
        )


def _by_study(run: Run) -> dict[str, dict[str, GroupFigures]]:
    """Return the figures by study that were measured, by the name of what they were measured on."""
    parts = {
        "internal validation part": VALIDATION,
        "public validation part of MURA": PUBLIC_VALIDATION,
    }
    found = {name: read_figures(run.folder / part) for name, part in parts.items()}
    return {name: levels["study"] for name, levels in found.items() if "study" in levels}
