"""Tables of scores whose truth is known, because they are drawn here."""

import numpy as np

from trainer.measuring.scored import Scored


def scored_table(seed=0, studies=60, images=3, strength=2.0, regions=("hand", "wrist")):
    """A data set in which a patient has two studies, a study several images, all of one label."""
    truth = np.random.default_rng(7)
    labels = truth.random(studies) < 0.4
    random = np.random.default_rng(seed)
    logits = strength * (labels - 0.5) + random.normal(size=(images, studies))
    study = np.tile(np.arange(studies), images)
    return Scored(
        level="image",
        names=tuple(f"study{s}/image{i}.png" for i in range(images) for s in range(studies)),
        studies=tuple(f"study{s}" for s in study),
        patients=np.array([f"patient{s // 2}" for s in study]),
        regions=tuple(frozenset({regions[s % len(regions)]}) for s in study),
        labels=labels[study],
        probabilities=1 / (1 + np.exp(-logits.ravel())),
        thresholds={"even odds": np.full(len(study), 0.5)},
    )
