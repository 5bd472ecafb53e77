"""MURA's own lists: where the data set lies, which images belong to it, and their labels.

The set's folder holds ``train/`` and ``valid/`` and, for each of them, two files without a header:

- ``<part>_image_paths.csv``: one image path a line,
- ``<part>_labeled_studies.csv``: a study's folder with a slash at its end, and 0 or 1.

Paths begin with ``MURA-v1.1/`` whatever the folder is called by now. Files come from the lists
only: the published archive holds a few PNG files more than it lists. Labels come from the lists
only, too, never from the name of a folder.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from trainer.data.refusal import UnusableData, some_of

Part = Literal["train", "valid"]
PARTS: tuple[Part, Part] = ("train", "valid")
REGIONS = ("elbow", "finger", "forearm", "hand", "humerus", "shoulder", "wrist")

_STUDY = (
    r"(?:[^/]+/)?(?P<part>train|valid)/XR_(?P<region>[A-Z]+)/(?P<patient>patient\d+)"
    r"/(?P<study>study\d+_(?:positive|negative))"
)
_IMAGE_LINE = re.compile(_STUDY + r"/(?P<image>image\d+\.png)")
_STUDY_LINE = re.compile(_STUDY + r"/?")
_UNPACK = "Unpack MURA v1.1 again and leave its CSV files as they are."


class StudyKey(NamedTuple):
    """What tells a study from every other one; patients and regions alone repeat.

    Attributes:
        region: One of ``REGIONS``.
        patient: Such as ``patient00042``; one patient may have studies of several regions.
        study: The folder's name, such as ``study1_positive``.
    """

    region: str
    patient: str
    study: str


class ListedImage(NamedTuple):
    """A line of the image list: the study, and the file below the root."""

    study: StudyKey
    file: str


@dataclass(frozen=True)
class Lists:
    """The two lists of one part.

    Attributes:
        images: In the order of the file.
        labels: Whether each study is abnormal.
    """

    images: tuple[ListedImage, ...]
    labels: dict[StudyKey, bool]

    def contradictions(self) -> list[str]:
        """Say, a sentence each, where the two lists do not fit each other."""
        seen = {image.study for image in self.images}
        twice = [file for file, n in Counter(i.file for i in self.images).items() if n > 1]
        unlabelled = sorted("/".join(study) for study in seen - set(self.labels))
        empty = sorted("/".join(study) for study in set(self.labels) - seen)
        found = (
            (twice, "images are listed twice"),
            (unlabelled, "studies have images but no label"),
            (empty, "studies have a label but no image"),
        )
        return [f"{len(names):,} {what}: {some_of(names)}." for names, what in found if names]


def find_root(folder: Path) -> Path:
    """Return the folder that holds the lists: the given one, or one directly below it.

    Raises:
        UnusableData: when there is none, several, or the withdrawn first version.
    """
    if not folder.is_dir():
        raise UnusableData(folder, "There is no such folder.", "Name MURA's folder with --data.")
    places = [folder, *sorted(place for place in folder.iterdir() if place.is_dir())]
    roots = [place for place in places if (place / "train_image_paths.csv").is_file()]
    if folder in roots or len(roots) == 1:
        return roots[0]
    if roots:
        names = some_of([root.name for root in roots])
        raise UnusableData(folder, f"It holds several data sets: {names}.", "Name one of them.")
    for place in places:
        if (place / "train.csv").is_file() and (place / "valid.csv").is_file():
            raise UnusableData(
                place,
                "This is MURA v1.0, which was withdrawn because it held patients' data, and whose "
                "studies are other ones.",
                "Delete it and ask its publisher for MURA v1.1.",
            )
    raise UnusableData(
        folder,
        "Neither it nor a folder directly below it holds train_image_paths.csv.",
        "Name the folder that MURA v1.1 was unpacked to.",
    )


def read_lists(root: Path, part: Part) -> Lists:
    """Read the two lists of a part.

    Args:
        root: What ``find_root`` found.
        part: ``train``, or ``valid`` for the public validation part.

    Raises:
        UnusableData: naming the file and the line that is missing or not understood.
    """
    images = []
    path = root / f"{part}_image_paths.csv"
    for number, row in _rows(path, 1):
        study, match = _parse(_IMAGE_LINE, row[0], part, path, number)
        file = f"{part}/XR_{study.region.upper()}/{study.patient}/{study.study}/{match['image']}"
        images.append(ListedImage(study, file))
    labels: dict[StudyKey, bool] = {}
    path = root / f"{part}_labeled_studies.csv"
    for number, row in _rows(path, 2):
        study, _ = _parse(_STUDY_LINE, row[0], part, path, number)
        if row[1] not in ("0", "1"):
            raise UnusableData(path, f"Line {number}: the label is {row[1]!r}.", _UNPACK)
        if study in labels:
            raise UnusableData(path, f"Line {number}: the study is listed twice.", _UNPACK)
        labels[study] = row[1] == "1"
    return Lists(tuple(images), labels)


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the fields of each line that is not blank."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            for number, row in enumerate(csv.reader(stream), 1):
                if row and len(row) != columns:
                    raise UnusableData(
                        path, f"Line {number} has {len(row)} fields, not {columns}.", _UNPACK
                    )
                if row:
                    yield number, [field.strip() for field in row]
    except FileNotFoundError as error:
        raise UnusableData(path, "The file is missing.", _UNPACK) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableData(path, "The file is not a CSV file of text.", _UNPACK) from error


def _parse(
    pattern: re.Pattern[str], text: str, part: Part, path: Path, number: int
) -> tuple[StudyKey, re.Match[str]]:
    match = pattern.fullmatch(text)
    if not match or match["part"] != part or match["region"].lower() not in REGIONS:
        raise UnusableData(path, f"Line {number} is no path of MURA's: {text[:120]!r}.", _UNPACK)
    return StudyKey(match["region"].lower(), match["patient"], match["study"]), match
