"""The judging runner's work: make an analyzer once and let no failure pass as a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mura_desktop.domain.judging import Analyzer, judge
from mura_desktop.domain.study import Image, Region, Study
from mura_desktop.domain.verdict import BundleInfo, Judgement, StudyVerdict

AnalyzerFactory = Callable[[str, Path | None], Analyzer]
"""Makes an analyzer for ``auto``, ``cuda``, ``mps`` or ``cpu`` of a bundle's folder, or of the one
that ships; may take seconds."""


@dataclass(frozen=True)
class Asked:
    """What is to be judged, and with what.

    Attributes:
        study: The images.
        device: ``auto``, ``cuda``, ``mps`` or ``cpu``.
        bundle: A bundle's folder, or None for the one that ships.
        regions: What the reader has said that an image shows.
        method: Saliency method of the heatmaps, or None for the bundle's usual one.
    """

    study: Study
    device: str
    bundle: Path | None = None
    regions: Mapping[Image, Region] = field(default_factory=dict)
    method: str | None = None


@dataclass(frozen=True)
class Judged:
    """What a finished judgement brings back: the verdict, and the bundle on its device now."""

    verdict: StudyVerdict
    info: BundleInfo


class Judge:
    """Judges studies with one analyzer, made when first needed and again for another bundle."""

    def __init__(self, make_analyzer: AnalyzerFactory) -> None:
        self._make_analyzer = make_analyzer
        self._analyzer: Analyzer | None = None
        self._made_for: tuple[str, Path | None] = ("", None)

    def judge(
        self,
        asked: Asked,
        report: Callable[[BundleInfo | Judgement], None],
        cancelled: Callable[[], bool],
    ) -> Judged | None:
        """Judge a study.

        Args:
            asked: What to judge, and with what.
            report: Called with the bundle's description, then with each image's judgement.
            cancelled: Asked before each image.

        Returns:
            The verdict, or None when it was cancelled.

        Raises:
            MuraDesktopError: if the bundle or the device cannot be used.
        """
        analyzer = self.analyzer_for(asked.device, asked.bundle)
        report(analyzer.info)
        verdict = judge(
            asked.study,
            analyzer,
            regions=asked.regions,
            method=asked.method,
            judged=lambda _, judgement: report(judgement),
            cancelled=cancelled,
        )
        return None if verdict is None else Judged(verdict, analyzer.info)

    def analyzer_for(self, device: str, bundle: Path | None) -> Analyzer:
        """Return an analyzer of a bundle on a device, the one at hand where it is that one.

        Raises:
            MuraDesktopError: if the bundle or the device cannot be used.
        """
        if self._analyzer is None or (device, bundle) != self._made_for:
            self._analyzer = None  # the old weights make room before the new ones come
            self._analyzer = self._make_analyzer(device, bundle)
            self._made_for = device, bundle
        return self._analyzer
