"""Which images a run calls its own, so that figures on any others are never taken for its own.

A run keeps a line for each image of its data set: a hash of where the image stands in the set and
how long its file is, and the label. A hash tells nobody what is in the list, and a data set may lie
elsewhere, or under another name, than it did. The same picture stored anew is another image here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from trainer.data.examples import Example

OWN_IMAGES = "images.txt"
"""The list in the folder of a run."""


def keep_own(examples: Sequence[Example], folder: Path) -> None:
    """Write down which images a run is fitted on; what was written before must agree.

    Args:
        examples: The run's data set, both parts.
        folder: The run's, which is there.

    Raises:
        ValueError: when the run was begun on other images.
    """
    path, lines = folder / OWN_IMAGES, _lines(examples)
    if path.exists():
        if _read(path) != sorted(lines):
            raise ValueError(
                f"{folder} holds a run that was begun on other images or labels. Name the data "
                "set that it was begun on with --data, or another --run."
            )
        return
    # all processes of a training come here
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    partial.replace(path)


def new_to(examples: Sequence[Example], folder: Path) -> list[Example] | None:
    """Return which of a data set's images a run does not know, or None where it is the run's own.

    None also for a run that kept no list (:func:`knows_its_own`): it is taken on trust.

    Args:
        examples: The data set that is there now.
        folder: The run's.
    """
    if not knows_its_own(folder):
        return None
    lines, own = _lines(examples), _read(folder / OWN_IMAGES)
    if sorted(lines) == own:
        return None
    known = {line.split()[0] for line in own}
    return [e for e, line in zip(examples, lines, strict=True) if line.split()[0] not in known]


def knows_its_own(folder: Path) -> bool:
    """Tell whether a run kept a list of its images; runs of earlier versions did not."""
    return (folder / OWN_IMAGES).exists()


def _read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _lines(examples: Sequence[Example]) -> list[str]:
    return [f"{_mark(example)} {int(example.positive)}" for example in examples]


def _mark(example: Example) -> str:
    place = (*sorted(example.regions), example.patient, example.path.name)
    try:
        length = example.path.stat().st_size
    except OSError:  # which whoever reads the image tells in full
        length = -1
    words = "\n".join([*place, str(length)])
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:16]
