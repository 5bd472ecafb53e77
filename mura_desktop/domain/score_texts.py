"""Scores and thresholds as numbers that a reader sees beside each other and beside a word.

A rounded score may look equal to a threshold that it does not reach, and then the number
contradicts the word. So all that stand beside each other get as many digits as tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_FEW = 2
"""Decimals that are enough nearly always."""
_MOST = 17
"""Decimals that tell any two probabilities apart that matter."""
_SMALL = 0.0995
"""Below it two decimals say too little."""


@dataclass(frozen=True)
class ScoreTexts:
    """How scores and thresholds that are seen together are written.

    Attributes:
        decimals: At least so many; a number below a tenth has three.
    """

    decimals: int = _FEW

    @classmethod
    def apart(cls, scores: Iterable[float], thresholds: Iterable[float], least: int = _FEW) -> Self:
        """Return texts in which no score seems to reach a threshold that it does not reach.

        Nor does one seem to fall short of a threshold that it reaches.

        Args:
            scores: Calibrated probabilities in [0, 1].
            thresholds: In [0, 1]; those that the scores' words rest on.
            least: Decimals to begin with.
        """
        limits = set(thresholds)
        pairs = {(score, limit) for score in scores for limit in limits}
        for decimals in range(least, _MOST):
            texts = cls(decimals)
            if all(texts.tell_apart(score, limit) for score, limit in pairs):
                return texts
        return cls(_MOST)

    def score(self, probability: float) -> str:
        """Return a score as ``0.87``, and never as a certainty: ``> 0.99``."""
        if probability > self._highest:
            return f"> {self._highest:.{self.decimals}f}"
        if probability < self._lowest:
            return f"< {self._lowest:.{self.decimals}f}"
        return self.threshold(probability)

    def threshold(self, threshold: float) -> str:
        """Return a threshold as ``0.62``, below a tenth as ``0.044``."""
        decimals = self.decimals if threshold >= _SMALL else max(self.decimals, 3)
        return f"{threshold:.{decimals}f}"

    def tell_apart(self, score: float, threshold: float) -> bool:
        """Return whether both as written leave no doubt which is the higher one."""
        reached, limit = score >= threshold, float(self.threshold(threshold))
        if score > self._highest:
            return threshold >= 1.0 or (reached and limit <= self._highest)
        if score < self._lowest:
            return threshold <= 0.0 or (not reached and limit >= self._lowest)
        return reached or float(self.threshold(score)) < limit

    @property
    def _highest(self) -> float:
        return round(1.0 - 10.0**-self.decimals, self.decimals)

    @property
    def _lowest(self) -> float:
        return round(10.0**-self.decimals, self.decimals)
