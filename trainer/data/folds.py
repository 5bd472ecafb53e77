"""Folds of patients, each with its share of every region's normal and abnormal images."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainer.data.examples import Example
from trainer.data.split import Split


def patient_folds(examples: Sequence[Example], folds: int, seed: int) -> NDArray[np.int64]:
    """Deal the patients out, those with most images first, each to the fold that lacks them most.

    What a fold holds of a stratum (one label of one set of regions) is counted as a share of that
    stratum, and a patient goes where the sum of squared shares grows least. Patients with equally
    many images follow in the order of a hash of seed and name: no library's random numbers are
    asked, so a run that is resumed years later finds its patients where they were.

    Args:
        examples: The data set.
        folds: How many, at least 2 and at most the number of patients.
        seed: Of the order.

    Returns:
        (n,) the fold of each example, in [0, folds).

    Raises:
        ValueError: when there are fewer patients than folds, or fewer than two folds.
    """
    patients = sorted({example.patient for example in examples})
    if not 2 <= folds <= len(patients):
        raise ValueError(f"{len(patients)} patients cannot be dealt out to {folds} folds")
    strata = sorted({_stratum(example) for example in examples})
    row, column = {p: i for i, p in enumerate(patients)}, {s: i for i, s in enumerate(strata)}
    counts = np.zeros((len(patients), len(strata)))
    for example in examples:
        counts[row[example.patient], column[_stratum(example)]] += 1
    shares = counts / counts.sum(0)
    held = np.zeros((folds, len(strata)))
    fold_of = np.empty(len(patients), np.int64)
    for patient in sorted(
        range(len(patients)), key=lambda p: (-counts[p].sum(), _rank(patients[p], seed))
    ):
        growth = held @ shares[patient]
        # the rarest patients fit everywhere alike: then the fold that holds least of all
        fold = np.lexsort((held.sum(1), growth.round(12)))[0]
        held[fold] += shares[patient]
        fold_of[patient] = fold
    return np.array([fold_of[row[example.patient]] for example in examples])


def split_by_patient(examples: Sequence[Example], share: float, seed: int, fold: int) -> Split:
    """Validate on one fold of patients and train on the others.

    Args:
        examples: The data set's training part.
        share: Share of a fold, in (0, 0.5]: one fifth makes five folds.
        seed: Of the folds.
        fold: Which one to validate on, from 0.

    Raises:
        ValueError: when there is no such fold.
    """
    folds = round(1 / share)
    if not 0 <= fold < folds:
        raise ValueError(
            f"there is no fold {fold}: a share of {share} makes folds 0 to {folds - 1}"
        )
    validation = patient_folds(examples, folds, seed) == fold
    return Split(
        train=tuple(np.flatnonzero(~validation).tolist()),
        validation=tuple(np.flatnonzero(validation).tolist()),
        excluded=(),
    )


def _stratum(example: Example) -> tuple[str, bool]:
    return "+".join(sorted(example.regions)), example.positive


def _rank(patient: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {patient}".encode()).digest()
