"""A reading: what the reader made of a study, what the program said, and in which order.

Nothing in a reading is ever changed. A reader who thinks again adds an :class:`Opinion`, a program
that judges again adds a :class:`Showing`, and the order of their times is the history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mura_desktop.domain.study import Patient
from mura_desktop.domain.verdict import BundleInfo, StudyVerdict, Verdict

REMOVED = "[removed]"
"""What stands in the log where a conclusion named the patient."""


class Influence(StrEnum):
    """How a reader's verdict moved after the program's was seen."""

    KEPT = "kept"
    TOWARDS = "towards the program"
    AWAY = "away from the program"
    ASIDE = "neither towards nor away"


@dataclass(frozen=True)
class Opinion:
    """The reader's own verdict on a study.

    Attributes:
        at: When it was recorded, aware of its time zone.
        verdict: The reader's word.
        conclusion: The reader's own sentences, or nothing.
        program_seen: Whether the program's verdict had been on screen by then.
    """

    at: datetime
    verdict: Verdict
    conclusion: str = ""
    program_seen: bool = False


@dataclass(frozen=True)
class Showing:
    """The program's verdict on a study, from the moment that the reader could see it.

    Attributes:
        at: When it came on screen, aware of its time zone.
        verdict: The word, or None where nothing was judged.
        probability: The study's score in [0, 1], or None.
        reason: Why there is no verdict, or why it is not the score's own.
        not_suspected_below: Threshold of the sensitive operating point, or None where none was
            measured.
        suspected_from: Threshold of the specific operating point, or None.
        bundle: Name of the bundle that judged.
        version: Its version.
        sha256: Hex digest of its weights.
        label: What it recognises.
    """

    at: datetime
    verdict: Verdict | None
    probability: float | None
    reason: str | None
    not_suspected_below: float | None
    suspected_from: float | None
    bundle: str
    version: str
    sha256: str
    label: str

    @classmethod
    def of(cls, judged: StudyVerdict, info: BundleInfo, at: datetime) -> Showing:
        """Return what the reader sees of a judged study from now on."""
        points = info.points_of(judged.images)
        return cls(
            at,
            judged.verdict,
            judged.probability,
            judged.reason,
            points.sensitive.threshold if points else None,
            points.specific.threshold if points else None,
            info.name,
            info.version,
            info.sha256,
            info.label,
        )

    def says_as(self, other: Showing) -> bool:
        """Whether the program says here what it said there, at whatever time."""
        return replace(self, at=other.at) == other


@dataclass(frozen=True)
class Reading:
    """One reader's reading of one study, from first look on.

    Attributes:
        begun: When the reader first looked at it, aware of its time zone.
        region: Body Part Examined as far as it is known, else empty.
        opinions: The reader's verdicts, in the order of recording.
        showings: The program's, in the order of showing; the same is not shown twice in a row.
    """

    begun: datetime
    region: str = ""
    opinions: tuple[Opinion, ...] = ()
    showings: tuple[Showing, ...] = ()

    def with_opinion(self, opinion: Opinion) -> Reading:
        """Return the reading with one more opinion."""
        return replace(self, opinions=(*self.opinions, opinion))

    def with_program_seen(self) -> Reading:
        """Return the reading with the program's verdict known to be seen before the last opinion.

        What says so already is returned as it is.
        """
        if self.last is None or self.last.program_seen:
            return self
        last = replace(self.last, program_seen=True)
        return replace(self, opinions=(*self.opinions[:-1], last))

    def with_showing(self, showing: Showing) -> Reading:
        """Return the reading with one more showing, unless the program says the same as before."""
        if self.showings and self.showings[-1].says_as(showing):
            return self
        return replace(self, showings=(*self.showings, showing))

    @property
    def first(self) -> Opinion | None:
        """The opinion that the reader began with: the last one before the program's was seen.

        Where every opinion came after that, it is the first of them.
        """
        unaided = [opinion for opinion in self.opinions if not opinion.program_seen]
        return unaided[-1] if unaided else next(iter(self.opinions), None)

    @property
    def last(self) -> Opinion | None:
        """What the reader says now."""
        return self.opinions[-1] if self.opinions else None

    @property
    def unaided(self) -> bool:
        """Whether the reader had committed before the program's verdict was seen."""
        return bool(self.opinions) and not self.opinions[0].program_seen

    @property
    def agrees(self) -> bool | None:
        """Whether the first opinion is what the program said first, or None without both."""
        said = self._said
        return None if said is None or self.first is None else self.first.verdict is said

    @property
    def influence(self) -> Influence | None:
        """How the reader moved after seeing the program's verdict; None if not committed before."""
        said = self._said
        if said is None or not self.unaided or self.first is None or self.last is None:
            return None
        if self.last.verdict is self.first.verdict:
            return Influence.KEPT
        before, after = (_distance(each.verdict, said) for each in (self.first, self.last))
        if before == after:
            return Influence.ASIDE
        return Influence.TOWARDS if after < before else Influence.AWAY

    @property
    def seconds(self) -> float | None:
        """Seconds from the first look to the first recorded opinion, or None without one."""
        return (self.opinions[0].at - self.begun).total_seconds() if self.opinions else None

    @property
    def _said(self) -> Verdict | None:
        return self.showings[0].verdict if self.showings else None


@dataclass(frozen=True)
class Entry:
    """A reading as the log keeps it.

    Attributes:
        study: What tells the study from others in this log, and names nobody.
    """

    study: str
    reading: Reading


class ReadingLog(Protocol):
    """Something that keeps readings for good."""

    def record(self, study_key: str, reading: Reading) -> None:
        """Keep what is new in a reading; when this returns it is on disk.

        Args:
            study_key: The study_key of its images; it is not kept.
            reading: The reading with all that was recorded of it before.

        Raises:
            MuraDesktopError: when it could not be kept.
        """
        ...

    def note_seen(self, study_keys: Iterable[str]) -> None:
        """Keep that the program's verdicts on some studies were seen; the keys are not kept.

        Raises:
            MuraDesktopError: when it could not be kept.
        """
        ...

    def was_seen(self, study_key: str) -> bool:
        """Whether the program's verdict on a study was ever seen, in this session or another.

        Raises:
            MuraDesktopError: when the log cannot be read.
        """
        ...

    def check(self) -> Path | None:
        """Look the log through.

        Returns:
            Where a damaged log was set aside, untouched, while a new one begins; else None.

        Raises:
            MuraDesktopError: when nothing can be recorded.
        """
        ...

    def exported(self, entries: Sequence[Entry], kind: str) -> str:
        """Return readings as text for other programs, ``csv`` or ``json``."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """Return every reading with an opinion, in the order of beginning.

        Raises:
            MuraDesktopError: when the log cannot be read.
        """
        ...


def without_identity(text: str, patient: Patient) -> str:
    """Return a text with the patient's identifier and parts of the name removed.

    Args:
        text: What a reader wrote.
        patient: Whose name and identifier are looked for, without regard to case; parts of a name
            of fewer than three letters are left, because they are words as well.
    """
    parts = re.split(r"[\s^=,]+", patient.name)
    sought = [part for part in parts if len(part) > 2]
    sought += [each for each in (patient.identifier, _spelled(patient.birth_date)) if each]
    for each in sorted(sought, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", REMOVED, text, flags=re.IGNORECASE)
    return text


def _spelled(date: str) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 else date


def _distance(one: Verdict, other: Verdict) -> int:
    order = (Verdict.NOT_SUSPECTED, Verdict.UNCERTAIN, Verdict.SUSPECTED)
    return abs(order.index(one) - order.index(other))
