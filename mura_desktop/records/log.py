"""The reading log: what the reader said, what the program said, and in which order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

from mura_desktop.domain.reading import Entry, Opinion, Reading, Showing
from mura_desktop.domain.verdict import Verdict
from mura_desktop.records.export import as_csv, as_json
from mura_desktop.records.folder import Records

_OPINION = (
    "INSERT INTO opinion (reading, number, at, verdict, conclusion, program_seen)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_SHOWING = (
    "INSERT INTO showing (reading, number, at, verdict, probability, reason, not_suspected_below,"
    " suspected_from, bundle, version, sha256, label) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_WAS_SEEN = (  # a log of before there was a table of its own knows it from what was shown
    "SELECT 1 FROM seen WHERE study = ? UNION ALL SELECT 1 FROM showing"
    " JOIN reading ON reading.id = showing.reading WHERE reading.study = ? LIMIT 1"
)


class SqliteReadingLog:
    """A reading log in the records' database. Rows are added; the database refuses a change."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def record(self, study_key: str, reading: Reading) -> None:
        """Keep what is new in a reading; when this returns it is on disk.

        Args:
            study_key: The study_key of its images; a salted hash of it is kept.
            reading: The reading with all that was recorded of it before.

        Raises:
            MuraDesktopError: when it could not be kept.
        """
        key = self._records.hashed(study_key), reading.begun.isoformat()
        with self._records.opened() as database:
            database.execute(
                "INSERT OR IGNORE INTO reading (study, begun, region) VALUES (?, ?, ?)",
                (*key, reading.region),
            )
            found = database.execute("SELECT id FROM reading WHERE study = ? AND begun = ?", key)
            row: int = found.fetchone()[0]
            for number in range(_count(database, "opinion", row), len(reading.opinions)):
                database.execute(_OPINION, (row, number, *_opinion_row(reading.opinions[number])))
            for number in range(_count(database, "showing", row), len(reading.showings)):
                database.execute(_SHOWING, (row, number, *_showing_row(reading.showings[number])))

    def note_seen(self, study_keys: Iterable[str]) -> None:
        """Keep that the program's verdicts on some studies were seen; salted hashes are kept.

        Raises:
            MuraDesktopError: when it could not be kept.
        """
        rows = [(self._records.hashed(key),) for key in study_keys]
        with self._records.opened() as database:
            database.executemany("INSERT OR IGNORE INTO seen (study) VALUES (?)", rows)

    def was_seen(self, study_key: str) -> bool:
        """Whether the program's verdict on a study was ever seen.

        Raises:
            MuraDesktopError: when the log cannot be read.
        """
        key = self._records.hashed(study_key)
        with self._records.opened() as database:
            return database.execute(_WAS_SEEN, (key, key)).fetchone() is not None

    def check(self) -> Path | None:
        """Look the log through, and return where a damaged one was set aside."""
        return self._records.check()

    def exported(self, entries: Sequence[Entry], kind: str) -> str:
        """Return readings as text for other programs, ``csv`` or ``json``."""
        return as_csv(entries) if kind == "csv" else as_json(entries)

    def entries(self) -> tuple[Entry, ...]:
        """Return every reading with an opinion, in the order of beginning.

        Raises:
            MuraDesktopError: when the log cannot be read.
        """
        with self._records.opened() as database:
            opinions = _by_reading(
                database,
                "SELECT reading, at, verdict, conclusion, program_seen FROM opinion"
                " ORDER BY reading, number",
            )
            showings = _by_reading(
                database,
                "SELECT reading, at, verdict, probability, reason, not_suspected_below,"
                " suspected_from, bundle, version, sha256, label FROM showing"
                " ORDER BY reading, number",
            )
            rows = database.execute("SELECT id, study, begun, region FROM reading ORDER BY begun")
            return tuple(
                Entry(
                    study,
                    Reading(
                        datetime.fromisoformat(begun),
                        region,
                        tuple(_opinion(*row) for row in opinions[number]),
                        tuple(_showing(row) for row in showings.get(number, ())),
                    ),
                )
                for number, study, begun, region in rows
                if number in opinions
            )


def _count(database: sqlite3.Connection, table: str, reading: int) -> int:
    found = database.execute(f"SELECT count(*) FROM {table} WHERE reading = ?", (reading,))
    count: int = found.fetchone()[0]
    return count


_Row = tuple[Any, ...]
"""What SQLite gives: texts, numbers and None, in the order of the query."""


def _by_reading(database: sqlite3.Connection, query: str) -> dict[int, list[_Row]]:
    rows: dict[int, list[_Row]] = {}
    for reading, *row in database.execute(query):
        rows.setdefault(reading, []).append(tuple(row))
    return rows


def _opinion_row(opinion: Opinion) -> _Row:
    return (
        opinion.at.isoformat(),
        opinion.verdict.value,
        opinion.conclusion,
        int(opinion.program_seen),
    )


def _opinion(at: str, verdict: str, conclusion: str, program_seen: int) -> Opinion:
    return Opinion(datetime.fromisoformat(at), Verdict(verdict), conclusion, bool(program_seen))


def _showing_row(showing: Showing) -> _Row:
    at, verdict, *rest = astuple(showing)
    return at.isoformat(), verdict and verdict.value, *rest


def _showing(row: _Row) -> Showing:
    at, verdict, *rest = row
    return Showing(datetime.fromisoformat(at), Verdict(verdict) if verdict else None, *rest)
