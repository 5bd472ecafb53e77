"""What is in scope: the training images' feature space, cuts through it, and how well they tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.scope import EXCHANGED, Check, Scope, refuse_blank
from trainer.data.examples import Example
from trainer.evaluation.elsewhere import strangers_in
from trainer.evaluation.features import Change, Features, KeptFeatures, feature_maps, unchanged
from trainer.evaluation.spoilt import annotated, inverted
from trainer.evaluation.strangers import COUNT, KINDS
from trainer.evaluation.varied import VARIATIONS, varied
from trainer.training.run import Run

Counts = dict[str, tuple[int, int]]
"""By kind of picture: how many are refused, how many were tried."""

TRAINING, INVERSIONS, VALIDATION = 600, 200, 240
"""How many images are read: of the training part as they are, varied and drawn on, of it with black
and white exchanged, and of validation."""
VARIED = 30
"""How many validation images are varied in each way."""
DIRECTIONS = 96
"""Directions of the feature space that are told apart; all others count as one."""
LEAST_SPREAD = 1e-3
"""A feature that varies less over the training images says nothing."""
IN_SCOPE = {"distance": 0.985, "inverted": 0.995, "annotated": 0.985}
"""Share of validation images, as they are and varied, that each check lets pass."""

INVERTED = EXCHANGED
ANNOTATED = (
    "The picture looks drawn on or framed. Text, arrows and frames look so, but jewellery and "
    "markers may, too."
)


@dataclass(frozen=True, eq=False)
class ScopeFigures:
    """A scope and how often it refuses.

    Attributes:
        scope: Fitted on training images, its limits on validation images.
        refused: Pictures that are out of scope: drawn here, spoilt here or shipped by a library.
        in_scope: Of the validation images, how many are refused by limits from the other half of
            the patients, and how many there are.
        varied: Validation images changed and still in scope, by limits from the other half.
        elsewhere: Pictures out of a folder of strangers, where one was named.
    """

    scope: Scope
    refused: Counts
    in_scope: tuple[int, int]
    varied: Counts = field(default_factory=dict)
    elsewhere: Counts = field(default_factory=dict)


def measure_scope(run: Run, reader: NetworkReader, strangers: Path | None = None) -> ScopeFigures:
    """Read pictures that are in scope and out of it, fit what tells them apart, and count.

    Args:
        run: The run, and the features that were read before beside it.
        reader: Its network.
        strangers: A folder with a folder of pictures for each kind that must be refused; nothing
            is fitted on them.
    """
    features = KeptFeatures(run.folder / "scope", reader)
    fitted = _fit_on_training(run, features)
    validation = [run.examples[i] for i in run.split.validation]
    seen = _in_scope(validation, features)
    crossed = _crossed(fitted, seen)
    scope = with_limits(fitted, np.concatenate([rows for rows, _ in seen.values()]))
    refused = _spoilt(scope, validation, features) | _drawn(scope, run.recipe.seed, features)
    as_they_are = crossed.pop(AS_THEY_ARE)
    elsewhere = {
        kind: (blind + sum(_refuses(scope, row) for row in rows), blind + len(rows))
        for kind, blind, rows in strangers_in(strangers, features)
    }
    return ScopeFigures(scope, refused, as_they_are, crossed, elsewhere)


AS_THEY_ARE = "as they are"
Seen = dict[str, tuple[Features, NDArray[np.str_]]]
"""By kind: (n, k) features, and the (n,) patients."""


def _fit_on_training(run: Run, features: KeptFeatures) -> Scope:
    """Fit the feature space on images as they are and varied, the cuts on the same ones spoilt."""
    train = [run.examples[i] for i in run.split.train]
    some = _some(train, TRAINING)
    known = [features.of("training", some, unchanged), features.of("training varied", some, varied)]
    spoilt = {
        INVERTED: features.of("training inverted", _some(train, INVERSIONS), inverted),
        ANNOTATED: features.of("training annotated", some, annotated),
    }
    maps = feature_maps(features.reader)
    return fit_scope(np.concatenate(known), spoilt, maps.number, {ANNOTATED: maps.fine})


def _in_scope(validation: Sequence[Example], features: KeptFeatures) -> Seen:
    """Read validation images as they are, and changed in each way."""
    ways: dict[str, tuple[Change, int]] = {AS_THEY_ARE: (unchanged, VALIDATION)}
    ways |= {name: (change, VARIED) for name, change in VARIATIONS.items()}
    return {
        name: (
            features.of(f"validation {name}", _some(validation, count), change),
            np.array([example.patient for example in _some(validation, count)]),
        )
        for name, (change, count) in ways.items()
    }


def _crossed(fitted: Scope, seen: Seen) -> Counts:
    """Count refusals of each half of the patients by limits from the other half."""
    patients = np.unique(np.concatenate([who for _, who in seen.values()]))
    counts = dict.fromkeys(seen, 0)
    for half in (patients[::2], patients[1::2]):
        others = [rows[~np.isin(who, half)] for rows, who in seen.values()]
        scope = with_limits(fitted, np.concatenate(others))
        for name, (rows, who) in seen.items():
            counts[name] += sum(_refuses(scope, row) for row in rows[np.isin(who, half)])
    return {name: (count, len(seen[name][0])) for name, count in counts.items()}


def _spoilt(scope: Scope, validation: Sequence[Example], features: KeptFeatures) -> Counts:
    """Count refusals of validation images made unfit."""
    ways = {"radiograph, inverted": inverted, "radiograph, drawn on": annotated}
    some = _some(validation, 2 * COUNT)
    found = {kind: features.of(f"validation {kind}", some, way) for kind, way in ways.items()}
    return {
        kind: (sum(_refuses(scope, row) for row in rows), len(rows)) for kind, rows in found.items()
    }


def _drawn(scope: Scope, seed: int, features: KeptFeatures) -> Counts:
    """Count refusals of the pictures that are drawn, or shipped by a library."""
    counts: Counts = {}
    for name, draw in KINDS.items():
        pictures = [draw(np.random.default_rng([seed, number])) for number in range(COUNT)]
        judged = [picture for picture in pictures if refuse_blank(picture) is None]
        rows = features.of_pictures(name, iter(judged), len(judged))
        blank = len(pictures) - len(judged)
        counts[name] = blank + sum(_refuses(scope, row) for row in rows), len(pictures)
    return counts


def fit_scope(
    known: Features,
    spoilt: Mapping[str, Features],
    maps: NDArray[np.intp],
    looked_at: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Scope:
    """Fit a feature space and its cuts; the limits are still to come.

    Each feature map counts as much as any other: otherwise the distance would be that of the last
    maps, which have most channels and least to say of what no radiograph looks like.

    Args:
        known: (n, k) features of training images.
        spoilt: (m, k) features of training images made unfit, by the reason for refusing them.
        maps: (k,) the number of the feature map that each feature is of.
        looked_at: (k,) the features that the cut for a reason looks at; all where nothing is said.
    """
    every = np.ones(known.shape[1], bool)
    looked_at = looked_at or {}
    mean, spread_of_each = known.mean(0), np.maximum(known.std(0), LEAST_SPREAD)
    widths = np.bincount(maps)
    weight = np.sqrt(widths.mean() / widths)[maps]
    scale = spread_of_each / weight
    standard = (known - mean) / scale
    count = min(DIRECTIONS, len(known) // 3)
    _, lengths, axes = np.linalg.svd(standard, full_matrices=False)
    spread = lengths[:count] / np.sqrt(len(known))
    left = float(np.square(standard).sum(1).mean() - np.square(spread).sum())
    rest = float(np.sqrt(max(left, 1e-6) / max(1, standard.shape[1] - count)))
    checks = tuple(
        Check(
            reason,
            _tensor(
                _cut(
                    (known - mean) / spread_of_each,
                    (rows - mean) / spread_of_each,
                    looked_at.get(reason, every),
                )
                / weight
            ),
            float("inf"),
        )
        for reason, rows in spoilt.items()
    )
    return Scope(
        _tensor(mean),
        _tensor(axes[:count].T / spread),
        float("inf"),
        _tensor(scale),
        _tensor(spread),
        rest,
        checks,
    )


def with_limits(scope: Scope, seen: Features) -> Scope:
    """Return the scope with limits that let the stated shares of (m, k) features pass."""
    rows = torch.from_numpy(seen)
    shares = {INVERTED: IN_SCOPE["inverted"], ANNOTATED: IN_SCOPE["annotated"]}
    standard = scope.standardised(rows)
    checks = tuple(
        Check(each.reason, each.weights, _quantile(standard @ each.weights, shares[each.reason]))
        for each in scope.checks
    )
    distances = torch.tensor([scope.distance(row) for row in rows])
    limit = _quantile(distances, IN_SCOPE["distance"])
    return Scope(scope.mean, scope.whitening, limit, scope.scale, scope.spread, scope.rest, checks)


def _cut(known: Features, spoilt: Features, looked_at: NDArray[np.bool_]) -> Features:
    """Return the weights of a logistic regression between two clouds; 0 for what it ignores."""
    rows = np.concatenate([known, spoilt])[:, looked_at]
    unfit = np.arange(len(rows)) >= len(known)
    regression = LogisticRegression(C=0.01, class_weight="balanced", max_iter=1000).fit(rows, unfit)
    weights = np.zeros(known.shape[1], np.float32)
    weights[looked_at] = regression.coef_[0]
    return weights


def _tensor(values: NDArray[np.floating]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))


def _quantile(values: torch.Tensor, share: float) -> float:
    return float(np.quantile(values.numpy(), share))


def _refuses(scope: Scope, row: Features) -> bool:
    return scope.refusal(torch.from_numpy(row)) is not None


def _some(examples: Sequence[Example], count: int) -> list[Example]:
    """Return so many of the examples, evenly taken."""
    chosen = np.linspace(0, len(examples) - 1, min(count, len(examples))).astype(int)
    return [examples[i] for i in chosen]
