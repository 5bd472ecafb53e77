"""Learning rates as a function of the step, and the plateau, which must be remembered."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainer.training.settings import Training

SMOOTHING = 0.6
"""Share of the past in the smoothed validation loss: one lucky epoch does not make the best."""


def rate_of_step(training: Training, step: int, steps: int) -> float:
    """Return the share of the peak rate in a step: linear warm-up, then cosine to nought or flat.

    Args:
        training: The settings.
        step: From 0.
        steps: How many there will be.
    """
    if step < training.warm_up:
        return (step + 1) / training.warm_up
    if training.schedule != "cosine":
        return 1.0
    after = step - training.warm_up
    return 0.5 * (1 + math.cos(math.pi * after / max(1, steps - training.warm_up)))


@dataclass
class Plateau:
    """Follows the validation loss.

    Attributes:
        best: The lowest yet.
        waited: Validations since then, or since the rate last fell.
        share: Share of the peak rate that is left.
        smooth: The smoothed loss, or infinity before the first.
    """

    best: float = math.inf
    waited: int = 0
    share: float = 1.0
    smooth: float = math.inf

    def follow(self, loss: float, training: Training) -> None:
        """Take one validation's loss."""
        self.smooth = (
            loss if math.isinf(self.smooth) else self.smooth * SMOOTHING + loss * (1 - SMOOTHING)
        )
        if loss < self.best:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if training.schedule == "plateau" and self.waited > training.patience:
            self.share, self.waited = self.share * training.factor, 0
