"""The reading session: path to study to verdict, told as signals. No widgets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from mura_desktop.domain.errors import MuraDesktopError, SetAside, UnreadableFile
from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.domain.study import Image, Region
from mura_desktop.domain.verdict import BundleInfo, Judgement, NoVerdict, StudyVerdict
from mura_desktop.ui.arrivals import Arrival, Loader, read
from mura_desktop.ui.desk import Desk
from mura_desktop.ui.frames import FrameLoader, Frames
from mura_desktop.ui.judging import AnalyzerFactory, Asked, Judge, Judged
from mura_desktop.ui.open_study import OpenStudy, Phase
from mura_desktop.ui.opening import Opening
from mura_desktop.ui.pixel_fetcher import PixelFetcher
from mura_desktop.ui.second_looks import SecondLooks
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


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
    thumbnail_made = Signal(object, object)
    """Image and uint8 brightness or RGB: what it looks like; ``image_opened`` follows."""
    image_opened = Signal(object)
    """OpenStudy: it has one more image."""
    study_opened = Signal(object)
    """OpenStudy: its files are all read. Slots run before judging begins."""
    study_closed = Signal(object)
    """OpenStudy: it is no longer open."""
    image_selected = Signal(object, object)
    """OpenStudy and Image: what the reader looks at now; None and None when nothing is open.

    The pixels are at hand: nothing is read in the slots."""
    image_awaited = Signal(object, object)
    """OpenStudy and Image: what the reader wants to look at; it is being read again."""
    image_lost = Signal(object)
    """MuraDesktopError: the image awaited cannot be read again."""
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
    verdict_staled = Signal(object)
    """OpenStudy: its verdict no longer holds."""
    device_changed = Signal(object)
    """BundleInfo: judging moved to another device by itself."""

    def __init__(
        self,
        load: Loader,
        make_analyzer: AnalyzerFactory,
        load_frame: FrameLoader,
        read_header: Callable[[Image], Sequence[HeaderRow]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.read_header = read_header
        self.frames = Frames(load_frame, self)
        self._fetcher = PixelFetcher(self)
        self._fetcher.fetched.connect(self._on_pixels_fetched)
        self._fetcher.failed.connect(self._on_fetching_failed)
        self._load = load
        self._judge = Judge(make_analyzer)
        self._device = "auto"
        self._bundle: Path | None = None
        self._method: str | None = None
        self._info: BundleInfo | None = None
        self._reader = Runner("reading", self)
        self._judging = Runner("judging", self)
        self._desk = Desk()
        self.looks = SecondLooks(self._judge, make_analyzer, self._judging, self)
        self._is_withheld: Callable[[OpenStudy], bool] = lambda opened: False
        self._judged_now: str | None = None
        self._openings: list[Opening] = []

    # --- opening and closing

    def open(self, paths: Sequence[Path]) -> None:
        """Read files and folders and add what they hold to what is open."""
        opening = Opening()
        self._openings.append(opening)
        self.opening_started.emit()
        self._reader.submit(
            partial(read, self._load, tuple(paths)),
            reported=partial(self._on_file_read, opening),
            finished=lambda _: self._on_files_read(opening),
            failed=partial(self._on_reading_failed, opening, paths),
        )

    def close_study(self, study_id: str) -> None:
        """Close a study; another one is selected in its place."""
        if study_id == self._judged_now:
            self._interrupt(Phase.CANCELLED)
        for opening in self._openings:  # what is still to come of it is not wanted any more
            opening.closed.add(study_id)
        before = self.selected
        closed, after = self._desk.remove(study_id)
        self.study_closed.emit(closed)
        if before is not None and after is not before[1]:
            self._select_image(after)
        self._judge_next()

    def shut_down(self) -> None:
        """Give up all work and wait for both threads to end."""
        runners = self._reader, self._judging
        for runner in runners:  # all are told before any is waited for
            runner.cancel_all()
        for runner in runners:
            runner.close()
        self.frames.shut_down()
        self._fetcher.shut_down()

    # --- looking

    @property
    def studies(self) -> tuple[OpenStudy, ...]:
        """What is open, in the order of opening, as far as it may be seen."""
        return tuple(self._visible(opened) for opened in self._desk.studies)

    @property
    def selected(self) -> tuple[OpenStudy, Image] | None:
        """The study and image that the reader looks at, or None."""
        front = self._desk.front
        return None if front is None else (self._visible(front[0]), front[1])

    def study_of(self, image: Image) -> OpenStudy | None:
        """Return the open study that an image belongs to, or None when it is closed."""
        opened = self._desk.find(image)
        return None if opened is None else self._visible(opened)

    def beside(self, count: int) -> tuple[Image, ...]:
        """Return the images up to ``count`` before and after the one in front, nearest first."""
        steps = [step for far in range(1, count + 1) for step in (far, -far)]
        found = [self._desk.image_beyond(step) for step in steps]
        return tuple(dict.fromkeys(image for image in found if image is not None))

    def select(self, image: Image) -> None:
        """Look at an image; its study is judged first if it waits."""
        self._select_image(image)
        self._judge_next()

    def select_frame(self, number: int) -> None:
        """Look at another frame, from 0, of the image in front; ``frames`` tells when it came."""
        if self.selected is not None:
            self.frames.show(self.selected[1], number)

    def withhold(self, is_withheld: Callable[[OpenStudy], bool]) -> None:
        """Let nothing be seen of what the program says of some studies, in no signal and no list.

        Args:
            is_withheld: Asked of a study as it is whenever anybody wants to see it.
        """
        self._is_withheld = is_withheld
        for opened in self._desk.studies:
            self.show_again(opened.study.id)

    def show_again(self, study_id: str) -> None:
        """Tell of a study once more, because more or less of it may be seen now."""
        if study_id in self._desk:
            opened = self._visible(self._desk[study_id])
            judged = opened.phase in (Phase.JUDGED, Phase.WITHHELD)
            (self.study_judged if judged else self.image_opened).emit(opened)

    @property
    def device(self) -> str:
        """Where the reader wants to compute: ``auto``, ``cuda``, ``mps`` or ``cpu``."""
        return self._device

    def step(self, count: int) -> None:
        """Look at the image ``count`` further on in the order of the list, through all studies."""
        image = self._desk.image_beyond(count)
        if image is not None:
            self.select(image)

    def step_study(self, count: int) -> None:
        """Look at the first image of the study ``count`` further on."""
        image = self._desk.study_beyond(count)
        if image is not None:
            self.select(image)

    # --- judging

    def choose_device(self, device: str) -> None:
        """Judge everything again on ``auto``, ``cuda``, ``mps`` or ``cpu``."""
        if device == self._device:
            return
        self._device = device
        self._info = None
        self._judge_all_again()

    def choose_method(self, method: str) -> None:
        """Make every heatmap anew by another of the bundle's saliency methods."""
        if method != self._method:
            self._method = method
            self._judge_all_again()

    def _judge_all_again(self) -> None:
        self._interrupt(Phase.WAITING)
        for opened in self._desk.studies:
            if opened.phase is Phase.JUDGED:
                self._change(opened.back_to(Phase.WAITING), self.judging_cancelled)
        self._judge_next()

    @property
    def bundle_folder(self) -> Path | None:
        """The folder of the bundle that the reader chose, or None for the one that ships."""
        return self._bundle

    @property
    def judging(self) -> bool:
        """Whether a study is being judged now."""
        return self._judged_now is not None

    def choose_bundle(self, folder: Path) -> None:
        """Judge with another bundle from now on; the verdicts there are go stale."""
        if folder == self._bundle:
            return
        self._bundle = folder
        self._method = None
        self._info = None
        self._interrupt(Phase.WAITING)
        for opened in self._desk.studies:
            if opened.phase is Phase.JUDGED:
                self._stale(opened, "Stale: another bundle is chosen since this was judged.")
        self._judge_next()

    def choose_region(self, image: Image, region: Region | None) -> None:
        """Judge an image's study again with the region that the reader says, None as found."""
        opened = self._desk[image.header.study_key].in_region(image, region)
        if opened.study.id == self._judged_now:
            self._interrupt(Phase.WAITING)
        self._desk.put(opened)
        if opened.phase is not Phase.ARRIVING:
            self._change(opened.back_to(Phase.WAITING), self.judging_cancelled)
            self._judge_next()

    @property
    def bundle(self) -> BundleInfo | None:
        """What judges now, or None before anything was judged."""
        return self._info

    @property
    def busy(self) -> bool:
        """Whether anything is being read or judged, or waits for it."""
        busy = self._reader.busy or self.looks.busy
        return busy or any(opened.busy for opened in self._desk.studies)

    def cancel(self) -> None:
        """Give up reading and judging; what was read and judged stays."""
        if self._reader.busy:
            self._reader.cancel_all()
            self._openings.clear()
            self.opening_finished.emit()
        self._interrupt(Phase.CANCELLED)
        for opened in self._desk.studies:
            if opened.phase is Phase.ARRIVING:
                self._change(opened.given_up(), self.judging_cancelled)
            elif opened.phase is Phase.WAITING:
                self._change(opened.back_to(Phase.CANCELLED), self.judging_cancelled)

    def vary(self, image: Image) -> None:
        """Judge an image and small variations of it; ``looks`` tells what came of it."""
        opened = self._desk[image.header.study_key]
        if self._judged_now is None and not opened.busy:
            self.looks.vary(image, self._asked(opened))

    def look_through(self, folders: Sequence[Path]) -> None:
        """Try bundles on the study in front; ``looks`` tells what each says."""
        opened = self.selected[0] if self.selected else None
        if self._judged_now is None:
            free = opened and not opened.busy and opened.phase is not Phase.WITHHELD
            asked = self._asked(opened) if opened and free else None
            self.looks.look_through(folders, asked, self._device)

    def judge_again(self, study_id: str) -> None:
        """Judge a study whose judgement was cancelled, has failed or is stale."""
        opened = self._desk[study_id]
        if opened.may_be_judged_again:
            self._change(opened.back_to(Phase.WAITING), self.judging_cancelled)
            self._judge_next()

    # --- what comes back from reading

    def _on_file_read(self, opening: Opening, arrived: Arrival | UnreadableFile) -> None:
        if isinstance(arrived, UnreadableFile):
            self.file_refused.emit(arrived)
            if arrived.study_key:
                self._miss(arrived)
            return
        outcome = arrived.image
        if outcome.header.study_key in opening.closed:
            return
        is_first = not opening.study_ids
        if outcome.header.study_key not in opening.study_ids:
            opening.study_ids.append(outcome.header.study_key)
        known = self._desk.known(outcome)
        if known is None and (known := self._desk.repeated(outcome)):
            self.file_refused.emit(SetAside.already_open(outcome.path))
        elif known is None:
            self.thumbnail_made.emit(outcome, arrived.thumbnail)
            self._add(outcome)
        front = self.selected
        if is_first or (front and opening.leads(outcome, front[1])):
            opening.shown = known or outcome
            self._select_image(opening.shown)

    def _miss(self, refused: UnreadableFile) -> None:
        """Remember a gap in a study; a verdict that was made without it is made again."""
        opened = self._desk.missed(refused)
        if opened is not None:
            self._desk.put(opened)
            if opened.phase is Phase.JUDGED:
                self._change(opened.back_to(Phase.WAITING), self.judging_cancelled)

    def _add(self, image: Image) -> None:
        if image.header.study_key == self._judged_now:
            self._interrupt(Phase.WAITING)
        self._change(self._desk.with_image(image), self.image_opened)

    def _on_files_read(self, opening: Opening) -> None:
        self._openings.remove(opening)
        for study_id in opening.study_ids:
            if study_id not in self._desk:
                continue
            opened = self._desk[study_id]
            arrived = opened.phase is Phase.ARRIVING
            self._change(opened.back_to(Phase.WAITING) if arrived else opened, self.study_opened)
        if not self._reader.busy:
            self.opening_finished.emit()
        self._judge_next()

    def _on_reading_failed(self, opening: Opening, paths: Sequence[Path], error: Exception) -> None:
        _log.error("Reading files failed", exc_info=error)
        reason = f"Reading stopped ({type(error).__name__}: {error})."
        for path in paths:
            self.file_refused.emit(UnreadableFile(path, reason, "Open the other files without it."))
        self._on_files_read(opening)

    # --- what comes back from judging

    def _judge_next(self) -> None:
        """Judge the selected study if it waits, else go on, else take the first that waits."""
        target = self._desk.next_waiting()
        busy = self._judged_now is not None
        if target is None or (busy and not self._desk.is_in_front(target)):
            return
        self._interrupt(Phase.WAITING)
        self._judged_now = target
        opened = self._desk[target].back_to(Phase.JUDGING)
        self._change(opened, self.judging_started)
        self._request = self._judging.submit(
            partial(_judge, self._judge, self._asked(opened)),
            reported=self._on_judging_reported,
            finished=self._on_judging_finished,
            failed=self._on_judging_failed,
        )

    def _on_judging_reported(self, value: BundleInfo | Judgement) -> None:
        if isinstance(value, BundleInfo):
            self._info = value
            self.bundle_loaded.emit(value)
        elif self._judged_now is not None:
            self._change(self._desk[self._judged_now].with_judgement(value), self.image_judged)

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
            study = self._desk[self._judged_now].study
            failure = NoVerdict(f"Not judged. {error.reason}", failed=True)
            judgements = (failure,) * len(study.images)
            self._conclude(StudyVerdict(study, judgements, None, None, failure.reason))

    def _conclude(self, verdict: StudyVerdict) -> None:
        self._judged_now = None
        opened = self._desk[verdict.study.id].judged(verdict, self._info)
        self._change(opened, self.study_judged)
        self._judge_next()

    def _interrupt(self, phase: Phase) -> None:
        """Give up the judgement under way; nothing of it arrives any more."""
        self.looks.give_up()
        self._judging.cancel_all()
        if self._judged_now is not None:
            opened = self._desk[self._judged_now].back_to(phase)
            self._judged_now = None
            self._change(opened, self.judging_cancelled)

    def _select_image(self, image: Image | None) -> None:
        self.frames.give_up()
        self._fetcher.give_up()
        self._desk.lay_in_front(image)
        front = self.selected
        pixels = image.pixels_at_hand if image else None
        if front is None:
            self.image_selected.emit(None, None)
        elif pixels is None:
            self.image_awaited.emit(*front)
            self._fetcher.fetch(front[1])
        else:  # ``pixels`` stay in memory while the slots run
            self._on_pixels_fetched(front[1])

    def _on_pixels_fetched(self, image: Image) -> None:
        self.image_selected.emit(self._visible(self._desk[image.header.study_key]), image)
        beside = (self._desk.image_beyond(1), self._desk.image_beyond(-1))
        self._fetcher.fetch_ahead([each for each in beside if each is not None])

    def _on_fetching_failed(self, image: Image, error: MuraDesktopError) -> None:
        self.image_lost.emit(error)
        self._stale(self._desk[image.header.study_key], f"Stale: {error.reason}")

    def _asked(self, opened: OpenStudy) -> Asked:
        return Asked(opened.study, self._device, self._bundle, opened.regions, self._method)

    def _stale(self, opened: OpenStudy, why: str) -> None:
        if opened.verdict is not None:
            self._change(opened.gone_stale(why), self.verdict_staled)

    def _change(self, opened: OpenStudy, signal: SignalInstance) -> None:
        self._desk.put(opened)
        signal.emit(self._visible(opened))

    def _visible(self, opened: OpenStudy) -> OpenStudy:
        return opened.withheld() if self._is_withheld(opened) else opened


def _judge(judge: Judge, asked: Asked, report: Report, cancelled: Cancelled) -> Judged | None:
    return judge.judge(asked, report, cancelled)
