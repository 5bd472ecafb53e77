"""Whether a verdict on an image stands when the image is varied a little: stable, or fragile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mura_desktop.domain.judging import Analyzer, judge_image
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Image
from mura_desktop.domain.variations import AS_IT_IS, VARIATIONS
from mura_desktop.domain.verdict import ImageVerdict, NoVerdict

TRIED = "(turned, mirrored, other windows, lighter, darker, JPEG)"
"""What the variations are, in a few words."""


@dataclass(frozen=True)
class Trial:
    """One variation and what was said of it.

    Attributes:
        words: What was varied.
        probability: The score, or None where there was no verdict.
        same: Whether the word is that of the image as it is.
    """

    words: str
    probability: float | None
    same: bool


@dataclass(frozen=True)
class Stability:
    """What the variations of one image came to.

    Attributes:
        trials: The image as it is first, then every variation that was tried.
        thresholds: Those that the words rest on, the lower one first; empty where none are known.
    """

    trials: tuple[Trial, ...]
    thresholds: tuple[float, ...] = ()

    @property
    def stable(self) -> bool:
        """Whether no variation changed the word, and none was refused."""
        return all(trial.same for trial in self.trials)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest score."""
        scores = self._scores
        return min(scores), max(scores)

    @property
    def texts(self) -> ScoreTexts:
        """How its scores, and beside them the thresholds, are written."""
        return ScoreTexts.apart(self._scores, self.thresholds)

    @property
    def sentence(self) -> str:
        """What was found and what was tried."""
        low, high = self.spread
        tried = len(self.trials) - 1
        texts = self.texts
        beside = " and ".join(texts.threshold(each) for each in self.thresholds)
        found = (
            f"scores from {texts.score(low)} to {texts.score(high)}"
            f"{f', thresholds {beside},' if beside else ''} over {tried} variations {TRIED}"
        )
        if self.stable:
            return f"Stable: the same word every time; {found}."
        others = [trial.words for trial in self.trials if not trial.same]
        return f"Fragile: another word, or none, when {', '.join(others)}; {found}."

    @property
    def _scores(self) -> list[float]:
        return [trial.probability for trial in self.trials if trial.probability is not None]


def try_variations(
    image: Image,
    analyzer: Analyzer,
    *,
    tried: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Stability | NoVerdict | None:
    """Judge an image and its variations.

    Args:
        image: What to vary, with the region that it is judged as.
        analyzer: What judges.
        tried: Called after each with how many are done, and how many there are.
        cancelled: Asked before each.

    Returns:
        What came of it; the refusal where the image as it is has no verdict; None when cancelled.
    """
    every = (AS_IT_IS, *VARIATIONS)
    trials: list[Trial] = []
    before: ImageVerdict | None = None
    for number, variation in enumerate(every, start=1):
        if cancelled():
            return None
        judgement = judge_image(variation.of(image), analyzer)
        if before is None:
            if isinstance(judgement, NoVerdict):
                return judgement
            before = judgement
        if isinstance(judgement, NoVerdict):
            trials.append(Trial(variation.words, None, False))
        else:
            same = judgement.verdict is before.verdict
            trials.append(Trial(variation.words, judgement.score.probability, same))
        tried(number, len(every))
    points = analyzer.info.points_for(before.region) if before else None
    return Stability(tuple(trials), points.thresholds if points else ())
