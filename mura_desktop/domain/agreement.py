"""How often reader and program agree, by readings that can show it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mura_desktop.domain.reading import Influence, Reading
from mura_desktop.domain.verdict import Estimate, Verdict

WORDS = (Verdict.SUSPECTED, Verdict.UNCERTAIN, Verdict.NOT_SUSPECTED)
"""The rows and columns of the table, in this order."""

_Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True)
class Agreement:
    """What the readings of a log say together.

    Attributes:
        readings: How many have the reader's own verdict.
        compared: How many of them were committed before the program's verdict was seen, and met a
            verdict of the program; everything below is about these.
        table: How often each pair of words met: rows the reader's, columns the program's, both in
            the order of :data:`WORDS`.
        agreed: How often both said the same word.
        kappa: Cohen's kappa of the three words, unweighted, with its 95 % interval in [-1, 1]; None
            where it is not defined: nothing compared, or one word alone on both sides.
        influences: How the reader's verdict moved after the program's was seen.
        median_seconds: Of the time from first look to first own verdict, over all readings.
    """

    readings: int
    compared: int
    table: tuple[tuple[int, ...], ...]
    agreed: int
    kappa: Estimate | None
    influences: dict[Influence, int]
    median_seconds: float | None

    @property
    def changed(self) -> int:
        """How often the reader changed the word after seeing the program's."""
        return self.compared - self.influences[Influence.KEPT]

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Agreement:
        """Return what readings say together."""
        own = [reading for reading in readings if reading.opinions]
        compared = [reading for reading in own if reading.influence is not None]
        pairs = Counter(
            (reading.first.verdict, reading.showings[0].verdict)
            for reading in compared
            if reading.first is not None
        )
        table = tuple(tuple(pairs[row, column] for column in WORDS) for row in WORDS)
        moved = Counter(reading.influence for reading in compared)
        times = [reading.seconds for reading in own if reading.seconds is not None]
        return cls(
            len(own),
            len(compared),
            table,
            sum(table[index][index] for index in range(len(WORDS))),
            kappa(table),
            {influence: moved[influence] for influence in Influence},
            median(times) if times else None,
        )


def kappa(table: Sequence[Sequence[int]]) -> Estimate | None:
    """Return Cohen's kappa of a square table of counts, with a 95 % interval, or None.

    Kappa is that of J. Cohen, Educational and Psychological Measurement 20 (1960) 37-46; its
    standard error that of J. L. Fleiss, J. Cohen, B. S. Everitt, Psychological Bulletin 72 (1969)
    323-327, for large samples. With few readings the interval is too narrow.

    Args:
        table: Rows one rater's words, columns the other's, in the same order.
    """
    total = sum(map(sum, table))
    if not total:
        return None
    size = range(len(table))
    shares = [[count / total for count in row] for row in table]
    rows = [sum(shares[i]) for i in size]
    columns = [sum(shares[i][j] for i in size) for j in size]
    observed = sum(shares[i][i] for i in size)
    expected = sum(rows[i] * columns[i] for i in size)
    if expected >= 1.0:
        return None
    value = (observed - expected) / (1.0 - expected)
    on = sum(
        shares[i][i] * ((1.0 - expected) - (rows[i] + columns[i]) * (1.0 - observed)) ** 2
        for i in size
    )
    off = (1.0 - observed) ** 2 * sum(
        shares[i][j] * (columns[i] + rows[j]) ** 2 for i in size for j in size if i != j
    )
    rest = (observed * expected - 2.0 * expected + observed) ** 2
    variance = max(0.0, on + off - rest) / (total * (1.0 - expected) ** 4)
    half = _Z * math.sqrt(variance)
    return Estimate(value, max(-1.0, value - half), min(1.0, value + half))
