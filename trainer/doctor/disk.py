"""Questions about the files that lie on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trainer.data.cache import cache_bytes, check_room
from trainer.data.mura_lists import PARTS
from trainer.data.refusal import UnusableData, some_of
from trainer.doctor.check import Check, State
from trainer.doctor.lists import BothLists

SIDE = 448
"""Side of the cached squares of a recipe whose network takes 384 pixels."""


def files_match(root: Path, lists: BothLists) -> Iterator[Check]:
    """Ask which listed images are missing, and which files are there without being listed."""
    listed = {image.file for part in PARTS for image in lists[part].images}
    there = {
        path.relative_to(root).as_posix()
        for part in PARTS
        for path in (root / part).rglob("*")
        if path.is_file()
    }
    hidden = {file for file in there if file.rpartition("/")[2].startswith(".")}
    missing, extra = sorted(listed - there), sorted(there - listed - hidden)
    if missing:
        yield Check(
            "Missing files",
            State.BAD,
            f"{len(missing):,} of {len(listed):,} listed images: {some_of(missing)}.",
            "Unpack MURA v1.1 again; the archive may have been cut short.",
        )
    else:
        yield Check("Missing files", State.GOOD, f"None of {len(listed):,}.")
    yield _not_used("Files that no list names", extra)
    yield _not_used("Hidden files, such as ._image1.png", sorted(hidden))


def room_for_cache(folder: Path, count: int) -> Check:
    """Ask whether the decoded squares of so many images fit on the disk that runs lie on."""
    title = f"Room for {SIDE}-pixel squares"
    try:
        check_room(folder, count, SIDE)
    except UnusableData as refusal:
        return Check(title, State.BAD, refusal.reason, refusal.remedy)
    return Check(title, State.GOOD, f"{cache_bytes(count, SIDE) / 1e9:.1f} GB fit.")


def _not_used(title: str, files: list[str]) -> Check:
    if not files:
        return Check(title, State.GOOD, "None.")
    return Check(title, State.NOTE, f"{len(files):,}, which are not read: {some_of(files)}.")
