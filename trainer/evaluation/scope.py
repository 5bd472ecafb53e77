"""What is in scope: the training images' feature space, cuts through it, and how well they tell.

The features of every picture that was read are kept in the run's folder, so that fitting again
costs seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import load
from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.network import Branch
from mura_desktop.inference.preprocess import letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.scope import Check, Scope, refuse_blank
from trainer.data.examples import Example
from trainer.data.refusal import UnusableData
from trainer.evaluation.spoilt import annotated, inverted
from trainer.evaluation.strangers import COUNT, KINDS
from trainer.training.run import Run

Picture = NDArray[np.uint8]
Features = NDArray[np.float32]

TRAINING, INVERSIONS, VALIDATION = 400, 200, 240
"""How many images are read: of the training part as they are and drawn on, of it with black and
white exchanged, and of validation."""
DIRECTIONS = 96
"""Directions of the feature space that are told apart; all others count as one."""
LEAST_SPREAD = 1e-3
"""A feature that varies less over the training images says nothing."""
IN_SCOPE = {"distance": 0.99, "inverted": 0.995, "annotated": 0.98}
"""Share of validation images that each check lets pass."""

INVERTED = "Black and white seem to be exchanged: bone should be light. Invert the file's greys."
ANNOTATED = "Something seems to be drawn on the picture: text, an arrow or a frame."


@dataclass(frozen=True, eq=False)
class ScopeFigures:
    """A scope and how often it refuses.

    Attributes:
        scope: Fitted on training images, its limits on validation images.
        refused: By kind of picture that is out of scope: how many are refused, how many were tried.
        in_scope: Of the validation images, how many are refused by limits from the other half of
            the patients, and how many there are.
    """

    scope: Scope
    refused: dict[str, tuple[int, int]]
    in_scope: tuple[int, int]


def measure_scope(run: Run, reader: NetworkReader) -> ScopeFigures:
    """Read pictures that are in scope and out of it, fit what tells them apart, and count."""
    train = [run.examples[i] for i in run.split.train]
    validation = _some([run.examples[i] for i in run.split.validation], VALIDATION)
    features = _Kept(run.folder / "scope", reader)
    known = features.of("training", _some(train, TRAINING), _as_it_is)
    spoilt = {
        INVERTED: features.of("training-inverted", _some(train, INVERSIONS), _inverted),
        ANNOTATED: features.of("training-annotated", _some(train, TRAINING), _annotated),
    }
    seen = features.of("validation", validation, _as_it_is)
    fitted = fit_scope(known, spoilt, {ANNOTATED: _where_drawings_show(reader)})
    patients = np.array([example.patient for example in validation])
    halves = np.isin(patients, np.unique(patients)[::2])
    crossed = [
        _refuses(with_limits(fitted, seen[~half]), row)
        for half in (halves, ~halves)
        for row in seen[half]
    ]
    scope = with_limits(fitted, seen)
    kinds = {
        "radiograph, inverted": features.of(
            "validation-inverted", _some(validation, 2 * COUNT), _inverted
        ),
        "radiograph, drawn on": features.of(
            "validation-annotated", _some(validation, 2 * COUNT), _annotated
        ),
    }
    refused = {
        name: (sum(_refuses(scope, row) for row in rows), len(rows)) for name, rows in kinds.items()
    }
    for name, draw in KINDS.items():
        pictures = [draw(np.random.default_rng([run.recipe.seed, i])) for i in range(COUNT)]
        judged = [picture for picture in pictures if refuse_blank(picture) is None]
        rows = features.of_pictures(name, judged)
        count = len(pictures) - len(judged) + sum(_refuses(scope, row) for row in rows)
        refused[name] = count, len(pictures)
    return ScopeFigures(scope, refused, (sum(crossed), len(crossed)))


def fit_scope(
    known: Features,
    spoilt: Mapping[str, Features],
    looked_at: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Scope:
    """Fit a feature space and its cuts; the limits are still to come.

    Args:
        known: (n, k) features of training images.
        spoilt: (m, k) features of training images made unfit, by the reason for refusing them.
        looked_at: (k,) the features that the cut for a reason looks at; all where nothing is said.
    """
    every = np.ones(known.shape[1], bool)
    looked_at = looked_at or {}
    mean, scale = known.mean(0), np.maximum(known.std(0), LEAST_SPREAD)
    standard = (known - mean) / scale
    count = min(DIRECTIONS, len(known) // 3)
    _, lengths, axes = np.linalg.svd(standard, full_matrices=False)
    spread = lengths[:count] / np.sqrt(len(known))
    left = float(np.square(standard).sum(1).mean() - np.square(spread).sum())
    rest = float(np.sqrt(max(left, 1e-6) / max(1, standard.shape[1] - count)))
    checks = tuple(
        Check(
            reason,
            torch.from_numpy(_cut(standard, (rows - mean) / scale, looked_at.get(reason, every))),
            float("inf"),
        )
        for reason, rows in spoilt.items()
    )
    tensors = (mean, axes[:count].T / spread, scale, spread)
    mean_, whitening, scale_, spread_ = (
        torch.from_numpy(np.ascontiguousarray(each, dtype=np.float32)) for each in tensors
    )
    return Scope(mean_, whitening, float("inf"), scale_, spread_, rest, checks)


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
    regression = LogisticRegression(C=0.1, class_weight="balanced", max_iter=1000).fit(rows, unfit)
    weights = np.zeros(known.shape[1], np.float32)
    weights[looked_at] = regression.coef_[0]
    return weights


def _where_drawings_show(reader: NetworkReader) -> NDArray[np.bool_]:
    """Return (k,) which features of a signature are not of a backbone's last feature map.

    That one sees what a picture is of; a line drawn on it is seen by those before. A classifier's
    head sees no map but that one, so there all of it is looked at.
    """
    if isinstance(reader.network, ClassifierNetwork):
        return np.ones(2 * reader.network.width, bool)
    early: list[bool] = []
    for branch in reader.network.branches.values():
        assert isinstance(branch, Branch)
        widths = [stage.channels for stage in branch.stages]
        for number, width in enumerate(widths, start=1):
            early += [number < len(widths)] * (2 * width)
    return np.array(early)


def _quantile(values: torch.Tensor, share: float) -> float:
    return float(np.quantile(values.numpy(), share))


def _refuses(scope: Scope, row: Features) -> bool:
    return scope.refusal(torch.from_numpy(row)) is not None


def _some(examples: Sequence[Example], count: int) -> list[Example]:
    """Return so many of the examples, evenly taken."""
    chosen = np.linspace(0, len(examples) - 1, min(count, len(examples))).astype(int)
    return [examples[i] for i in chosen]


Made = Callable[[Picture, np.random.Generator], Picture]


def _as_it_is(picture: Picture, random: np.random.Generator) -> Picture:
    return picture


def _inverted(picture: Picture, random: np.random.Generator) -> Picture:
    return inverted(picture)


_annotated: Made = annotated


class _Kept:
    """Features of pictures, read once and kept in a folder."""

    def __init__(self, folder: Path, reader: NetworkReader) -> None:
        self._folder = folder
        self._reader = reader

    def of(self, name: str, examples: Sequence[Example], made: Made) -> Features:
        """Return (n, k) features of examples, each changed by a function of picture and chance."""
        return self._kept(
            name,
            (
                made(picture, np.random.default_rng([len(name), number]))
                for number, picture in enumerate(_pictures(examples))
            ),
            len(examples),
        )

    def of_pictures(self, name: str, pictures: Sequence[Picture]) -> Features:
        """Return (n, k) features of pictures."""
        return self._kept(name.replace(" ", "-"), iter(pictures), len(pictures))

    def _kept(self, name: str, pictures: Iterator[Picture], count: int) -> Features:
        file = self._folder / f"{name}.npy"
        if file.exists():
            kept: Features = np.load(file)
            if len(kept) == count:
                return kept
        rows = [self._read(picture) for picture in track(pictures, name, total=count)]
        self._folder.mkdir(parents=True, exist_ok=True)
        found = np.stack(rows) if rows else np.empty((0, 0), np.float32)
        np.save(file, found)
        return found

    def _read(self, picture: Picture) -> Features:
        square, _ = letterbox(np.array(picture), self._reader.size)  # some cannot be written to
        signature = self._reader.read(normalize(square)[None]).signature
        return np.asarray(signature.numpy(), dtype=np.float32)


def _pictures(examples: Sequence[Example]) -> Iterator[Picture]:
    """Yield the examples' pictures, all decoded in one go: a decoder's start costs a second."""
    paths = [example.path for example in examples]
    found = {image.path: image for image in load(paths)}
    for path in paths:
        image = found[path]
        if isinstance(image, UnreadableFile):
            raise UnusableData(path, image.reason, "Check the copy of the data set.")
        yield image.rendered()
