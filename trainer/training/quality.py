"""How good a network is on the validation part while it is trained: a few figures an epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.metrics import cohen_kappa_score, roc_auc_score


class Seen(NamedTuple):
    """One judged batch.

    Attributes:
        indices: Which examples.
        logits: Of each.
        labels: Of each, 0 or 1.
        losses: Of each.
    """

    indices: list[int]
    logits: list[float]
    labels: list[float]
    losses: list[float]


def quality(seen: Sequence[Seen]) -> dict[str, float]:
    """Return loss, AUROC and Cohen's kappa at one half over images, each counted once.

    Args:
        seen: From all processes, in any order; the same image may come twice.

    Returns:
        AUROC and kappa are NaN where only one label was seen.
    """
    by_image = {row[0]: row[1:] for batch in seen for row in zip(*batch, strict=True)}
    logits, labels, losses = np.array([by_image[index] for index in sorted(by_image)]).T
    both = 0 < labels.sum() < len(labels)
    return {
        "validation_loss": float(losses.mean()),
        "validation_auc": float(roc_auc_score(labels, logits)) if both else float("nan"),
        "validation_kappa": float(cohen_kappa_score(labels, logits > 0)) if both else float("nan"),
    }
