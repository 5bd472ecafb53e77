"""Verdicts: from calibrated scores to the three words a reader sees.

Two operating points cut the scale of scores into three: at or above the *specific* one a finding
is ``suspected``, below the *sensitive* one it is ``not suspected``, between them it is
``uncertain``. Where a bundle has no operating points, because nobody measured any, every score is
``uncertain``. What cannot be judged is a :class:`NoVerdict` with its reason, and it is never
counted as not suspected. How they are come by is told in :mod:`mura_desktop.domain.judging`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mura_desktop.domain.basis import UNKNOWN_BUNDLE, Basis, digest_of
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.operating_points import Curve as Curve
from mura_desktop.domain.operating_points import Estimate as Estimate
from mura_desktop.domain.operating_points import OperatingPoint as OperatingPoint
from mura_desktop.domain.operating_points import OperatingPoints as OperatingPoints
from mura_desktop.domain.operating_points import Verdict as Verdict
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Image, Region, Study

DISCLAIMER = "Not a medical device. For research and education. Not for diagnosis."


def in_words(verdict: Verdict | None, label: str) -> str:
    """Return what a reader is told, in the bundle's own word: ``Fracture suspected``."""
    return f"{label.capitalize()} {verdict}" if verdict else "No verdict"


UNMEASURED = "Thresholds were never measured for this bundle, so every score is uncertain."


@dataclass(frozen=True)
class ImageScore:
    """What an analyzer says of one image: calibrated probability in [0, 1], heatmap and region."""

    probability: float
    heatmap: Heatmap
    region: Region | None


@dataclass(frozen=True)
class NoVerdict:
    """A refusal or a failure, with its reason as a sentence; never to be shown as normal.

    Attributes:
        region: The region as far as it is known.
        failed: True when judging went wrong, False when the image is out of scope.
    """

    reason: str
    region: Region | None = None
    failed: bool = False


@dataclass(frozen=True)
class ImageVerdict:
    """The verdict on one image."""

    verdict: Verdict
    score: ImageScore

    @property
    def region(self) -> Region | None:
        """The region that the score was made for."""
        return self.score.region


Judgement = ImageVerdict | NoVerdict


def scores_of(judgements: Iterable[Judgement]) -> tuple[float, ...]:
    """Return the probabilities of those that were judged."""
    return tuple(j.score.probability for j in judgements if isinstance(j, ImageVerdict))


@dataclass(frozen=True)
class StudyVerdict:
    """The verdict on a study, and what it rests on.

    Attributes:
        study: The study that was judged.
        images: One judgement an image, in the study's order.
        probability: Mean of the judged images' probabilities, or None when none was judged.
        verdict: The study's word, or None when no image was judged.
        reason: Why there is no verdict, why the word is not the score's own (an image is suspected
            although the mean is low), or how many images were not judged; None otherwise.
        basis: What it was made from: when any of it is another one, the verdict is stale. None
            where nothing could be judged.
        stale: Why it no longer holds, as a sentence, or None while it does.
    """

    study: Study
    images: tuple[Judgement, ...]
    probability: float | None
    verdict: Verdict | None
    reason: str | None
    basis: Basis | None = None
    stale: str | None = None

    def held_against(
        self, info: BundleInfo | None, regions: Mapping[Image, Region]
    ) -> StudyVerdict:
        """Return the verdict, stale where it was not made by this bundle for these regions.

        The device does not matter, nor where the bundle lies: the same weights and thresholds make
        the same verdict, so one that was stale holds again.

        Args:
            info: What judges now; None while that is not known, which no verdict holds against.
            regions: What the reader says now that an image shows.
        """
        if info is None:
            return replace(self, stale=UNKNOWN_BUNDLE)
        if self.basis is None:
            return self
        now = Basis.of(self.study, regions, info.sha256, info.thresholds, self.basis.pixels)
        return replace(self, stale=self.basis.changes(now))

    def in_region(
        self, image: Image, region: Region | None, info: BundleInfo
    ) -> StudyVerdict | None:
        """Return the verdict with another region of an image, where the region alone is another.

        Args:
            image: Of the study.
            region: That the reader chooses, or None for that of the file.
            info: What judged.

        Returns:
            None where judging again may say something else: a score, a word, a refusal.
        """
        index, region = self.study.images.index(image), region or image.region
        said = self.images[index]
        if self.basis is None or self.stale or region is None or isinstance(said, NoVerdict):
            return None
        if not info.judges_alike(said.region, region):
            return None
        told = replace(said, score=replace(said.score, region=region))
        codes = list(self.basis.regions)
        codes[index] = region.code
        images = (*self.images[:index], told, *self.images[index + 1 :])
        return replace(self, images=images, basis=replace(self.basis, regions=tuple(codes)))

    @property
    def scores(self) -> tuple[float, ...]:
        """Every probability that it tells: its images', then its own."""
        own = () if self.probability is None else (self.probability,)
        return (*scores_of(self.images), *own)

    def with_pixels_of_now(self) -> StudyVerdict:
        """Return the verdict, stale where pixels of the study are no longer those it was made from.

        Every image is looked at anew, and read again where it is no longer in memory.
        """
        if self.basis is None or self.stale is not None:
            return self
        now = replace(self.basis, pixels=tuple(digest_of(image) for image in self.study.images))
        return replace(self, stale=self.basis.changes(now))

    def on_part_of_a_study(self, reason: str) -> StudyVerdict:
        """Return what is left of the verdict when images of the study may be missing.

        Args:
            reason: Why they may be missing, as a sentence.
        """
        verdict, reasons = on_part(self.verdict, self.reason, reason)
        return replace(self, verdict=verdict, reason=reasons)


