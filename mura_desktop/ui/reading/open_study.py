"""A study on the reader's desk: what it holds and how far its judgement has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Image, Region, Study
from mura_desktop.domain.verdict import (
    BundleInfo,
    ImageVerdict,
    Judgement,
    NoVerdict,
    StudyVerdict,
)

_PARTIAL = "Reading was cancelled, so images may be missing: close the study and open it again."


class Phase(Enum):
    """How far a study has come."""

    ARRIVING = auto()
    WAITING = auto()
    JUDGING = auto()
    JUDGED = auto()
    CANCELLED = auto()
    WITHHELD = auto()
    """Judged, and not to be seen before the reader has recorded a verdict."""


@dataclass(frozen=True)
class OpenStudy:
    """A study and what is known of it now.

    Attributes:
        study: The images so far, in reading order.
        phase: How far it has come.
        judgements: Verdicts made so far; they answer the study's first images, in order.
        verdict: The study's verdict once it is judged.
        partial: Whether reading its files was given up, so that images may be missing.
        missing: Which files could not be read and are or may be images of it, as a sentence.
        regions: What the reader has said that an image shows; it goes before what the file says.
        info: The bundle behind the verdict.
        lost: Why pixels that the verdict was made from are not to be had any more, as a sentence;
            only another judgement mends that.
        is_withheld: Whether nothing that the program says of it may be seen, however far it came.
    """

    study: Study
    phase: Phase = Phase.ARRIVING
    judgements: tuple[Judgement, ...] = ()
    verdict: StudyVerdict | None = None
    partial: bool = False
    missing: str = ""
    regions: Mapping[Image, Region] = field(default_factory=dict)
    info: BundleInfo | None = None
    lost: str = ""
    is_withheld: bool = False

    def judgement(self, image: Image) -> Judgement | None:
        """Return what was said of an image, or None while nothing was."""
        index = self.study.images.index(image)
        return self.judgements[index] if index < len(self.judgements) else None

    def heatmap(self, image: Image) -> Heatmap | None:
        """Return the heatmap behind an image's score; None without one, and once it is stale.

        A picture of the view has no room for the words that it no longer holds.
        """
        judgement = None if self.stale else self.judgement(image)
        return judgement.score.heatmap if isinstance(judgement, ImageVerdict) else None

    def region(self, image: Image) -> Region | None:
        """Return what an image shows, with who says so: what it was judged as goes first."""
        judgement = self.judgement(image)
        said = judgement.region if judgement is not None else None
        return said or self.regions.get(image) or image.region

    @property
    def busy(self) -> bool:
        """Whether something more will come by itself."""
        return self.phase in (Phase.ARRIVING, Phase.WAITING, Phase.JUDGING)

    def back_to(self, phase: Phase) -> OpenStudy:
        """Return the study without its verdicts."""
        return OpenStudy(
            self.study, phase, partial=self.partial, missing=self.missing, regions=self.regions
        )

    def in_region(self, image: Image, region: Region | None) -> OpenStudy:
        """Return the study with another region of an image; None is what was found before."""
        others = {each: known for each, known in self.regions.items() if each is not image}
        return replace(self, regions=others if region is None else {**others, image: region})

    def told(self, verdict: StudyVerdict) -> OpenStudy:
        """Return the study with what is told of its verdict put in other terms."""
        return replace(self, judgements=verdict.images, verdict=verdict)

    def without_pixels(self, why: str) -> OpenStudy:
        """Return the study with a verdict whose pixels are lost, unless it has none."""
        if self.verdict is None:
            return self
        return replace(self, verdict=replace(self.verdict, stale=why), lost=why)

    def held_against(self, info: BundleInfo | None) -> OpenStudy:
        """Return the study with its verdict, if it has one, stale or not for what judges now.

        Args:
            info: The bundle, or None while it is not loaded yet.
        """
        if self.verdict is None or self.lost:
            return self
        return replace(self, verdict=self.verdict.held_against(info, self.regions))

    @property
    def stale(self) -> str | None:
        """Why the verdict no longer holds, as a sentence, or None while it does."""
        return self.verdict.stale if self.verdict is not None else None

    def with_judgement(self, judgement: Judgement) -> OpenStudy:
        """Return the study with its next image's judgement."""
        return replace(self, judgements=(*self.judgements, judgement))

    def judged(self, verdict: StudyVerdict, info: BundleInfo | None = None) -> OpenStudy:
        """Return the study with its verdict.

        Args:
            verdict: What was concluded.
            info: The bundle behind it.
        """
        if self.partial:
            verdict = verdict.on_part_of_a_study(_PARTIAL)
        if self.missing:
            verdict = verdict.on_part_of_a_study(self.missing)
        return replace(
            self,
            phase=Phase.JUDGED,
            judgements=verdict.images,
            verdict=verdict,
            info=info,
            lost="",
        )

    def withheld(self) -> OpenStudy:
        """Return the study without anything that the program says of it."""
        phase = Phase.WITHHELD if self.phase is Phase.JUDGED else self.phase
        return replace(self, phase=phase, judgements=(), verdict=None, info=None, is_withheld=True)

    @property
    def tells(self) -> bool:
        """Whether the program says anything of it; that judging failed says nothing."""
        return any_told(self.judgements)

    @property
    def failed(self) -> bool:
        """Whether an image of it could not be judged although it may be judged another time."""
        return any(isinstance(each, NoVerdict) and each.failed for each in self.judgements)

    @property
    def may_be_judged_again(self) -> bool:
        """Whether its judgement was cancelled, has failed or is stale."""
        answered = self.phase is Phase.JUDGED and not self.failed and not self.stale
        return not (self.busy or answered or self.phase is Phase.WITHHELD)

    def given_up(self) -> OpenStudy:
        """Return the study as it is when reading its files was given up."""
        return replace(self.back_to(Phase.CANCELLED), partial=True)

    @property
    def driving_image(self) -> Image:
        """The image with the highest score, or the first where none was scored."""
        scores = [
            judgement.score.probability if isinstance(judgement, ImageVerdict) else -1.0
            for judgement in self.judgements
        ]
        return self.study.images[scores.index(max(scores))] if scores else self.study.images[0]


def any_told(judgements: Iterable[Judgement]) -> bool:
    """Return whether the network answered for any image, if only that it is none for it."""
    return not all(isinstance(each, NoVerdict) and each.failed for each in judgements)
