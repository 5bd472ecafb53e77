"""The reading log for other programs: a line or an object for each reading."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import Enum

from mura_desktop.domain.reading import Entry, Opinion, Showing
from mura_desktop.domain.results import harmless
from mura_desktop.domain.verdict import DISCLAIMER

_Cell = str | int | float | None


def as_csv(entries: Sequence[Entry]) -> str:
    """Return readings as CSV (RFC 4180): a line of names, and a line for each reading.

    Times are ISO 8601 with their zone; an empty cell is something that is not known. Every line
    carries the statement of what the program is not for.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    # an empty log says what it is not for as well
    writer.writerow(_line(entries[0]) if entries else ("study", DISCLAIMER))
    for entry in entries:
        writer.writerow(harmless(cell) for cell in _line(entry).values())
    return text.getvalue()


def as_json(entries: Sequence[Entry]) -> str:
    """Return readings as JSON: the statement, and each reading with its whole history."""
    content = {
        "statement": DISCLAIMER,
        "readings": [
            {
                "study": entry.study,
                **asdict(entry.reading),
                "agrees": entry.reading.agrees,
                "influence": entry.reading.influence,
                "seconds": entry.reading.seconds,
            }
            for entry in entries
        ],
    }
    return json.dumps(content, indent=2, default=_plain, ensure_ascii=False) + "\n"


def _line(entry: Entry) -> dict[str, _Cell]:
    reading = entry.reading
    agrees = reading.agrees
    return {
        "study": entry.study,
        "begun": reading.begun.isoformat(),
        "region": reading.region,
        **_own("own", reading.first),
        "program_seen_before": None if reading.first is None else int(reading.first.program_seen),
        **(_shown(reading.showings[0]) if reading.showings else dict.fromkeys(_SHOWN)),
        "agrees": None if agrees is None else int(agrees),
        **_own("last", reading.last),
        "influence": reading.influence,
        "changes": " > ".join(map(_step, reading.opinions)),
        "seconds_to_own_verdict": reading.seconds,
        "statement": DISCLAIMER,
    }


def _own(when: str, opinion: Opinion | None) -> dict[str, _Cell]:
    return {
        f"{when}_verdict": opinion.verdict.value if opinion else None,
        f"{when}_conclusion": opinion.conclusion if opinion else None,
        f"{when}_recorded": opinion.at.isoformat() if opinion else None,
    }


_SHOWN = (
    *("program_verdict", "program_score", "program_reason", "program_shown"),
    *("not_suspected_below", "suspected_from"),
    *("bundle", "bundle_version", "bundle_sha256", "label"),
)


def _shown(showing: Showing) -> dict[str, _Cell]:
    values = (
        *(showing.verdict, showing.probability, showing.reason, showing.at.isoformat()),
        *(showing.not_suspected_below, showing.suspected_from),
        *(showing.bundle, showing.version, showing.sha256, showing.label),
    )
    return dict(zip(_SHOWN, values, strict=True))


def _step(opinion: Opinion) -> str:
    return f"{opinion.at.isoformat()} {opinion.verdict}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value))
