"""The judging half of the session: which study is judged next, with what, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.study import Image, Region
from mura_desktop.domain.verdict import BundleInfo, Judgement, NoVerdict, StudyVerdict
from mura_desktop.ui.reading.desk import Desk
from mura_desktop.ui.reading.judging import AnalyzerFactory, Asked, Judge, Judged
from mura_desktop.ui.reading.open_study import OpenStudy, Phase
from mura_desktop.ui.reading.second_looks import SecondLooks
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


class JudgementQueue(QObject):
    """Judges the studies on the desk one after another, the one in front first.

    It knows device, bundle and saliency method. A study that comes to the front gives up the
    judgement under way, which is come back to later. Studies are told of whole: what of them may
    be seen is the session's business.
    """

    started = Signal(object)
    """OpenStudy: its first image is about to be judged."""
    image_judged = Signal(object)
    """OpenStudy: it has one more judgement."""
    study_judged = Signal(object)
    """OpenStudy: its verdict is there."""
    cancelled = Signal(object)
    """OpenStudy: its judgement was given up, by the reader or for another study."""
    staled = Signal(object)
    """OpenStudy: its verdict no longer holds, or holds again."""
    failed = Signal(object)
    """MuraDesktopError: no study can be judged for now."""
    bundle_loaded = Signal(object)
    """BundleInfo: what judges, and on which device."""
    device_changed = Signal(object)
    """BundleInfo: judging moved to another device by itself."""

    def __init__(
        self, desk: Desk, make_analyzer: AnalyzerFactory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._judge = Judge(make_analyzer)
        self._device = "auto"
        self._bundle: Path | None = None
        self._methods: dict[Path | None, str] = {}
        self._info: BundleInfo | None = None
        self._runner = Runner("judging", self)
        self.looks = SecondLooks(self._judge, make_analyzer, self._runner, self)
        self._judged_now: str | None = None

    # --- what judges

    @property
    def device(self) -> str:
        """Where the reader wants to compute: ``auto``, ``cuda``, ``mps`` or ``cpu``."""
        return self._device

    @property
    def bundle_folder(self) -> Path | None:
        """The folder of the bundle that the reader chose, or None for the one that ships."""
        return self._bundle

    @property
    def bundle(self) -> BundleInfo | None:
        """What judges now, or None before anything was judged."""
        return self._info

    def choose_device(self, device: str) -> None:
        """Judge everything again on ``auto``, ``cuda``, ``mps`` or ``cpu``."""
        if device == self._device:
            return
        self._device = device
        self._info = None
        self._judge_all_again()

    def choose_method(self, method: str) -> None:
        """Make every heatmap anew by another of the bundle's saliency methods."""
        if method != self._methods.get(self._bundle):
            self._methods[self._bundle] = method
            self._judge_all_again()

    def choose_bundle(self, folder: Path) -> None:
        """Judge with another bundle from now on.

        The verdicts there are go stale, unless it turns out, once it is loaded, to be the very
        bundle that made them. Each bundle keeps the saliency method that was chosen for it.
        """
        if folder == self._bundle:
            return
        self._bundle = folder
        self._info = None
        self.interrupt(Phase.WAITING)
        self._hold_against_bundle()
        self.judge_next()
        if not self.busy:
            self._runner.submit(
                partial(_load, self._judge, self._device, folder),
                reported=self._on_reported,
                finished=lambda _: None,
                failed=self._on_failed,
            )

    def choose_region(self, image: Image, region: Region | None) -> None:
        """Judge an image's study again with the region that the reader says, None as found.

        Where the bundle would say the same, its verdict stays and only the region is another.
        """
        opened = self._desk[image.header.study_key].in_region(image, region)
        if opened.phase is Phase.JUDGED and opened.verdict and opened.info and not opened.lost:
            verdict = opened.verdict.in_region(image, region, opened.info)
            if verdict is not None:
                self._change(opened.told(verdict), self.study_judged)
                return
        if self.is_judging(opened.study.id):
            self.interrupt(Phase.WAITING)
        self._desk.put(opened)
        if opened.phase is not Phase.ARRIVING:
            self.wait_again(opened)
            self.judge_next()

    # --- what is judged

    @property
    def busy(self) -> bool:
        """Whether a study is being judged now."""
        return self._judged_now is not None

    def is_judging(self, study_id: str) -> bool:
        """Whether a study is the one that is being judged now."""
        return study_id == self._judged_now

    def judge_next(self) -> None:
        """Judge the selected study if it waits, else go on, else take the first that waits."""
        target = self._desk.next_waiting()
        if target is None or (self.busy and not self._desk.is_in_front(target)):
            return
        self.interrupt(Phase.WAITING)
        self._judged_now = target
        opened = self._desk[target].back_to(Phase.JUDGING)
        self._change(opened, self.started)
        self._runner.submit(
            partial(_judge, self._judge, self._asked(opened)),
            reported=self._on_reported,
            finished=self._on_finished,
            failed=self._on_failed,
        )

    def judge_again(self, study_id: str) -> None:
        """Judge a study whose judgement was cancelled, has failed or is stale."""
        opened = self._desk[study_id]
        if opened.may_be_judged_again:
            self.wait_again(opened)
            self.judge_next()

    def wait_again(self, opened: OpenStudy) -> None:
        """Take a study's verdict away and let it wait for another."""
        self._change(opened.back_to(Phase.WAITING), self.cancelled)

    def lose_pixels(self, opened: OpenStudy, why: str) -> None:
        """Say why the pixels behind a study's verdict, if it has one, are not those any more."""
        if opened.verdict is not None:
            self._change(opened.without_pixels(why), self.staled)

    def disown(self, verdict: StudyVerdict, why: str) -> None:
        """Say why a verdict's pixels are not those any more, unless there is another by now."""
        opened = self._desk.find(verdict.study.images[0])
        if opened is not None and opened.verdict and opened.verdict.basis == verdict.basis:
            self.lose_pixels(opened, why)

    def interrupt(self, phase: Phase) -> None:
        """Give up the judgement under way; nothing of it arrives any more."""
        self.looks.give_up()
        self._runner.cancel_all()
        if self._judged_now is not None:
            opened = self._desk[self._judged_now].back_to(phase)
            self._judged_now = None
            self._change(opened, self.cancelled)

    def cancel(self) -> None:
        """Give up every judgement; what was judged stays."""
        self.interrupt(Phase.CANCELLED)
        for opened in self._desk.studies:
            if opened.phase is Phase.ARRIVING:
                self._change(opened.given_up(), self.cancelled)
            elif opened.phase is Phase.WAITING:
                self._change(opened.back_to(Phase.CANCELLED), self.cancelled)

    # --- second looks

    def vary(self, image: Image) -> None:
        """Judge an image and small variations of it; ``looks`` tells what came of it."""
        opened = self._desk[image.header.study_key]
        if not self.busy and not opened.busy:
            self.looks.vary(image, self._asked(opened))

    def look_through(self, folders: Sequence[Path], seen: OpenStudy | None) -> None:
        """Try bundles on a study; ``looks`` tells what each says.

        Args:
            folders: The bundles'.
            seen: The study as far as it may be seen, or None; a verdict that is withheld stays so.
        """
        if not self.busy:
            free = seen and not seen.busy and not seen.is_withheld
            asked = self._asked(seen) if seen and free else None
            self.looks.look_through(folders, asked, self._device)

    # --- the end

    def give_up(self) -> None:
        """Give up what is under way, without waiting."""
        self._runner.cancel_all()

    def shut_down(self) -> None:
        """Give up what is under way and wait for the thread to end."""
        self._runner.close()

    # --- what comes back

    def _on_reported(self, value: BundleInfo | Judgement) -> None:
        if isinstance(value, BundleInfo):
            self._info = value
            self.bundle_loaded.emit(value)
            self._hold_against_bundle()
        elif self._judged_now is not None:
            self._change(self._desk[self._judged_now].with_judgement(value), self.image_judged)

    def _on_finished(self, judged: Judged) -> None:
        if self._info is not None and judged.info.device != self._info.device:
            self._info = judged.info
            self.device_changed.emit(judged.info)
        self._conclude(judged.verdict)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, MuraDesktopError):
            _log.error("Judging failed", exc_info=error)
            error = MuraDesktopError(
                "The network",
                f"It could not be loaded ({type(error).__name__}: {error}).",
                "Install the program again, or choose another device.",
            )
        self.failed.emit(error)
        if self._judged_now is not None:
            study = self._desk[self._judged_now].study
            failure = NoVerdict(f"Not judged. {error.reason}", failed=True)
            judgements = (failure,) * len(study.images)
            self._conclude(StudyVerdict(study, judgements, None, None, failure.reason))

    def _conclude(self, verdict: StudyVerdict) -> None:
        self._judged_now = None
        opened = self._desk[verdict.study.id].judged(verdict, self._info)
        self._change(opened, self.study_judged)
        self.judge_next()

    def _judge_all_again(self) -> None:
        self.interrupt(Phase.WAITING)
        for opened in self._desk.studies:
            if opened.phase is Phase.JUDGED:
                self.wait_again(opened)
        self.judge_next()

    def _hold_against_bundle(self) -> None:
        """Tell of verdicts that no longer hold, or hold again, with the bundle of now."""
        for opened in self._desk.studies:
            now = opened.held_against(self._info)
            if now.stale != opened.stale:
                self._change(now, self.staled)

    def _asked(self, opened: OpenStudy) -> Asked:
        method = self._methods.get(self._bundle)
        return Asked(opened.study, self._device, self._bundle, opened.regions, method)

    def _change(self, opened: OpenStudy, signal: SignalInstance) -> None:
        self._desk.put(opened)
        signal.emit(opened)


def _load(judge: Judge, device: str, bundle: Path, report: Report, cancelled: Cancelled) -> None:
    report(judge.analyzer_for(device, bundle).info)


def _judge(judge: Judge, asked: Asked, report: Report, cancelled: Cancelled) -> Judged | None:
    return judge.judge(asked, report, cancelled)
