"""Whether a file of each transfer syntax opens with its own pixels."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.selftest.check import Check, Failed

# a decoder may be what is missing: what needs one is imported where the answer can say so
if TYPE_CHECKING:
    from mura_desktop.imaging.sample import specimens


def checks(folder: Path) -> Iterator[Check]:
    """Yield a check for each transfer syntax.

    Args:
        folder: An empty folder for the files.
    """
    from mura_desktop.imaging.sample import specimens

    for write in specimens.WRITERS:
        yield Check(f"Decoder: {write.name}", partial(_opened, write, folder))


def _opened(write: specimens.Writer, folder: Path) -> str:
    from mura_desktop.imaging.reading import load

    specimen = write(folder)
    (found,) = load([specimen.path])
    if isinstance(found, UnreadableFile):
        raise found
    if found.pixels.shape != specimen.pixels.shape:
        raise Failed(f"{found.pixels.shape} instead of {specimen.pixels.shape} pixels")
    off = int(np.abs(found.pixels.astype(int) - specimen.pixels).max())
    if off > specimen.loss:
        raise Failed(f"grey values are off by {off}; {specimen.loss} is allowed")
    return f"grey values off by {off}" if specimen.loss else "every grey value exact"
