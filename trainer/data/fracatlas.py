"""FracAtlas: 8-bit radiographs with labels and boxes (Abedeen et al., Sci Data 10, 521, 2023).

The folder holds ``labels.csv``, ``boxes.json`` and ``images/``. There are no patient identifiers,
and neighbouring image numbers may be one patient: runs of neighbouring numbers form the blocks of
the split.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from trainer.data.examples import Example

REGIONS = ("hand", "leg", "hip", "shoulder")
VIEWS = ("frontal", "lateral", "oblique")
BLOCK = 50
"""Image numbers in one block of the split."""
NEIGHBOURS = 10
"""Image numbers that are counted as one patient when intervals are drawn."""


def read_fracatlas(folder: Path) -> list[Example]:
    """Read the data set's examples, in the order of its list.

    Raises:
        FileNotFoundError: with a remedy, when the folder is not the data set.
    """
    rows = _rows(folder)
    boxes = json.loads((folder / "boxes.json").read_text())
    return [_example(folder, row, boxes) for row in rows]


def read_views(folder: Path) -> list[frozenset[str]]:
    """Read which of ``VIEWS`` each image shows, in the order of the data set's list.

    Raises:
        FileNotFoundError: with a remedy, when the folder is not the data set.
    """
    return [frozenset(v for v in VIEWS if row.get(v) == "1") for row in _rows(folder)]


def _rows(folder: Path) -> list[dict[str, str]]:
    table = folder / "labels.csv"
    if not table.is_file():
        raise FileNotFoundError(
            f"{table} is missing. Name the folder of FracAtlas with --data, or set "
            "MURA_DESKTOP_DATA to the folder above it."
        )
    with table.open(newline="") as lines:
        return list(csv.DictReader(lines))


def _example(folder: Path, row: dict[str, str], boxes: dict[str, list[list[float]]]) -> Example:
    name = row["image_id"]
    number = int("".join(filter(str.isdigit, Path(name).stem)))
    return Example(
        path=folder / "images" / name,
        positive=row["fractured"] == "1",
        regions=frozenset(region for region in REGIONS if row[region] == "1"),
        boxes=tuple((x, y, w, h) for x, y, w, h in boxes.get(name, [])),
        block=number // BLOCK,
        patient=str(number // NEIGHBOURS),
        group=row["dup_group"],
        hardware=row["hardware"] == "1",
        size=(int(row["height"]), int(row["width"])),
    )
