"""Reading and judging a list, in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.errors import MuraDesktopError, UnreadableFile
from mura_desktop.domain.results import ImageResult, Results, grouped
from mura_desktop.domain.verdict import BundleInfo
from mura_desktop.domain.worklist import judge_each
from mura_desktop.ui.tasks import Cancelled, Report, Runner
from mura_desktop.ui.worklist.means import Means

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counted:
    """How many files the list has."""

    files: int


class ListRun(QObject):
    """Judges one list and tells what came of each file."""

    counted = Signal(int)
    """How many files there are."""
    bundle_loaded = Signal(object)
    """BundleInfo: what judges."""
    advanced = Signal(object)
    """ImageResult or UnreadableFile: one more file."""
    ended = Signal(object)
    """MuraDesktopError, or None when every file was dealt with."""

    def __init__(self, means: Means, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._means = means
        self._runner = Runner("worklist", self)
        self._info: BundleInfo | None = None
        self._images: list[ImageResult] = []
        self._failed: list[UnreadableFile] = []
        self._last: Path | None = None  # the file that was dealt with last, until all are
        self._whole = False

    @property
    def busy(self) -> bool:
        """Whether files are still to come."""
        return self._runner.busy

    @property
    def results(self) -> Results | None:
        """What was found so far, or None before the bundle is there."""
        if self._info is None:
            return None
        studies = grouped(self._images, self._info, self._failed, last=self._last)
        return Results(self._info, studies, tuple(self._failed), unfinished=not self._whole)

    def start(self, paths: Sequence[Path], device: str, bundle: Path | None) -> None:
        """Judge what is below some paths."""
        self._runner.submit(
            partial(_judge_list, self._means, tuple(paths), device, bundle),
            reported=self._on_reported,
            finished=lambda _: self._on_finished(),
            failed=self._on_failed,
        )

    def cancel(self) -> None:
        """Give up; what was judged stays, here and in the journal."""
        self._runner.cancel_all()

    def shut_down(self) -> None:
        """Give up and wait for the thread to end."""
        self._runner.close()

    def _on_reported(self, value: Counted | BundleInfo | ImageResult | UnreadableFile) -> None:
        if isinstance(value, Counted):
            self.counted.emit(value.files)
        elif isinstance(value, BundleInfo):
            self._info = value
            self.bundle_loaded.emit(value)
        else:
            if isinstance(value, UnreadableFile):
                self._failed.append(value)
            else:
                self._images.append(value)
            self._last = value.path
            self.advanced.emit(value)

    def _on_finished(self) -> None:
        self._whole, self._last = True, None
        self.ended.emit(None)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, MuraDesktopError):
            _log.error("Judging a list failed", exc_info=error)
            reason = f"It stopped ({type(error).__name__})."
            error = MuraDesktopError("The list", reason, "Judge the folder again: it goes on.")
        self.ended.emit(error)


def _judge_list(
    means: Means,
    paths: tuple[Path, ...],
    device: str,
    bundle: Path | None,
    report: Report,
    cancelled: Cancelled,
) -> None:
    if means.count is not None:
        report(Counted(means.count(paths)))
    analyzer = means.make_analyzer(device, bundle)
    report(analyzer.info)
    found = means.load(paths, cancelled=cancelled)
    for judged in judge_each(found, analyzer, journal=means.journal, cancelled=cancelled):
        report(judged if isinstance(judged, UnreadableFile) else ImageResult.of(*judged))
        if cancelled():
            return