def on_part(
    verdict: Verdict | None, reason: str | None, missing: str
) -> tuple[Verdict | None, str]:
    """Return what is left of a study's verdict and reason when images of it may be missing.

    Args:
        verdict: The study's word: ``not suspected`` would claim more than was looked at and becomes
            ``uncertain``.
        reason: What was said of the verdict before, or None.
        missing: Why images may be missing, as a sentence.
    """
    if verdict is Verdict.NOT_SUSPECTED:
        verdict = Verdict.UNCERTAIN
    return verdict, " ".join(each for each in (reason, missing) if each)


@dataclass(frozen=True)
class JudgedRegion:
    """A region that a bundle judges.

    Attributes:
        code: Body Part Examined value that stands for it.
        title: What a reader sees.
        accepts: Body Part Examined values that belong to it.
        operating_points: Thresholds with what was measured on this region, or None where those for
            all regions hold.
        curve: What was measured on it at every threshold, or None.
        localisation: As of a bundle, measured on this region, or None.
    """

    code: str
    title: str
    accepts: tuple[str, ...]
    operating_points: OperatingPoints | None = None
    curve: Curve | None = field(default=None, repr=False)
    localisation: Estimate | None = None


@dataclass(frozen=True)
class BundleInfo:
    """What the program tells of the bundle behind its verdicts.

    Attributes:
        label: What the network was trained to recognise, in the bundle's own word: ``fracture``.
        operating_points: The two thresholds, or None where none were measured; scores are not
            calibrated then, either.
        sha256: Hex digest of the weights.
        device: Where it runs, such as ``CPU`` or the graphics card's name.
        localisation: Measured share of positive images whose heatmap peak lies inside an annotated
            box, or None where it was not measured.
        card: The model card's text, Markdown.
        regions: What it judges, and with which thresholds; empty when it judges any region.
        curve: What was measured at every threshold, or None where that was not kept.
        methods: Saliency methods that its heatmaps can be made by, the usual one first.
        score_by_region: Whether score and heatmap are made for the region, or for any alike.
    """

    name: str
    version: str
    sha256: str
    label: str
    operating_points: OperatingPoints | None
    device: str
    localisation: Estimate | None
    card: str
    regions: tuple[JudgedRegion, ...] = ()
    curve: Curve | None = field(default=None, repr=False)
    methods: tuple[str, ...] = ()
    score_by_region: bool = False

    @property
    def about_region(self) -> str:
        """What the region that an image shows decides for this bundle, as a sentence."""
        own = (region.operating_points for region in self.regions)
        limits = {points.thresholds for points in (self.operating_points, *own) if points}
        decides = "whether the bundle was trained on it, and which measured figures hold"
        if self.score_by_region:
            return f"The region decides {decides}; the score is made for it."
        if len(limits) > 1:
            return f"The region decides {decides} with which thresholds; it is not in the score."
        return f"The region decides {decides}; score and thresholds are the same for all."

    def judges_alike(self, one: Region | None, other: Region) -> bool:
        """Return whether an image gets score and word alike in either region."""
        known = any(other.code in region.accepts for region in self.regions)
        points = [each and each.thresholds for each in map(self.points_for, (one, other))]
        return known and not self.score_by_region and points[0] == points[1]

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Every threshold that a word may rest on."""
        own = (region.operating_points for region in self.regions)
        return tuple(t for each in (self.operating_points, *own) if each for t in each.thresholds)

    def texts_for(self, scores: Iterable[float]) -> ScoreTexts:
        """Return how scores, and beside them the thresholds, are written."""
        return ScoreTexts.apart(scores, self.thresholds)

    def points_for(self, region: Region | None) -> OperatingPoints | None:
        """Return the thresholds for a region: its own, or those for all."""
        known = self.measured_on(region)
        return known.operating_points if known else self.operating_points

    def measured_on(self, region: Region | None) -> JudgedRegion | None:
        """Return the region that figures of its own were measured on, or None where there is none.

        Args:
            region: What an image shows, as far as it is known.
        """
        for known in self.regions:
            if region is not None and region.code in known.accepts and known.operating_points:
                return known
        return None

    def measured_on_all(self, judgements: Sequence[Judgement]) -> JudgedRegion | None:
        """Return the one region of a study's images that figures were measured on, or None.

        Args:
            judgements: On the study's images.
        """
        scored = [each for each in judgements if isinstance(each, ImageVerdict)]
        known = [self.measured_on(each.region) for each in scored]
        return known[0] if known and all(each == known[0] for each in known) else None

    def points_of(self, judgements: Sequence[Judgement]) -> OperatingPoints | None:
        """Return the thresholds for a study: its images' own where they agree, else those for all.

        Args:
            judgements: On the study's images.
        """
        known = self.measured_on_all(judgements)
        return known.operating_points if known else self.operating_points

    @property
    def about_scores(self) -> str:
        """What a score of this bundle is, as a sentence."""
        if self.operating_points is None:
            return f"Scores are the network's own, not calibrated. {UNMEASURED}"
        return "Scores are calibrated probabilities."
