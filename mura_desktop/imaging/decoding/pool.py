"""Decoders kept warm, and what a lost one means to the reader."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from pathlib import Path

from mura_desktop.domain import giving_up
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.decoding.process import Crashed, Decoder, NotStarted, TooSlow
from mura_desktop.imaging.decoding.wire import Decoded, Refusal, Work

LEAST_SECONDS = 6.0
"""How much processor time decoding may take, however small the file."""

SECONDS_PER_MEGABYTE = 1.0
"""How much more, for each megabyte of compressed pixels: JPEG 2000 on a slow machine."""

MOST_KEPT = 2
"""How many decoders wait for work: one for what is being read, one for what is looked at."""

_REMEDY = "Export it again, uncompressed if possible."


def decode_apart(path: Path, size: int, work: Work, *arguments: object) -> Decoded:
    """Have untrusted pixels decoded by ``work(*arguments)`` in another process.

    Args:
        path: The file, for the message only.
        size: How many bytes of compressed pixels there are; the time limit grows with it.
        work: A function of a module, which the other process imports by its name. It returns an
            array of integers and anything that JSON can say. It may raise UnreadableFile.
        arguments: What it is called with; they are pickled.

    Returns:
        What it returned; the array is the caller's own, facts are as JSON gives them back.

    Raises:
        UnreadableFile: if ``work`` refuses or fails, or the process crashes or takes too long.
        GivenUp: once the answer is not wanted any more; see :mod:`mura_desktop.domain.giving_up`.
    """
    seconds = LEAST_SECONDS + SECONDS_PER_MEGABYTE * size / 1e6
    try:
        answer = _pool.ask(work, arguments, seconds=seconds, cancelled=giving_up.asked())
    except Crashed as error:
        raise UnreadableFile(
            path, "The decoder crashed while reading the pixels: they are damaged.", _REMEDY
        ) from error
    except TooSlow as error:
        reason = f"The decoder was still reading the pixels after {seconds:.0f} seconds."
        raise UnreadableFile(path, reason, _REMEDY) from error
    except (NotStarted, OSError) as error:
        raise UnreadableFile(
            path, "The decoder could not be started.", "Close other programs and try again."
        ) from error
    if isinstance(answer, Refusal):
        raise UnreadableFile(path, answer.reason, answer.remedy)
    return answer


def warm() -> None:
    """Start a decoder unless one is ready; it gets ready while the caller goes on."""
    _pool.warm()


class Pool:
    """Decoders that wait for work. One that was lost is replaced when it is missed."""

    def __init__(self) -> None:
        self._idle: list[Decoder] = []
        self._lock = threading.Lock()

    @property
    def idle(self) -> tuple[int, ...]:
        """The ids of the processes that wait for work."""
        return tuple(decoder.number for decoder in self._idle)

    def ask(
        self,
        work: Work,
        arguments: tuple[object, ...],
        *,
        seconds: float,
        cancelled: Callable[[], bool],
    ) -> Decoded | Refusal:
        """Ask a decoder that waits, or a new one; see :meth:`Decoder.ask`."""
        decoder = self._taken()
        try:
            answer = decoder.ask(work, arguments, seconds=seconds, cancelled=cancelled)
        except (Crashed, TooSlow):
            self.warm()  # the next file is likely to need one
            raise
        self._put_back(decoder)
        return answer

    def warm(self) -> None:
        """Have a decoder ready, if the operating system lets it start."""
        try:
            decoder = self._taken()
        except OSError:  # who needs it will be told
            return
        self._put_back(decoder)

    def close(self) -> None:
        """End all that wait."""
        with self._lock:
            ending, self._idle = self._idle, []
        for decoder in ending:
            decoder.end()

    def forget(self) -> None:
        """Let go of what belongs to the process that this one was forked from."""
        self._idle = []
        self._lock = threading.Lock()

    def _taken(self) -> Decoder:
        while True:
            with self._lock:
                decoder = self._idle.pop() if self._idle else None
            if decoder is None:
                return Decoder()
            if decoder.alive:
                return decoder
            decoder.end()  # it died while nobody asked

    def _put_back(self, decoder: Decoder) -> None:
        with self._lock:
            is_wanted = len(self._idle) < MOST_KEPT
            if is_wanted:
                self._idle.append(decoder)
        if not is_wanted:
            decoder.end()


_pool = Pool()
atexit.register(_pool.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.forget)
