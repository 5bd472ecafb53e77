"""Judging: what an analyzer says of images becomes the words on them and on their study.

A study's word follows the mean of its images' scores, but it is never ``not suspected`` where one
of its images is suspected or was not judged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from mura_desktop.domain.basis import Basis, digest_of
from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.study import Image, Region, Study
from mura_desktop.domain.verdict import (
    UNMEASURED,
    BundleInfo,
    ImageScore,
    ImageVerdict,
    Judgement,
    NoVerdict,
    OperatingPoint,
    OperatingPoints,
    StudyVerdict,
    Verdict,
    scores_of,
)

_log = logging.getLogger(__name__)


class Analyzer(Protocol):
    """Something that scores images: a bundle of weights on a device."""

    @property
    def info(self) -> BundleInfo:
        """The bundle, and the device in use now: work moves on when a device's memory runs out."""
        ...

    def analyze(self, image: Image, method: str | None = None) -> ImageScore | NoVerdict:
        """Score one image, or refuse it with the reason. Deterministic on one device.

        Args:
            image: What to score.
            method: Out of the bundle's saliency methods; the usual one unless named. The score is
                the same by any.
        """
        ...


def word_for(probability: float, points: OperatingPoints | None) -> Verdict:
    """Return the word for a probability; without operating points there is but one."""
    return Verdict.UNCERTAIN if points is None else points.verdict(probability)


def judge(
    study: Study,
    analyzer: Analyzer,
    *,
    regions: Mapping[Image, Region] | None = None,
    method: str | None = None,
    judged: Callable[[int, Judgement], None] = lambda index, judgement: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> StudyVerdict | None:
    """Judge a study image by image.

    Args:
        study: What to judge.
        analyzer: What judges.
        regions: Regions that the reader has chosen, by image; they go before what the files say.
        method: Saliency method of the heatmaps; the bundle's usual one unless named.
        judged: Called after each image with its index and judgement.
        cancelled: Asked before each image.

    Returns:
        The study's verdict, or None when it was cancelled.
    """
    chosen = regions or {}
    judgements: list[Judgement] = []
    digests: list[str] = []
    for index, image in enumerate(study.images):
        if cancelled():
            return None
        judgements.append(judge_image(image.in_region(chosen.get(image)), analyzer, method))
        digests.append(digest_of(image))
        judged(index, judgements[-1])
    info = analyzer.info
    basis = Basis.of(study, chosen, info.sha256, info.thresholds, tuple(digests))
    return replace(conclude(study, tuple(judgements), info), basis=basis)


def judge_image(image: Image, analyzer: Analyzer, method: str | None = None) -> Judgement:
    """Judge one image: a word for its score, or the analyzer's refusal as it stands.

    Whatever goes wrong with one image is that image's failure, so that the others go on.
    """
    try:
        outcome = analyzer.analyze(image, method) if method else analyzer.analyze(image)
    except Exception as error:
        _log.debug("Judging an image failed", exc_info=error)
        reason = f"Judging this image failed ({type(error).__name__}: {error})."
        if isinstance(error, MuraDesktopError):
            reason = f"Judging this image failed. {error.reason}"
        return NoVerdict(reason, image.region, failed=True)
    if isinstance(outcome, NoVerdict):
        return outcome
    word = word_for(outcome.probability, analyzer.info.points_for(outcome.region))
    return ImageVerdict(word, outcome)


def conclude(study: Study, judgements: tuple[Judgement, ...], info: BundleInfo) -> StudyVerdict:
    """Combine the images' judgements into the study's, as :func:`combine` says."""
    return StudyVerdict(study, judgements, *combine(judgements, info))


def combine(
    judgements: Sequence[Judgement], info: BundleInfo
) -> tuple[float | None, Verdict | None, str | None]:
    """Combine the judgements on the images of one study into probability, verdict and reason.

    The study's score is the mean of its judged images' scores. The word ``not suspected`` would
    claim more than was found where one of the images is suspected, and more than was looked at
    where one was not judged; there it becomes ``uncertain`` with the reason.
    """
    judged = [j for j in judgements if isinstance(j, ImageVerdict)]
    refusals = [j for j in judgements if isinstance(j, NoVerdict)]
    if not judged:
        return None, None, _reason_for_none(refusals)
    probability = sum(scores_of(judged)) / len(judged)
    points = info.points_of(judgements)
    verdict = word_for(probability, points)
    reasons = [] if points else [UNMEASURED]
    if verdict is Verdict.NOT_SUSPECTED:
        suspected = sum(j.verdict is Verdict.SUSPECTED for j in judged)
        if suspected:
            reasons.append(f"{suspected} of {len(judgements)} images suspected.")
        if suspected or refusals:
            verdict = Verdict.UNCERTAIN
    if refusals:
        reasons.append(f"{len(refusals)} of {len(judgements)} images not judged.")
    return probability, verdict, " ".join(reasons) or None


def word_at(probability: float, judgements: Sequence[Judgement], point: OperatingPoint) -> Verdict:
    """Return the study's word at one threshold, by the rule of :func:`combine`.

    Args:
        probability: The study's score, in [0, 1].
        judgements: On its images.
        point: Both thresholds in one, so that the score alone leaves nothing uncertain.
    """
    points = OperatingPoints.at(point)
    word = points.verdict(probability)
    reaching = any(
        isinstance(j, NoVerdict) or points.verdict(j.score.probability) is Verdict.SUSPECTED
        for j in judgements
    )
    return Verdict.UNCERTAIN if word is Verdict.NOT_SUSPECTED and reaching else word


def _reason_for_none(refusals: list[NoVerdict]) -> str:
    reasons = list(dict.fromkeys(refusal.reason for refusal in refusals))
    return " ".join(reasons) if reasons else "The study has no images."
