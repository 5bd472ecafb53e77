"""Judgements are kept until their results are written, whatever the disk does meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from mura_desktop.domain.verdict import Judgement
from mura_desktop.domain.worklist import Journal


class KeptUntilWritten:
    """A journal that forgets a list when its results are written, not when it is judged."""

    def __init__(self, journal: Journal) -> None:
        """Name the journal that keeps."""
        self._journal = journal
        self._judged: list[str] = []

    def find(self, key: str) -> Judgement | None:
        """Return what was kept under a key, or None."""
        return self._journal.find(key)

    def keep(self, key: str, judgement: Judgement) -> None:
        """Keep a judgement; when this returns it is on disk."""
        self._journal.keep(key, judgement)

    def forget(self, keys: Iterable[str]) -> None:
        """Note that some are judged, and may be forgotten once they are written."""
        self._judged.extend(keys)

    def let_go(self) -> None:
        """Forget what was judged: its results are written.

        Raises:
            MuraDesktopError: when the journal cannot be written.
        """
        self._journal.forget(self._judged)
