"""The reading runner's work: images as they arrive, each with what must be made while it is there.

Pixels are kept only while there is room, and reading runs ahead of the window. So what the window
needs of every image, whether anybody looks at it or not, is made here and not in the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.ui.sampling import Sampler
from mura_desktop.ui.tasks import Cancelled, Report

THUMBNAIL = 144
"""Longer side of a thumbnail in pixels: 72 points on a screen of double density."""


class Loader(Protocol):
    """Reads files: yields what each one turned out to be, in any order."""

    def __call__(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool]
    ) -> Iterator[Image | UnreadableFile]:
        """Read files and folders; stop soon after ``cancelled()`` is true."""
        ...


@dataclass(frozen=True)
class Arrival:
    """An image that was just read.

    Attributes:
        image: The image.
        thumbnail: (rows, columns) uint8 brightness of all of it, longer side about THUMBNAIL;
            of a picture in colour (rows, columns, 3) red, green and blue.
    """

    image: Image
    thumbnail: NDArray[np.uint8]


def thumbnail_of(image: Image, size: int = THUMBNAIL) -> NDArray[np.uint8]:
    """Return a whole image as it is shown at first, longer side about ``size``."""
    return np.ascontiguousarray(image.lut(image.default_voi).take(Sampler(image).thumbnail(size)))


def read(load: Loader, paths: tuple[Path, ...], report: Report, cancelled: Cancelled) -> None:
    """Read files and folders, reporting an Arrival or an UnreadableFile for each."""
    for outcome in load(paths, cancelled=cancelled):
        report(_arrival(outcome) if isinstance(outcome, Image) else outcome)
        if cancelled():
            return


def _arrival(image: Image) -> Arrival | UnreadableFile:
    try:
        arrival = Arrival(image, thumbnail_of(image))
    except UnreadableFile as refusal:  # let go of already, and gone
        refusal.study_key = image.header.study_key
        return refusal
    # made here for the thread that may have to ask for it
    with suppress(UnreadableFile):
        _ = image.stored
    return arrival
