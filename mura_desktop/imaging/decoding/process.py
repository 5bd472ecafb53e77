"""One decoder process, as the program sees it."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, BinaryIO, cast

from mura_desktop.domain.giving_up import GivenUp
from mura_desktop.imaging.decoding.wire import (
    BrokenWire,
    Decoded,
    Refusal,
    Request,
    Work,
    await_ready,
    receive_answer,
    send_request,
)

ARGUMENT = "--decoder"
"""What a frozen program is called with to be the decoder; it has no Python to start otherwise."""

_AT_ONCE = 1 << 20  # as large as Linux lets pipes be: the other end is woken less often
_LOOK_EVERY = 0.05  # seconds
_STARVED = 10.0  # times the processor time that a decoder may take: nobody else leaves it a tenth
_GRACE = 0.3  # seconds for what is nearly done: a new process takes longer to get ready
_START = 60.0  # seconds until a process that does not get ready is given up
_PATIENCE = 2.0  # seconds until a process that was told to end is made to


class NotStarted(Exception):  # noqa: N818 - named after what happened
    """The decoder did not get as far as taking requests."""


class Crashed(Exception):  # noqa: N818 - named after what happened
    """The decoder is gone, and with it the answer."""


class TooSlow(Exception):  # noqa: N818 - named after what happened
    """The decoder was ended because it took longer than it may."""


class Decoder:
    """A process that decodes. It starts at once, and is ready some tenths of a second later.

    Raises:
        OSError: if the operating system starts no process.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # decoders complain in words from the file
            pipesize=_AT_ONCE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows alone has it
        )
        self._ready = False

    @property
    def number(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def ask(
        self,
        work: Work,
        arguments: tuple[object, ...],
        *,
        seconds: float,
        cancelled: Callable[[], bool],
    ) -> Decoded | Refusal:
        """Have ``work(*arguments)`` done.

        Args:
            work: A function that the process can import by its name.
            arguments: What it is called with; they are pickled.
            seconds: How much processor time it may take. How long it may be about it is ten times
                that, because others may keep the machine busy; on Windows, where no process ends
                itself, it is just that.
            cancelled: Asked all the while; the process is ended soon after it says True. What is
                done by then is returned: a reader who steps on from image to image would otherwise
                wait for new processes.

        Raises:
            NotStarted: if the process never got ready. After any of the four it is gone.
            Crashed: if it died.
            TooSlow: if it took longer than it may.
            GivenUp: if it was cancelled.
        """
        if not self._ready:
            with self._watched(_START, cancelled, NotStarted, NotStarted):
                await_ready(self._pipe(self._process.stdout))
            self._ready = True
        patience = seconds if sys.platform == "win32" else _STARVED * seconds
        with self._watched(patience, cancelled, Crashed, TooSlow):
            send_request(self._pipe(self._process.stdin), Request(work, arguments, seconds))
            return receive_answer(self._pipe(self._process.stdout))

    def end(self) -> None:
        """End the process, by force unless it is gone already, and forget it."""
        self._process.kill()
        self._process.wait(_PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent is not wanted any more
                self._pipe(pipe).close()

    @property
    def _out_of_time(self) -> bool:
        """Whether the process ended itself because its processor time was over."""
        return sys.platform != "win32" and self._process.returncode == -signal.SIGPROF

    @contextmanager
    def _watched(
        self,
        seconds: float,
        cancelled: Callable[[], bool],
        dead: type[Exception],
        slow: type[Exception],
    ) -> Iterator[None]:
        """Talk to the process; when that fails it is ended, and the reason raised."""
        watch = _Watch(self._process, seconds, cancelled)
        try:
            with watch:
                yield
        except (OSError, BrokenWire) as error:
            self.end()
            if watch.given_up:
                raise GivenUp from error
            raise (slow if watch.overdue or self._out_of_time else dead) from error
        except BaseException:
            self.end()  # it is in the midst of something
            raise

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> BinaryIO:
        return cast(BinaryIO, pipe)


class _Watch:
    """Ends a process that takes too long or is not wanted any more, and says which.

    A thread does it, because the one that waits for an answer can do nothing else on Windows.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], seconds: float, cancelled: Callable[[], bool]
    ) -> None:
        self.overdue = False
        self.given_up = False
        self._process = process
        self._until = time.monotonic() + seconds
        self._cancelled = cancelled
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="decoder watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        wanted_until = math.inf
        while not self._done.wait(_LOOK_EVERY):
            now = time.monotonic()
            if wanted_until == math.inf and self._cancelled():
                wanted_until = now + _GRACE
            self.given_up = now > wanted_until
            self.overdue = now > self._until
            if self.given_up or self.overdue:
                self._process.kill()
                return


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    # -P: nothing is imported from the folder that the program was started in
    program = (
        f"import sys; sys.path[:] = {[place for place in sys.path if place]!r}\n"
        "from mura_desktop.imaging.decoding.child import main; main()"
    )
    return [sys.executable, "-P", "-c", program]
