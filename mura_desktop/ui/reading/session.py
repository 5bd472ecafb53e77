"""The reading session: path to study to verdict, told as signals. No widgets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from mura_desktop.domain.errors import MuraDesktopError, SetAside, UnreadableFile
from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.domain.study import Image
from mura_desktop.ui.reading.arrivals import Arrival, Loader, read
from mura_desktop.ui.reading.desk import Desk
from mura_desktop.ui.reading.frames import FrameLoader, Frames
from mura_desktop.ui.reading.judgement_queue import JudgementQueue
from mura_desktop.ui.reading.judging import AnalyzerFactory
from mura_desktop.ui.reading.open_study import OpenStudy, Phase
from mura_desktop.ui.reading.opening import Opening, name_of
from mura_desktop.ui.reading.pixel_fetcher import PixelFetcher
from mura_desktop.ui.tasks import Runner

_CHANGED = "The file has changed since it was opened; what is open of it is what it was then."

_log = logging.getLogger(__name__)


class ReadingSession(QObject):
    """Everything that is open, and the one place that changes it.

    Studies are judged one after another, the selected one first: selecting a study, or opening a
    new one, gives up the judgement under way and comes back to it later.
    """

    opening_started = Signal(str)
    """Files are being read; they are called so. They wait for those of an opening before."""
    opening_ended = Signal(int)
    """The files of the first opening that still went on are read, and so many images were there."""
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
    """OpenStudy: its verdict no longer holds, or holds again."""
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
        self._reader = Runner("reading", self)
        self._desk = Desk()
        self.queue = JudgementQueue(self._desk, make_analyzer, self)
        self._hear_of_judgements()
        self._is_withheld: Callable[[OpenStudy], bool] = lambda opened: False
        self._openings: list[Opening] = []

    # --- opening and closing

    def open(self, paths: Sequence[Path]) -> None:
        """Read files and folders and add what they hold to what is open."""
        opening = Opening()
        self._openings.append(opening)
        self.opening_started.emit(name_of(paths))
        self._reader.submit(
            partial(read, self._load, tuple(paths)),
            reported=partial(self._on_file_read, opening),
            finished=lambda _: self._on_files_read(opening),
            failed=partial(self._on_reading_failed, opening, paths),
        )

    def close_study(self, study_id: str) -> None:
        """Close a study; another one is selected in its place."""
        if self.queue.is_judging(study_id):
            self.queue.interrupt(Phase.CANCELLED)
        for opening in self._openings:  # what is still to come of it is not wanted any more
            opening.closed.add(study_id)
        before = self.selected
        closed, after = self._desk.remove(study_id)
        self.study_closed.emit(self._visible(closed))
        if before is not None and after is not before[1]:
            self._select_image(after)
        self.queue.judge_next()

    def shut_down(self) -> None:
        """Give up all work and wait for both threads to end."""
        self._reader.cancel_all()
        self.queue.give_up()  # both are told before either is waited for
        self._reader.close()
        self.queue.shut_down()
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
        self.queue.judge_next()

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

    @property
    def busy(self) -> bool:
        """Whether anything is being read or judged, or waits for it."""
        busy = self._reader.busy or self.queue.looks.busy
        return busy or any(opened.busy for opened in self._desk.studies)

    def cancel(self) -> None:
        """Give up reading and judging; what was read and judged stays."""
        if self._reader.busy:
            self._reader.cancel_all()
            self._openings.clear()
            self.opening_finished.emit()
        self.queue.cancel()

    # --- what comes back from reading

    def _on_file_read(self, opening: Opening, arrived: Arrival | UnreadableFile) -> None:
        if isinstance(arrived, UnreadableFile):
            self.file_refused.emit(arrived)
            self._miss(arrived)
            return
        outcome = arrived.image
        opening.images += 1
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
        for outdated in self._desk.outdated(outcome):
            self._outdate(outdated)
        front = self.selected
        if is_first or (front and opening.leads(outcome, front[1])):
            opening.shown = known or outcome
            self._select_image(opening.shown)

    def _miss(self, refused: UnreadableFile) -> None:
        """Remember a gap in studies; a verdict that was made without it is made again."""
        for opened in self._desk.missed(refused):
            self._desk.put(opened)
            if opened.phase is Phase.JUDGED:
                self.queue.wait_again(opened)

    def _outdate(self, image: Image) -> None:
        """Say of an open image that its file shows another one by now, also when judged again."""
        changed = UnreadableFile(image.path, _CHANGED, "Close the study and open the file again.")
        changed.study_key = image.header.study_key
        self.file_refused.emit(changed)
        for opened in self._desk.missed(changed):
            self._desk.put(opened)
        why = "Stale: the pixels of a file have changed since this was judged."
        self.queue.lose_pixels(self._desk[changed.study_key], f"{why} {changed.remedy}")

    def _add(self, image: Image) -> None:
        if self.queue.is_judging(image.header.study_key):
            self.queue.interrupt(Phase.WAITING)
        self._change(self._desk.with_image(image), self.image_opened)

    def _on_files_read(self, opening: Opening) -> None:
        self._openings.remove(opening)
        for study_id in opening.study_ids:
            if study_id not in self._desk:
                continue
            opened = self._desk[study_id]
            arrived = opened.phase is Phase.ARRIVING
            self._change(opened.back_to(Phase.WAITING) if arrived else opened, self.study_opened)
        self.opening_ended.emit(opening.images)
        if not self._reader.busy:
            self.opening_finished.emit()
        self.queue.judge_next()

    def _on_reading_failed(self, opening: Opening, paths: Sequence[Path], error: Exception) -> None:
        _log.error("Reading files failed", exc_info=error)
        reason = f"Reading stopped ({type(error).__name__}: {error})."
        for path in paths:
            self.file_refused.emit(UnreadableFile(path, reason, "Open the other files without it."))
        self._on_files_read(opening)

    # --- what comes back from judging

    def _hear_of_judgements(self) -> None:
        queue = self.queue
        queue.started.connect(self._on_judging_started)
        queue.image_judged.connect(self._on_image_judged)
        queue.study_judged.connect(self._on_study_judged)
        queue.cancelled.connect(self._on_judging_cancelled)
        queue.staled.connect(self._on_verdict_staled)
        queue.failed.connect(self.judging_failed)
        queue.bundle_loaded.connect(self.bundle_loaded)
        queue.device_changed.connect(self.device_changed)

    def _on_judging_started(self, opened: OpenStudy) -> None:
        self.judging_started.emit(self._visible(opened))

    def _on_image_judged(self, opened: OpenStudy) -> None:
        self.image_judged.emit(self._visible(opened))

    def _on_study_judged(self, opened: OpenStudy) -> None:
        self.study_judged.emit(self._visible(opened))

    def _on_judging_cancelled(self, opened: OpenStudy) -> None:
        self.judging_cancelled.emit(self._visible(opened))

    def _on_verdict_staled(self, opened: OpenStudy) -> None:
        self.verdict_staled.emit(self._visible(opened))

    # --- keeping it together

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
        opened = self._desk[image.header.study_key]
        self.queue.lose_pixels(opened, f"Stale: {error.reason}")

    def _change(self, opened: OpenStudy, signal: SignalInstance) -> None:
        self._desk.put(opened)
        signal.emit(self._visible(opened))

    def _visible(self, opened: OpenStudy) -> OpenStudy:
        return opened.withheld() if self._is_withheld(opened) else opened
