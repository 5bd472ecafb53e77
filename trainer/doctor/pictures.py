"""Questions that only decoding every file answers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from rich.progress import track

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.reading import load
from trainer.data.png import PngHeader, png_header
from trainer.data.refusal import some_of
from trainer.doctor.check import Check, State


class Looked(NamedTuple):
    """What became of one file.

    Attributes:
        path: The file.
        header: What it says of itself, or None when it is no PNG.
        refused: Why it cannot be decoded, or None.
        unsuitable: Why it would be shown but not judged, such as colour in it, or None.
    """

    path: Path
    header: PngHeader | None
    refused: str | None
    unsuitable: str | None


def look_at(paths: Sequence[Path]) -> list[Looked]:
    """Decode every file as the application does, side by side, with a progress bar."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(track(threads.map(_look, paths), "Decoding", total=len(paths), transient=True))


def pictures_are_sound(looked: Sequence[Looked], root: Path) -> Iterator[Check]:
    """Ask which files cannot be decoded, what kinds there are, and how large they are."""
    broken = [
        f"{one.path.relative_to(root).as_posix()} ({one.refused})" for one in looked if one.refused
    ]
    if broken:
        yield Check(
            "Files that cannot be decoded",
            State.BAD,
            f"{len(broken):,} of {len(looked):,}: {some_of(broken)}.",
            "Unpack these files again.",
        )
    else:
        yield Check("Files that cannot be decoded", State.GOOD, f"None of {len(looked):,}.")
    headers = [one.header for one in looked if one.header]
    modes = Counter(header.mode for header in headers)
    kinds = ", ".join(f"{n:,} {mode}" for mode, n in modes.most_common())
    yield Check("Kinds", State.GOOD, f"{kinds or 'None'}; all are read as grey.")
    if headers:
        yield _sizes(headers)
    unsuitable = [
        one.path.relative_to(root).as_posix()
        for one in looked
        if one.unsuitable and not one.refused
    ]
    if unsuitable:
        detail = f"{len(unsuitable):,}, which the application would not judge: "
        yield Check("Colour in the picture", State.NOTE, f"{detail}{some_of(unsuitable)}.")
    else:
        yield Check("Colour in the picture", State.GOOD, "None.")


def _sizes(headers: Sequence[PngHeader]) -> Check:
    longest, shortest = [max(h.size) for h in headers], [min(h.size) for h in headers]
    detail = (
        f"Longer side {min(longest)} to {max(longest)} pixels, "
        f"shorter side {min(shortest)} to {max(shortest)}."
    )
    return Check("Sizes", State.GOOD, detail)


def _look(path: Path) -> Looked:
    (image,) = load([path])
    if isinstance(image, UnreadableFile):
        return Looked(path, png_header(path), image.reason, None)
    return Looked(path, png_header(path), None, image.unsuitable)
