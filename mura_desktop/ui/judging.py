"""The judging runner's work: make an analyzer once and let no failure pass as a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mura_desktop.domain.study import Study
from mura_desktop.domain.verdict import (
    Analyzer,
    BundleInfo,
    Judgement,
    StudyVerdict,
    judge,
)

AnalyzerFactory = Callable[[str], Analyzer]
"""Makes an analyzer for ``auto``, ``cuda``, ``mps`` or ``cpu``; may take seconds."""


@dataclass(frozen=True)
class Judged:
    """What a finished judgement brings back: the verdict, and the bundle on its device now."""

    verdict: StudyVerdict
    info: BundleInfo


class Judge:
    """Judges studies with one analyzer, made when first needed and again for another device."""

    def __init__(self, make_analyzer: AnalyzerFactory) -> None:
        self._make_analyzer = make_analyzer
        self._analyzer: Analyzer | None = None
        self._device = ""

    def judge(
        self,
        study: Study,
        device: str,
        report: Callable[[BundleInfo | Judgement], None],
        cancelled: Callable[[], bool],
    ) -> Judged | None:
        """Judge a study.

        Args:
            study: What to judge.
            device: ``auto``, ``cuda``, ``mps`` or ``cpu``.
            report: Called with the bundle's description, then with each image's judgement.
            cancelled: Asked before each image.

        Returns:
            The verdict, or None when it was cancelled.

        Raises:
            MuraDesktopError: if the bundle or the device cannot be used.
        """
        analyzer = self._analyzer_on(device)
        report(analyzer.info)
        verdict = judge(
            study,
            analyzer,
            judged=lambda _, judgement: report(judgement),
            cancelled=cancelled,
        )
        return None if verdict is None else Judged(verdict, analyzer.info)

    def _analyzer_on(self, device: str) -> Analyzer:
        if self._analyzer is None or device != self._device:
            self._analyzer = None  # the old weights make room before the new ones come
            self._analyzer = self._make_analyzer(device)
            self._device = device
        return self._analyzer
