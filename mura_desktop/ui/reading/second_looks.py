"""Second looks at what was judged: variations of an image, and other bundles on a study."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.judging import judge
from mura_desktop.domain.stability import Stability, try_variations
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import BundleInfo, NoVerdict, StudyVerdict
from mura_desktop.ui.reading.judging import AnalyzerFactory, Asked, Judge
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Looked:
    """What another bundle is, and what it says.

    Attributes:
        folder: The bundle's.
        info: The bundle, or None where it is refused.
        verdict: On the study, where there is one open and the bundle is good.
        refusal: Why the bundle is refused, or None.
    """

    folder: Path
    info: BundleInfo | None = None
    verdict: StudyVerdict | None = None
    refusal: str | None = None


class SecondLooks(QObject):
    """Takes turns with judging: whatever is to be judged goes first and ends what goes on here."""

    vary_progressed = Signal(object, int, int)
    """Image, how many of its variations are judged, and how many there are."""
    varied = Signal(object, object)
    """Image, and its Stability, NoVerdict or MuraDesktopError; None when it was given up."""
    looked = Signal(object)
    """Looked: one more bundle has been tried."""
    looks_ended = Signal()
    """All bundles were tried, or it was given up."""

    def __init__(
        self,
        judge: Judge,
        make_analyzer: AnalyzerFactory,
        runner: Runner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._judge = judge
        self._make_analyzer = make_analyzer
        self._runner = runner
        self._request = 0
        self._image: Image | None = None
        self._looking = False

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._image is not None or self._looking

    def vary(self, image: Image, asked: Asked) -> None:
        """Judge an image and its variations.

        Args:
            image: The image.
            asked: Device, bundle and chosen regions to judge with.
        """
        self.give_up()
        self._image = image
        self._request = self._runner.submit(
            partial(_vary, self._judge, image, asked),
            reported=lambda done: self.vary_progressed.emit(image, *done),
            finished=self._end_variations,
            failed=lambda error: self._end_variations(_told(error)),
        )

    def look_through(self, folders: Sequence[Path], asked: Asked | None, device: str) -> None:
        """Try bundles one after another; one that is refused does not keep the others.

        Args:
            folders: The bundles'.
            asked: The study to judge with each, or None to check the bundles alone.
            device: ``auto``, ``cuda``, ``mps`` or ``cpu``.
        """
        self.give_up()
        self._looking = True
        self._request = self._runner.submit(
            partial(_look_through, self._make_analyzer, tuple(folders), asked, device),
            reported=self.looked.emit,
            finished=lambda _: self._end_looks(),
            failed=lambda error: self._end_looks(_told(error)),
        )

    def give_up(self) -> None:
        """End what is under way; nothing of it arrives any more."""
        if not self.busy:
            return
        self._runner.cancel(self._request)
        if self._image is not None:
            self._end_variations(None)
        if self._looking:
            self._end_looks()

    def _end_variations(self, found: Stability | NoVerdict | MuraDesktopError | None) -> None:
        image, self._image = self._image, None
        self.varied.emit(image, found)

    def _end_looks(self, error: MuraDesktopError | None = None) -> None:
        self._looking = False
        self.looks_ended.emit()


def _vary(
    judge: Judge, image: Image, asked: Asked, report: Report, cancelled: Cancelled
) -> Stability | NoVerdict | None:
    analyzer = judge.analyzer_for(asked.device, asked.bundle)
    return try_variations(
        image.in_region(asked.regions.get(image)),
        analyzer,
        tried=lambda done, total: report((done, total)),
        cancelled=cancelled,
    )


def _look_through(
    make_analyzer: AnalyzerFactory,
    folders: Sequence[Path],
    asked: Asked | None,
    device: str,
    report: Report,
    cancelled: Cancelled,
) -> None:
    for folder in folders:
        if cancelled():
            return
        try:
            analyzer = make_analyzer(device, folder)  # checks format, hash and self-test
            verdict = None
            if asked is not None:
                verdict = judge(asked.study, analyzer, regions=asked.regions, cancelled=cancelled)
            report(Looked(folder, analyzer.info, verdict))
        except Exception as error:
            report(Looked(folder, refusal=_told(error).reason))


def _told(error: Exception) -> MuraDesktopError:
    if isinstance(error, MuraDesktopError):
        return error
    _log.error("A second look failed", exc_info=error)
    return MuraDesktopError(
        "The network", f"It failed ({type(error).__name__}: {error}).", "Choose another bundle."
    )
