"""Work off the GUI thread: the only file that knows threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from mura_desktop.domain.giving_up import giving_up_when

Report = Callable[[Any], None]
Cancelled = Callable[[], bool]
Work = Callable[[Report, Cancelled], Any]

_COURTESY_SECONDS = 1.0


@dataclass(frozen=True)
class _Request:
    """A piece of work on its way: what to do, and whom to tell."""

    number: int
    work: Work
    reported: Callable[[Any], None]
    finished: Callable[[Any], None]
    failed: Callable[[Exception], None]
    cancelled: threading.Event = field(default_factory=threading.Event)
    taken: threading.Event = field(default_factory=threading.Event)


class Runner(QObject):
    """Runs plain functions one after another on a thread of its own.

    A function is called with ``report`` and ``cancelled``: it may report values on its way and
    should stop soon after ``cancelled()`` is true. Reports, result and exception come back in the
    thread that the runner lives in, in order. Nothing of a cancelled request ever comes back, and
    what it waits for is given up (:mod:`mura_desktop.domain.giving_up`).

    After a report the function waits until it was taken, a second at most: threads that speak
    Python at once take turns, and beside one that reads on, the window takes three times as long
    to show what was read.

    The thread starts with the first request and ends in :meth:`close`.
    """

    _answered = Signal(int, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._queue: SimpleQueue[_Request | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._count = 0
        self._live: dict[int, _Request] = {}
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        work: Work,
        *,
        reported: Callable[[Any], None],
        finished: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> int:
        """Queue work.

        Args:
            work: Called on the runner's thread with ``report`` and ``cancelled``.
            reported: Called here with each reported value.
            finished: Called here with the result, last.
            failed: Called here with the exception instead, last.

        Returns:
            The request's number, for :meth:`cancel`.
        """
        self._count += 1
        request = _Request(self._count, work, reported, finished, failed)
        self._live[request.number] = request
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name)
            self._thread.start()
        self._queue.put(request)
        return request.number

    def cancel(self, number: int) -> None:
        """Give up a request; no answer of it arrives any more."""
        request = self._live.pop(number, None)
        if request is not None:
            request.cancelled.set()
            request.taken.set()

    def cancel_all(self) -> None:
        """Give up every request."""
        for number in tuple(self._live):
            self.cancel(number)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._live)

    def close(self) -> None:
        """Give up every request and wait for the thread to end."""
        self.cancel_all()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def finish(self) -> None:
        """Do all that was asked for and wait for the thread to end; no answer arrives any more."""
        self._live.clear()
        self.close()

    def _run(self) -> None:
        while self._perform_next():
            pass

    def _perform_next(self) -> bool:
        """Wait for a request and perform it; nothing of it is kept while the next is awaited."""
        request = self._queue.get()
        if request is not None and not request.cancelled.is_set():
            self._perform(request)
        return request is not None

    def _perform(self, request: _Request) -> None:
        def answer(deliver: Callable[[], None]) -> None:
            self._answered.emit(request.number, deliver)

        def report(value: object) -> None:
            request.taken.clear()
            answer(partial(request.reported, value))
            if not request.cancelled.is_set():
                request.taken.wait(_COURTESY_SECONDS)

        try:
            with giving_up_when(request.cancelled.is_set):
                result = request.work(report, request.cancelled.is_set)
        except Exception as error:  # whatever the work raises is told to whom it concerns
            answer(partial(self._end, request, partial(request.failed, error)))
        else:
            answer(partial(self._end, request, partial(request.finished, result)))

    def _on_answered(self, number: int, deliver: Callable[[], None]) -> None:
        request = self._live.get(number)
        if request is not None:
            try:
                deliver()
            finally:
                request.taken.set()

    def _end(self, request: _Request, deliver: Callable[[], None]) -> None:
        del self._live[request.number]
        deliver()
