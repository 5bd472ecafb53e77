"""The reading session: path to study to verdict, told as signals. No widgets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from mura_desktop.domain.errors import MuraDesktopError, UnreadableFile
from mura_desktop.domain.study import Image, Study
from mura_desktop.domain.verdict import BundleInfo, Judgement, NoVerdict, StudyVerdict
from mura_desktop.ui.judging import AnalyzerFactory, Judge, Judged
from mura_desktop.ui.open_study import OpenStudy, Phase
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


class Loader(Protocol):
    """Reads files: yields what each one turned out to be, in any order."""

    def __call__(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool]
    ) -> Iterator[Image | UnreadableFile]:
        """Read files and folders; stop soon after ``cancelled()`` is true."""
        ...


@dataclass
class _Opening:
    """One request to open: which studies it has touched."""

    study_ids: list[str] = field(default_factory=list)


class ReadingSession(QObject):
    """Everything that is open, and the one place that changes it.

    Studies are judged one after another, the selected one first: selecting a study, or opening a
    new one, gives up the judgement under way and comes back to it later.
    """

    opening_started = Signal()
    """Files are being read."""
    opening_finished = Signal()
    """No file is being read any more."""
    file_refused = Signal(object)
    """UnreadableFile: a file could not be opened; the others go on."""
    image_opened = Signal(object)
    """OpenStudy: it has one more image."""
    study_opened = Signal(object)
    """OpenStudy: its files are all read. Slots run before judging begins."""
    study_closed = Signal(object)
    """OpenStudy: it is no longer open."""
    image_selected = Signal(object, object)
    """OpenStudy and Image: what the reader looks at now; None and None when nothing is open."""
    judging_started = Signal(object)
    """OpenStudy: its first image is about to be judged."""
    image_judged = Signal(object)
    """OpenStudy: it has one more judgement."""
    study_judged = Signal(object)
    """OpenStudy: its verdict is there."""
    judging_cancelled = Signal(object)
    """OpenStudy: its judgement was given up, by the reader or for another study."""
    judging_failed = Signal(object)
    """MuraDesktopError: no study can be judged for now."""
    bundle_loaded = Signal(object)
    """BundleInfo: what judges, and on which device."""
    device_changed = Signal(object)
    """BundleInfo: judging moved to another device by itself."""

    def __init__(
        self, load: Loader, make_analyzer: AnalyzerFactory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._load = load
        self._judge = Judge(make_analyzer)
        self._device = "auto"
        self._info: BundleInfo | None = None
        self._reader = Runner("reading", self)
        self._judging = Runner("judging", self)
        self._studies: dict[str, OpenStudy] = {}
        self._selected: Image | None = None
        self._judged_now: str | None = None

    # --- opening and closing

    def open(self, paths: Sequence[Path]) -> None:
        """Read files and folders and add what they hold to what is open."""
        opening = _Opening()
        self.opening_started.emit()
        self._reader.submit(
            partial(_read, self._load, tuple(paths)),
            reported=partial(self._on_file_read, opening),
            finished=lambda _: self._on_files_read(opening),
            failed=partial(self._on_reading_failed, opening, paths),
        )

    def close_study(self, study_id: str) -> None:
        """Close a study; another one is selected in its place."""
        if study_id == self._judged_now:
            self._interrupt(Phase.CANCELLED)
        position = list(self._studies).index(study_id)
        closed = self._studies.pop(study_id)
        self.study_closed.emit(closed)
        if self._selected in closed.study.images:
            rest = list(self._studies.values())
            if rest:
                self._select_image(rest[min(position, len(rest) - 1)].study.images[0])
            else:
                self._selected = None
                self.image_selected.emit(None, None)
        self._judge_next()

    def shut_down(self) -> None:
        """Give up all work and wait for both threads to end."""
        self._reader.close()
        self._judging.close()

    # --- looking

    @property
    def studies(self) -> tuple[OpenStudy, ...]:
        """What is open, in the order of opening."""
        return tuple(self._studies.values())

    @property
    def selected(self) -> tuple[OpenStudy, Image] | None:
        """The study and image that the reader looks at, or None."""
        if self._selected is None:
            return None
        return self._studies[self._selected.header.study_id], self._selected

    def select(self, image: Image) -> None:
        """Look at an image; its study is judged first if it waits."""
        self._select_image(image)
        self._judge_next()

    def step(self, count: int) -> None:
        """Look at the image ``count`` further on in the order of the list, through all studies."""
        images = [image for opened in self.studies for image in opened.study.images]
        if self._selected is not None:
            position = images.index(self._selected) + count
            self.select(images[max(0, min(position, len(images) - 1))])

    def step_study(self, count: int) -> None:
        """Look at the first image of the study ``count`` further on."""
        if self._selected is not None:
            position = list(self._studies).index(self._selected.header.study_id) + count
            target = self.studies[max(0, min(position, len(self._studies) - 1))]
            if self._selected not in target.study.images:
                self.select(target.study.images[0])

    # --- judging

    def choose_device(self, device: str) -> None:
        """Judge everything again on ``auto``, ``cuda``, ``mps`` or ``cpu``."""
        if device == self._device:
            return
        self._device = device
        self._info = None
        self._interrupt(Phase.WAITING)
        for opened in self.studies:
            if opened.phase is Phase.JUDGED:
                self._change(opened.back_to(Phase.WAITING), self.judging_cancelled)
        self._judge_next()

    @property
    def busy(self) -> bool:
        """Whether anything is being read or judged, or waits for it."""
        return self._reader.busy or any(opened.busy for opened in self.studies)

    def cancel(self) -> None:
        """Give up reading and judging; what was read and judged stays."""
        if self._reader.busy:
            self._reader.cancel_all()
            self.opening_finished.emit()
        self._interrupt(Phase.CANCELLED)
        for opened in self.studies:
            if opened.phase in (Phase.WAITING, Phase.ARRIVING):
                self._change(opened.back_to(Phase.CANCELLED), self.judging_cancelled)

    def judge_again(self, study_id: str) -> None:
        """Judge a study whose judgement was cancelled or has failed."""
        if study_id != self._judged_now:
            self._change(self._studies[study_id].back_to(Phase.WAITING), self.judging_cancelled)
            self._judge_next()

    # --- what comes back from reading

    def _on_file_read(self, opening: _Opening, outcome: Image | UnreadableFile) -> None:
        if isinstance(outcome, UnreadableFile):
            self.file_refused.emit(outcome)
            return
        known = self._studies.get(outcome.header.study_id)
        is_first = not opening.study_ids
        if outcome.header.study_id not in opening.study_ids:
            opening.study_ids.append(outcome.header.study_id)
        if known and (again := _same_file(known.study, outcome)):
            outcome = again
        else:
            self._add(outcome, known)
        if is_first:
            self._select_image(outcome)

    def _add(self, image: Image, known: OpenStudy | None) -> None:
        study_id = image.header.study_id
        if study_id == self._judged_now:
            self._interrupt(Phase.WAITING)
        images = (*known.study.images, image) if known else (image,)
        ordered = tuple(sorted(images, key=lambda each: each.header.reading_order))
        self._change(OpenStudy(Study(study_id, ordered)), self.image_opened)

    def _on_files_read(self, opening: _Opening) -> None:
        for study_id in opening.study_ids:
            opened = self._studies.get(study_id)
            if opened is not None:
                arrived = opened.phase is Phase.ARRIVING
                self._change(
                    opened.back_to(Phase.WAITING) if arrived else opened, self.study_opened
                )
        if not self._reader.busy:
            self.opening_finished.emit()
        self._judge_next()

    def _on_reading_failed(
        self, opening: _Opening, paths: Sequence[Path], error: Exception
    ) -> None:
        _log.error("Reading files failed", exc_info=error)
        reason = f"Reading stopped ({type(error).__name__}: {error})."
        for path in paths:
            self.file_refused.emit(UnreadableFile(path, reason, "Open the other files without it."))
        self._on_files_read(opening)

    # --- what comes back from judging

    def _judge_next(self) -> None:
        """Judge the selected study if it waits, else go on, else take the first that waits."""
        target = self._next_waiting()
        if target is None or (self._judged_now is not None and target != self._selected_id):
            return
        self._interrupt(Phase.WAITING)
        self._judged_now = target
        opened = self._studies[target].back_to(Phase.JUDGING)
        self._change(opened, self.judging_started)
        self._request = self._judging.submit(
            partial(_judge, self._judge, opened.study, self._device),
            reported=self._on_judging_reported,
            finished=self._on_judging_finished,
            failed=self._on_judging_failed,
        )

    @property
    def _selected_id(self) -> str | None:
        return self._selected.header.study_id if self._selected else None

    def _next_waiting(self) -> str | None:
        waiting = [key for key, each in self._studies.items() if each.phase is Phase.WAITING]
        if self._selected_id in waiting:
            return self._selected_id
        return waiting[0] if waiting else None

    def _on_judging_reported(self, value: BundleInfo | Judgement) -> None:
        if isinstance(value, BundleInfo):
            self._info = value
            self.bundle_loaded.emit(value)
        elif self._judged_now is not None:
            self._change(self._studies[self._judged_now].with_judgement(value), self.image_judged)

    def _on_judging_finished(self, judged: Judged) -> None:
        if self._info is not None and judged.info.device != self._info.device:
            self._info = judged.info
            self.device_changed.emit(judged.info)
        self._conclude(judged.verdict)

    def _on_judging_failed(self, error: Exception) -> None:
        if not isinstance(error, MuraDesktopError):
            _log.error("Judging failed", exc_info=error)
            error = MuraDesktopError(
                "The network",
                f"It could not be loaded ({type(error).__name__}: {error}).",
                "Install the program again, or choose another device.",
            )
        self.judging_failed.emit(error)
        if self._judged_now is not None:
            study = self._studies[self._judged_now].study
            failure = NoVerdict(f"Not judged. {error.reason}", failed=True)
            judgements = (failure,) * len(study.images)
            self._conclude(StudyVerdict(study, judgements, None, None, failure.reason))

    def _conclude(self, verdict: StudyVerdict) -> None:
        self._judged_now = None
        self._change(self._studies[verdict.study.id].judged(verdict), self.study_judged)
        self._judge_next()

    def _interrupt(self, phase: Phase) -> None:
        """Give up the judgement under way; nothing of it arrives any more."""
        self._judging.cancel_all()
        if self._judged_now is not None:
            opened = self._studies[self._judged_now].back_to(phase)
            self._judged_now = None
            self._change(opened, self.judging_cancelled)

    def _select_image(self, image: Image) -> None:
        self._selected = image
        self.image_selected.emit(self._studies[image.header.study_id], image)

    def _change(self, opened: OpenStudy, signal: SignalInstance) -> None:
        self._studies[opened.study.id] = opened
        signal.emit(opened)


def _read(load: Loader, paths: tuple[Path, ...], report: Report, cancelled: Cancelled) -> None:
    for outcome in load(paths, cancelled=cancelled):
        report(outcome)
        if cancelled():
            return


def _judge(
    judge: Judge, study: Study, device: str, report: Report, cancelled: Cancelled
) -> Judged | None:
    return judge.judge(study, device, report, cancelled)


def _same_file(study: Study, image: Image) -> Image | None:
    return next((each for each in study.images if each.path == image.path), None)
