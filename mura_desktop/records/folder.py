"""The folder of the records: a database that is checked before it is trusted, and a salt."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from mura_desktop.domain.errors import MuraDesktopError, UnwritableFile
from mura_desktop.domain.whole_file import write_whole
from mura_desktop.records import schema

DATABASE, SALT = "reading-log.sqlite3", "reading-log.salt"

_SALT_BYTES = 32
_WAIT_SECONDS = 10.0  # for another window that is writing


class Records:
    """A folder with the database of one user on one machine.

    Every piece of work opens the database and closes it again, so any thread may work and nothing
    is held open between readings.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when something is recorded."""
        self._folder = folder
        self._checked = False

    @property
    def path(self) -> Path:
        """The database."""
        return self._folder / DATABASE

    def check(self) -> Path | None:
        """Look the database through, and set it aside when it is damaged.

        Returns:
            Where a damaged file is now, untouched, while a new one begins; None when all is well.

        Raises:
            MuraDesktopError: when the folder refuses, or a newer version of the program wrote the
                file.
        """
        aside = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.path.exists() and not self._is_sound():
                aside = self._set_aside()
        except OSError as error:
            raise self._refused(error) from error
        self._checked = True
        with self.opened() as database:
            schema.bring_up_to_date(database)
        return aside

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Open the database for one piece of work.

        What is executed is on disk when this is left, or, after an exception, none of it is.

        Raises:
            MuraDesktopError: when the database refuses.
        """
        if not self._checked:
            self.check()
        try:
            with closing(_connect(self.path)) as database, database:
                yield database
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def hashed(self, text: str) -> str:
        """Return a text as 32 hex digits that only this folder's salt gives (HMAC-SHA-256).

        Raises:
            MuraDesktopError: when the salt is damaged, or the folder refuses.
        """
        return hmac.new(self._salt(), text.encode(), hashlib.sha256).hexdigest()[:32]

    def _salt(self) -> bytes:
        path = self._folder / SALT
        try:
            if not path.exists():
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_whole(path, secrets.token_bytes(_SALT_BYTES), private=True)
            salt = path.read_bytes()
        except (OSError, UnwritableFile) as error:
            raise self._refused(error) from error
        if len(salt) != _SALT_BYTES:
            # a hash with less of it could be guessed from a list of names
            raise MuraDesktopError(
                path,
                "It is damaged, and nothing is recorded without it.",
                "Put a copy of it back. Where there is none, remove it: readings are kept, and a "
                "study that was read before counts as new.",
            )
        return salt

    def _is_sound(self) -> bool:
        try:
            with closing(_connect(self.path)) as database:
                (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
                version = schema.version_of(database)
                known = database.execute("PRAGMA application_id").fetchone()[0]
        except sqlite3.OperationalError as error:
            # where another window has it, that one checked it
            return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
        except sqlite3.DatabaseError:
            return False
        if version > len(schema.MIGRATIONS):
            raise MuraDesktopError(
                "The reading log",
                "It was written by a newer version of the program.",
                "Use that version; nothing is recorded with this one.",
            )
        return bool(found == "ok") and (known == schema.APPLICATION or version == 0)

    def _refused(self, error: Exception) -> MuraDesktopError:
        """Return what is told where system or database refuse: no reader named the place."""
        if isinstance(error, UnwritableFile) and isinstance(error.__cause__, OSError):
            error = error.__cause__
        said = error.strerror if isinstance(error, OSError) else error
        return MuraDesktopError(
            "The reading log",
            f"It could not be read or written, and nothing is recorded ({said}).",
            f"Make room, and see that {self._folder} may be written to.",
        )

    def _set_aside(self) -> Path:
        """Rename the database and what belongs to it, and keep every byte."""
        named = f"reading-log.damaged-{datetime.now():%Y%m%d-%H%M%S}"
        aside = self.path.with_name(f"{named}.sqlite3")
        for ending in ("", "-journal", "-wal", "-shm"):
            part = self.path.with_name(f"{self.path.name}{ending}")
            with suppress(FileNotFoundError):
                part.rename(f"{aside}{ending}")
        return aside


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    # a rollback journal is right on every disk, network shares included; EXTRA brings its end to
    # the disk as well, so that what was recorded outlives a power cut
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA synchronous = EXTRA")
    database.execute("PRAGMA foreign_keys = ON")
    return database
