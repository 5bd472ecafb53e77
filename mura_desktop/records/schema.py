"""The tables of the records, version by version."""

from __future__ import annotations

import sqlite3

APPLICATION = 0x4D555241
"""``PRAGMA application_id``: what tells the program's file from any other database."""

_FIRST = """
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    study TEXT NOT NULL,
    begun TEXT NOT NULL,
    region TEXT NOT NULL,
    UNIQUE (study, begun)
) STRICT;
CREATE TABLE opinion (
    reading INTEGER NOT NULL REFERENCES reading,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    verdict TEXT NOT NULL,
    conclusion TEXT NOT NULL,
    program_seen INTEGER NOT NULL,
    PRIMARY KEY (reading, number)
) STRICT;
CREATE TABLE showing (
    reading INTEGER NOT NULL REFERENCES reading,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    verdict TEXT,
    probability REAL,
    reason TEXT,
    not_suspected_below REAL,
    suspected_from REAL,
    bundle TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (reading, number)
) STRICT;
"""

_NEVER_CHANGED = "".join(
    f"CREATE TRIGGER {table}_{event} BEFORE {event} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, 'the reading log is never changed'); END;\n"
    for table in ("reading", "opinion", "showing")
    for event in ("UPDATE", "DELETE")
)

_JUDGEMENTS = """
CREATE TABLE judgement (
    key TEXT PRIMARY KEY,
    facts TEXT NOT NULL,
    heat BLOB NOT NULL
) STRICT;
"""

_SEEN = "CREATE TABLE seen (study TEXT PRIMARY KEY) STRICT;\n"

MIGRATIONS = (_FIRST + _NEVER_CHANGED, _JUDGEMENTS, _SEEN)
"""What brings a database from each version to the next; its version is ``PRAGMA user_version``."""


def version_of(database: sqlite3.Connection) -> int:
    """Return how many migrations a database has seen."""
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    return version


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Run the migrations that a database has not seen, each whole or not at all."""
    for number in range(version_of(database), len(MIGRATIONS)):
        database.executescript(
            f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION}; {MIGRATIONS[number]}"
            f"PRAGMA user_version = {number + 1}; COMMIT;"
        )
