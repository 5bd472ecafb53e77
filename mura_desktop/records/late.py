"""Log and journal for a window that shows before it needs them: SQLite comes with the first use.

The first use is in the thread that reads or writes, so the window waits for neither.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mura_desktop.domain.reading import Entry, Reading
    from mura_desktop.domain.verdict import Judgement
    from mura_desktop.records.judgements import SqliteJournal
    from mura_desktop.records.log import SqliteReadingLog


class LateLog:
    """A :class:`~mura_desktop.records.log.SqliteReadingLog`, made when it is first asked."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when something is recorded."""
        self._folder = folder

    def record(self, study_key: str, reading: Reading) -> None:
        """Keep what is new in a reading; when this returns it is on disk."""
        self._log.record(study_key, reading)

    def note_seen(self, study_keys: Iterable[str]) -> None:
        """Keep that the program's verdicts on some studies were seen."""
        self._log.note_seen(study_keys)

    def was_seen(self, study_key: str) -> bool:
        """Whether the program's verdict on a study was ever seen."""
        return self._log.was_seen(study_key)

    def check(self) -> Path | None:
        """Look the log through, and return where a damaged one was set aside."""
        return self._log.check()

    def exported(self, entries: Sequence[Entry], kind: str) -> str:
        """Return readings as text for other programs, ``csv`` or ``json``."""
        return self._log.exported(entries, kind)

    def entries(self) -> tuple[Entry, ...]:
        """Return every reading with an opinion, in the order of beginning."""
        return self._log.entries()

    @cached_property
    def _log(self) -> SqliteReadingLog:
        from mura_desktop.records.folder import Records
        from mura_desktop.records.log import SqliteReadingLog

        return SqliteReadingLog(Records(self._folder))


class LateJournal:
    """A :class:`~mura_desktop.records.judgements.SqliteJournal`, made when it is first asked."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when something is kept."""
        self._folder = folder

    def find(self, key: str) -> Judgement | None:
        """Return what was kept under a key, or None."""
        return self._journal.find(key)

    def keep(self, key: str, judgement: Judgement) -> None:
        """Keep a judgement; when this returns it is on disk."""
        self._journal.keep(key, judgement)

    def forget(self, keys: Iterable[str]) -> None:
        """Forget what was kept under some keys."""
        self._journal.forget(keys)

    @cached_property
    def _journal(self) -> SqliteJournal:
        from mura_desktop.records.folder import Records
        from mura_desktop.records.judgements import SqliteJournal

        return SqliteJournal(Records(self._folder))
