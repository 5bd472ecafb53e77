"""What went wrong, kept where the system keeps logs, and never whose radiograph it was.

A log line says when, how grave, where in the program, and which kind of error; lines between say
what the session was doing (``steps.py``). It holds neither the text of an error nor a value that a
message was given, because both may quote a header or a file name, and those name patients. One
session's log is kept beside the present one's.
"""

from __future__ import annotations

import errno
import faulthandler
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLockFile

import mura_desktop

LOG, LAST_LOG = "mura-desktop.log", "mura-desktop.last.log"

_ENDED = "The session came to its end.\n"
_CRASHED = (b"Fatal Python error: ", b"Windows fatal exception: ")
"""How ``faulthandler`` begins: a crash below Python, which it can still write down."""
_Place = TracebackType | None
_log = logging.getLogger(__name__)
_program = logging.getLogger(mura_desktop.__name__)


@dataclass(frozen=True)
class BrokenOff:
    """A session that did not come to its end.

    Attributes:
        log: Its log.
        crashed: Whether the log tells of a crash. Where it does not, nobody knows: a program that
            is killed, or whose computer stops, writes nothing.
    """

    log: Path
    crashed: bool


class Logbook:
    """The log of a session of the program with a window.

    Of several windows that are open at once, the first keeps the log.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the session begins."""
        self._folder = folder
        self._lock = QLockFile(str(folder / "session.lock"))
        # a lock is stale when its process is gone, however long a reading lasts
        self._lock.setStaleLockTime(0)
        self._stream: TextIOWrapper | None = None
        self._handler: logging.Handler | None = None

    @property
    def log(self) -> Path:
        """Where this session's log is kept."""
        return self._folder / LOG

    def begin(self, told: Callable[[], None] = lambda: None) -> BrokenOff | None:
        """Begin the session's log.

        Args:
            told: Called when an error that nobody foresaw was written down; from any thread.

        Returns:
            The session before, when that one did not come to its end; else None.

        Raises:
            OSError: when the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._lock.tryLock(0):
            if self._lock.error() == QLockFile.LockError.LockFailedError:
                return None  # another window's session goes on
            raise OSError(errno.EIO, "no lock can be made there", str(self._folder))
        log, last = self.log, self._folder / LAST_LOG
        before = log.read_bytes() if log.exists() else _ENDED.encode()
        if log.exists():
            log.replace(last)
        self._stream = log.open("w", encoding="utf-8")
        self._listen(self._stream, told)
        if before.endswith(_ENDED.encode()):
            return None
        return BrokenOff(last, any(each in before for each in _CRASHED))

    def end(self) -> None:
        """End the log: the session came to its end."""
        if self._stream is None:
            return
        faulthandler.disable()
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            _program.setLevel(logging.NOTSET)
        self._stream.write(_ENDED)
        self._stream.close()
        self._stream = None
        self._lock.unlock()

    def _listen(self, stream: TextIOWrapper, told: Callable[[], None]) -> None:
        stream.write(
            f"MURA Desktop {mura_desktop.__version__}, Python {platform.python_version()}, "
            f"{platform.platform()}, {datetime.now():%Y-%m-%d %H:%M:%S}\n"
        )
        stream.flush()
        faulthandler.enable(stream)  # for what ends the process without Python
        self._handler = logging.StreamHandler(stream)
        self._handler.setFormatter(Discreet())
        logging.getLogger().addHandler(self._handler)
        _program.setLevel(logging.INFO)  # others keep to warnings

        def note(kind: type[BaseException], error: BaseException, place: _Place) -> None:
            _note(kind, error, place)
            told()

        def note_in_thread(arguments: threading.ExceptHookArgs) -> None:
            if arguments.exc_value is not None:
                note(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

        sys.excepthook = note
        threading.excepthook = note_in_thread


class Discreet(logging.Formatter):
    """Writes a record without any value that it was given."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the time, the level, the place, the message's fixed words and the error's kind."""
        words = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {words}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f"\n{kind_and_place(record.exc_info[1])}"
        return line


def kind_and_place(error: BaseException) -> str:
    """Return the kind of an error and of its causes, and the lines it came by, without its text."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"\n  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames)
    return f"{' from '.join(kinds)}{places}"


def _note(kind: type[BaseException], error: BaseException, place: _Place) -> None:
    _log.critical("an error that nobody foresaw", exc_info=(kind, error, place))
    sys.__excepthook__(kind, error, place)
