"""The table of what was scored: one row an image, or one row a study."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

_COLUMNS = ("name", "study", "patient", "regions", "positive", "probability")
_THRESHOLD = "threshold "


@dataclass(frozen=True, eq=False)
class Scored:
    """One row for each image, or for each study.

    Attributes:
        level: ``image`` or ``study``.
        names: (n,) what tells the rows apart; the same on every machine.
        studies: (n,) key of the study; empty where the data set knows no studies.
        patients: (n,) whom each row shows.
        regions: (n) the body parts shown.
        labels: (n,) whether the finding is present.
        probabilities: (n,) calibrated, in [0, 1].
        thresholds: By name of the operating point, (n,) the threshold that each row is held
            against. It differs between rows where thresholds were cross-fitted.
    """

    level: str
    names: tuple[str, ...]
    studies: tuple[str, ...]
    patients: NDArray[np.str_]
    regions: tuple[frozenset[str], ...]
    labels: Bools
    probabilities: Floats
    thresholds: Mapping[str, Floats]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.names)

    def calls(self, point: str) -> Bools:
        """Return (n,) whether each row reaches the threshold of an operating point."""
        return np.asarray(self.probabilities >= self.thresholds[point])

    def take(self, rows: NDArray[np.intp]) -> Scored:
        """Return some of the rows, in the given order."""
        return Scored(
            level=self.level,
            names=tuple(self.names[i] for i in rows),
            studies=tuple(self.studies[i] for i in rows),
            patients=self.patients[rows],
            regions=tuple(self.regions[i] for i in rows),
            labels=self.labels[rows],
            probabilities=self.probabilities[rows],
            thresholds={point: values[rows] for point, values in self.thresholds.items()},
        )

    def by_study(self) -> Scored:
        """Return one row a study: the mean of its images' probabilities, as the application does.

        Raises:
            ValueError: when the data set knows no studies, or a study's images disagree on label,
                patient or region.
        """
        if not all(self.studies):
            raise ValueError("this data set does not tell which images make a study")
        keys, first, member = np.unique(self.studies, return_index=True, return_inverse=True)
        counts = np.bincount(member)
        for what, differs in (
            ("label", self.labels != self.labels[first][member]),
            ("patient", self.patients != self.patients[first][member]),
            ("region", [self.regions[i] != self.regions[first[m]] for i, m in enumerate(member)]),
        ):
            if np.any(differs):
                study = keys[member[np.flatnonzero(differs)[0]]]
                raise ValueError(f"the images of study {study} disagree on the {what}")
        return Scored(
            level="study",
            names=tuple(map(str, keys)),
            studies=tuple(map(str, keys)),
            patients=self.patients[first],
            regions=tuple(self.regions[i] for i in first),
            labels=self.labels[first],
            probabilities=np.bincount(member, self.probabilities) / counts,
            # images of one patient share their thresholds, so the first one's are the study's
            thresholds={point: values[first] for point, values in self.thresholds.items()},
        )


def write_scored(scored: Scored, path: Path) -> None:
    """Write the table as CSV, exactly: reading it gives the same numbers."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow([*_COLUMNS, *(_THRESHOLD + point for point in scored.thresholds)])
        for i, name in enumerate(scored.names):
            rows.writerow(
                [
                    name,
                    scored.studies[i],
                    scored.patients[i],
                    "+".join(sorted(scored.regions[i])),
                    int(scored.labels[i]),
                    repr(float(scored.probabilities[i])),
                    *(repr(float(values[i])) for values in scored.thresholds.values()),
                ]
            )


def read_scored(path: Path) -> Scored:
    """Read a table of images that ``write_scored`` wrote.

    Raises:
        FileNotFoundError: with a remedy.
        ValueError: naming the file and what is wrong with it.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run `evaluate` first.")
    with path.open(newline="", encoding="utf-8") as stream:
        table = csv.DictReader(stream)
        rows = list(table)
        columns = table.fieldnames or ()
    lacking = [column for column in _COLUMNS if column not in columns]
    if lacking or not rows:
        wrong = f"it has no column {', '.join(lacking)}" if lacking else "it has no rows"
        raise ValueError(f"{path} is no table of predictions: {wrong}. Run `evaluate` again.")
    try:
        return _table(rows, [c for c in columns if c.startswith(_THRESHOLD)])
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged ({error}). Run `evaluate` again.") from error


def _table(rows: Sequence[Mapping[str, str]], thresholds: Sequence[str]) -> Scored:
    return Scored(
        level="image",
        names=tuple(row["name"] for row in rows),
        studies=tuple(row["study"] for row in rows),
        patients=np.array([row["patient"] for row in rows]),
        regions=tuple(frozenset(filter(None, row["regions"].split("+"))) for row in rows),
        labels=np.array([bool(int(row["positive"])) for row in rows]),
        probabilities=np.array([float(row["probability"]) for row in rows]),
        thresholds={
            column.removeprefix(_THRESHOLD): np.array([float(row[column]) for row in rows])
            for column in thresholds
        },
    )
