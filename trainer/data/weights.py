"""How much a label counts, from the training part's own counts and from nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.data.examples import Example

Balance = Literal["none", "overall", "per_region"]
ClassWeights = Mapping[tuple[str, bool], float]
"""What a label of a region counts."""


def class_weights(training: Sequence[Example], balance: Balance) -> ClassWeights:
    """Return the weights that let abnormal and other images count the same in all.

    An abnormal image counts N / (A + N), another one A / (A + N), with A abnormal and N other
    images: the loss of Rajpurkar et al. (2018), who count each study type by itself.

    Args:
        training: The training part. Counting any other image would let validation look in.
        balance: ``overall`` counts all regions together, ``per_region`` each by itself.
    """
    counts = Counter((r, e.positive) for e in training for r in e.regions)
    everything = {label: sum(e.positive == label for e in training) for label in (False, True)}
    table = {}
    for region in sorted({region for region, _ in counts}):
        for label in (False, True):
            if balance == "none":
                table[region, label] = 1.0
                continue
            others = counts[region, not label] if balance == "per_region" else everything[not label]
            own = counts[region, label] if balance == "per_region" else everything[label]
            table[region, label] = others / (others + own)
    return table


def weights_of(examples: Sequence[Example], table: ClassWeights) -> NDArray[np.float32]:
    """Return each example's weight, the mean over its regions.

    Returns:
        (n,) float32; 1 for a region that training has never seen.
    """
    return np.array(
        [np.mean([table.get((r, e.positive), 1.0) for r in e.regions] or [1.0]) for e in examples],
        np.float32,
    )
