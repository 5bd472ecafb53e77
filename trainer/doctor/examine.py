"""All questions in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.data.mura_lists import PARTS, Part, find_root, read_lists
from trainer.data.refusal import UnusableData
from trainer.doctor.check import Check, State
from trainer.doctor.disk import files_match, room_for_cache
from trainer.doctor.lists import (
    count,
    counts_match,
    labels_match_folders,
    lists_agree,
    no_patient_in_both,
    patients_match,
)
from trainer.doctor.pictures import look_at, pictures_are_sound
from trainer.doctor.published import PATIENTS, PUBLISHED, Table


@dataclass(frozen=True)
class Examination:
    """Everything found.

    Attributes:
        checks: In the order they were asked.
        counted: Studies and images by part and region; empty when the lists cannot be read.
    """

    checks: tuple[Check, ...]
    counted: Table

    @property
    def sound(self) -> bool:
        """Whether nothing is bad."""
        return all(check.state is not State.BAD for check in self.checks)


def examine(
    folder: Path,
    runs: Path,
    published: Table = PUBLISHED,
    patients: Mapping[Part, int] = PATIENTS,
) -> Examination:
    """Look at a copy of MURA, decoding all of it.

    Args:
        folder: MURA's folder, whatever its name, or the one above it.
        runs: A folder that is there, on the disk that runs will be written to.
        published: The counts to compare with.
        patients: The numbers of patients to compare with.
    """
    title = "MURA v1.1 and its four lists"
    try:
        root = find_root(folder)
        lists = {part: read_lists(root, part) for part in PARTS}
    except UnusableData as refusal:
        bad = Check(title, State.BAD, f"{refusal.subject}: {refusal.reason}", refusal.remedy)
        return Examination((bad,), {})
    counted = {part: count(lists[part]) for part in PARTS}
    files = dict.fromkeys(root / image.file for part in PARTS for image in lists[part].images)
    looked = look_at([file for file in files if file.is_file()])
    checks = (
        Check(title, State.GOOD, f"In {root}."),
        lists_agree(lists),
        counts_match(counted, published),
        patients_match(lists, patients),
        no_patient_in_both(lists),
        labels_match_folders(lists),
        *files_match(root, lists),
        *pictures_are_sound(looked, root),
        room_for_cache(runs, len(files)),
    )
    return Examination(checks, counted)
