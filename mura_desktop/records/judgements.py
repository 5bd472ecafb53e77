"""Judgements of a list that is not complete yet, so that it goes on after a kill or a power cut."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import ImageScore, ImageVerdict, Judgement, NoVerdict, Verdict
from mura_desktop.records.folder import Records


class SqliteJournal:
    """A journal in the records' database. It knows images by a salted hash of what they are."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def find(self, key: str) -> Judgement | None:
        """Return what was kept under a key, or None."""
        with self._records.opened() as database:
            row = database.execute(
                "SELECT facts, heat FROM judgement WHERE key = ?", (self._records.hashed(key),)
            ).fetchone()
        return None if row is None else _read(json.loads(row[0]), row[1])

    def keep(self, key: str, judgement: Judgement) -> None:
        """Keep a judgement; when this returns it is on disk."""
        row = self._records.hashed(key), json.dumps(_facts(judgement)), _heat(judgement)
        with self._records.opened() as database:
            database.execute("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?)", row)

    def forget(self, keys: Iterable[str]) -> None:
        """Forget what was kept under some keys."""
        with self._records.opened() as database:
            database.executemany(
                "DELETE FROM judgement WHERE key = ?",
                [(self._records.hashed(key),) for key in keys],
            )


_Facts = dict[str, Any]
"""What JSON gives back."""


def _facts(judgement: Judgement) -> _Facts:
    region = judgement.region
    facts: _Facts = {"region": [region.code, region.source.value] if region else None}
    if isinstance(judgement, NoVerdict):
        return {**facts, "reason": judgement.reason}
    heatmap = judgement.score.heatmap
    return {
        **facts,
        "verdict": judgement.verdict.value,
        "probability": judgement.score.probability,
        "shape": heatmap.values.shape,
        "cell": heatmap.cell,
        "origin": heatmap.origin,
        "method": heatmap.method,
    }


def _heat(judgement: Judgement) -> bytes:
    if isinstance(judgement, NoVerdict):
        return b""
    return judgement.score.heatmap.values.astype("<f4").tobytes()


def _read(facts: _Facts, heat: bytes) -> Judgement:
    region = (
        Region(facts["region"][0], RegionSource(facts["region"][1])) if facts["region"] else None
    )
    if "reason" in facts:
        return NoVerdict(facts["reason"], region)
    values = np.frombuffer(heat, "<f4").astype(np.float32).reshape(facts["shape"])
    cell, origin = tuple(facts["cell"]), tuple(facts["origin"])
    score = ImageScore(facts["probability"], Heatmap(values, cell, origin, facts["method"]), region)
    return ImageVerdict(Verdict(facts["verdict"]), score)
