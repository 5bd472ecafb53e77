"""The readings of the open studies, from first look to log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.reading import (
    Opinion,
    Reading,
    ReadingLog,
    Showing,
    without_identity,
)
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import Verdict
from mura_desktop.ui.reading.open_study import OpenStudy, any_told
from mura_desktop.ui.reading.second_looks import Looked
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


class Recording(QObject):
    """Keeps what the reader says of each open study, and what the program showed of it.

    A study's verdict counts as seen as soon as it is there and not withheld, for then the list of
    open studies shows it, whichever study is in front; and so does one on any image of it, one by
    another bundle, and one in a list of a folder. The log remembers that for good.
    """

    commit_first_chosen = Signal(bool)
    """Whether the program's verdict waits for the reader's from now on."""
    changed = Signal(str)
    """Identifier of a study: something of its reading is another."""
    failed = Signal(object)
    """MuraDesktopError: what the reader said could not be recorded, or the log not be read."""
    set_aside = Signal(object)
    """Path: where a damaged log is now, untouched."""
    entries_read = Signal(object)
    """Every Entry of the log, in a tuple."""

    def __init__(
        self, session: ReadingSession, log: ReadingLog, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.log = log
        self._session = session
        self._runner = Runner("recording", self)
        self._readings: dict[str, Reading] = {}
        self._glanced: set[str] = set()  # open, and some of the program's judgements were seen
        self._committed: set[str] = set()  # the reader has recorded a verdict in this session
        self._seen_before: set[str] = set()  # as far as the log was asked, or told
        self._under_way: set[str] = set()
        self._commit_first = False
        session.image_selected.connect(self._on_image_selected)
        for told in (
            *(session.image_opened, session.study_opened),  # what was withheld may be seen now
            *(session.image_judged, session.study_judged, session.verdict_staled),
        ):
            told.connect(self._see)
        session.queue.looks.looked.connect(self._on_looked)
        session.study_closed.connect(self._on_study_closed)

    @property
    def commit_first(self) -> bool:
        """Whether the program's verdict waits for the reader's."""
        return self._commit_first

    def set_commit_first(self, on: bool) -> None:
        """Withhold the program's verdict on what was not seen yet, or no longer."""
        if on:
            for opened in self._session.studies:
                if opened.tells:
                    self._glance(opened.study.id)
        self._commit_first = on
        self._session.withhold(lambda opened: self.withholds(opened.study.id))
        self.commit_first_chosen.emit(on)

    def reading(self, study_id: str) -> Reading | None:
        """Return the reading of an open study, or None before it was looked at."""
        return self._readings.get(study_id)

    def withholds(self, study_id: str) -> bool:
        """Whether nothing of what the program says of a study, open or not, may be seen now."""
        known = study_id in self._glanced or study_id in self._committed
        return self._commit_first and not known

    def was_seen_before(self, study_id: str) -> bool:
        """Whether the program's verdict on a study was seen earlier, as far as is known yet."""
        return study_id in self._seen_before

    def note_seen(self, study_ids: Iterable[str]) -> None:
        """Remember that the program's verdicts on some studies were on screen."""
        news = frozenset(study_ids) - self._seen_before
        if news:
            self._seen_before |= news
            self._runner.submit(
                lambda _, __: self.log.note_seen(news),
                reported=lambda _: None,
                finished=lambda _: None,
                failed=partial(self._on_failed, ""),
            )

    def is_under_way(self, study_id: str) -> bool:
        """Whether something that was said of a study is not on disk yet."""
        return study_id in self._under_way

    def record(self, opened: OpenStudy, verdict: Verdict, conclusion: str) -> None:
        """Record what the reader says; :attr:`changed` tells when it is on disk."""
        study_id = opened.study.id
        if study_id in self._under_way:
            return
        before = self._readings.get(study_id) or _begun(opened)
        seen = study_id in self._glanced or study_id in self._seen_before
        reading = before.with_opinion(Opinion(_now(), verdict, conclusion, seen))
        self._under_way.add(study_id)
        self._submit(opened, reading, partial(self._on_kept, study_id))
        self.changed.emit(study_id)

    def check_log(self) -> None:
        """Look the log through before anything is recorded."""
        self._runner.submit(
            lambda _, __: self.log.check(),
            reported=lambda _: None,
            finished=self._on_log_checked,
            failed=partial(self._on_failed, ""),
        )

    def _on_log_checked(self, aside: Path | None) -> None:
        if aside is not None:
            self.set_aside.emit(aside)

    def read_entries(self) -> None:
        """Read the log; :attr:`entries_read` brings it."""
        self._runner.submit(
            lambda _, __: self.log.entries(),
            reported=lambda _: None,
            finished=self.entries_read.emit,
            failed=partial(self._on_failed, ""),
        )

    def shut_down(self) -> None:
        """Wait until all that was said is on disk."""
        self._runner.finish()

    def _submit(self, opened: OpenStudy, reading: Reading, kept: Callable[[Reading], None]) -> None:
        self._runner.submit(
            partial(_keep, self.log, opened, reading),
            reported=lambda _: None,
            finished=kept,
            failed=partial(self._on_failed, opened.study.id),
        )

    def _on_kept(self, study_id: str, reading: Reading) -> None:
        self._under_way.discard(study_id)
        self._committed.add(study_id)
        if study_id in self._readings:  # else it was closed meanwhile
            self._readings[study_id] = reading
        self._session.show_again(study_id)  # what was withheld may be seen now
        self.changed.emit(study_id)

    def _on_failed(self, study_id: str, error: Exception) -> None:
        self._under_way.discard(study_id)
        if not isinstance(error, MuraDesktopError):
            _log.error("Recording a reading failed", exc_info=error)
            error = MuraDesktopError(
                "The reading log",
                f"Nothing was recorded ({type(error).__name__}).",
                "Try again; the report can still be saved.",
            )
        self.changed.emit(study_id)
        self.failed.emit(error)

    def _on_image_selected(self, opened: OpenStudy | None, image: Image | None) -> None:
        if opened is not None:
            if opened.study.id not in self._readings:
                self._readings[opened.study.id] = _begun(opened)
                self._ask_whether_seen(opened.study.id)
            self._see(opened)

    def _ask_whether_seen(self, study_id: str) -> None:
        self._runner.submit(
            lambda _, __: self.log.was_seen(study_id),
            reported=lambda _: None,
            finished=lambda seen: self._on_recalled(study_id) if seen else None,
            failed=partial(self._on_failed, ""),
        )

    def _on_recalled(self, study_id: str) -> None:
        self._seen_before.add(study_id)
        self.changed.emit(study_id)

    def _glance(self, study_id: str) -> None:
        self._glanced.add(study_id)
        self.note_seen([study_id])

    def _on_looked(self, looked: Looked) -> None:
        if looked.verdict is not None and any_told(looked.verdict.images):
            self._glance(looked.verdict.study.id)

    def _see(self, opened: OpenStudy) -> None:
        """Note that the reader sees what there is of the program's verdict."""
        if not opened.tells:
            return
        study_id = opened.study.id
        self._glance(study_id)
        info = opened.info or self._session.queue.bundle
        reading = self._readings.get(study_id)
        if opened.verdict is None or info is None or reading is None or opened.stale:
            return
        shown = reading.with_showing(Showing.of(opened.verdict, info, _now()))
        if shown is reading or study_id in self._under_way:
            return
        self._readings[study_id] = shown
        if shown.opinions:
            self._submit(opened, shown, lambda _: self.changed.emit(study_id))

    def _on_study_closed(self, opened: OpenStudy) -> None:
        # opened again it is a new reading, withheld anew; that it was seen is not forgotten
        self._readings.pop(opened.study.id, None)
        self._glanced.discard(opened.study.id)


def _begun(opened: OpenStudy) -> Reading:
    known = next((image.region for image in opened.study.images if image.region), None)
    return Reading(_now(), known.code if known else "")


def _now() -> datetime:
    return datetime.now(UTC)


def _nameless(reading: Reading, opened: OpenStudy) -> Reading:
    """Return a reading whose conclusions do not name the patient."""
    patient = opened.study.header.patient
    opinions = tuple(
        replace(each, conclusion=without_identity(each.conclusion, patient))
        for each in reading.opinions
    )
    return replace(reading, opinions=opinions)


def _keep(
    log: ReadingLog, opened: OpenStudy, reading: Reading, _: Report, __: Cancelled
) -> Reading:
    """Record a reading and return it as it was recorded, but for names."""
    opinions = reading.opinions
    if not opinions[-1].program_seen and not reading.showings and log.was_seen(opened.study.id):
        reading = reading.with_program_seen()
    log.record(opened.study.id, _nameless(reading, opened))
    return reading
