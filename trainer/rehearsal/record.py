"""What is kept of one recipe's rehearsal, beside its run."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE = "rehearsal.json"


@dataclass(frozen=True)
class Record:
    """How far one recipe came.

    Attributes:
        seconds: That each command took from its call to its end, by its name: those of the clock,
            and those of the processor.
        bundle_bytes: Size of the released weights.
        verdicts: What the application said of the studies that it was given, by how often.
    """

    seconds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    bundle_bytes: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the application opened what was released."""
        return bool(self.verdicts)

    def with_seconds(self, command: str, seconds: tuple[float, float]) -> Record:
        """Return the record with one more command done."""
        return dataclasses.replace(self, seconds={**self.seconds, command: seconds})


def read_record(run: Path) -> Record:
    """Read the record in a run's folder; an empty one where there is none."""
    path = run / FILE
    return Record(**json.loads(path.read_text())) if path.exists() else Record()


def write_record(run: Path, record: Record) -> None:
    """Write the record into a run's folder, whole or not at all."""
    partial = run / f"{FILE}.part"
    partial.write_text(json.dumps(dataclasses.asdict(record), indent=2))
    partial.replace(run / FILE)
