"""One request to open files: what it has brought, and which image of it the reader sees first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mura_desktop.domain.file_names import printable
from mura_desktop.domain.study import Image

_VIEWS = 8
"""How many images an examination of bones rarely has more of."""


def name_of(paths: Sequence[Path]) -> str:
    """Return what is opened, for a reader who opens several things at a time."""
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{printable(paths[0].name or paths[0])}{more}" if paths else ""


@dataclass
class Opening:
    """One request to open.

    Attributes:
        study_ids: The studies that it has touched.
        closed: Those that were closed meanwhile.
        shown: The image of it that was brought to the front by itself.
        arrived: How many images it has brought after the first.
        images: How many images it has brought, with those that were open before.
    """

    study_ids: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    shown: Image | None = None
    arrived: int = 0
    images: int = 0

    def leads(self, image: Image, front: Image) -> bool:
        """Whether an image that arrives is to be shown in place of the one that came first.

        A reader begins with the image that comes first in reading order, whatever the files are
        called. Who has gone on by himself, or sits before a long folder, is not taken away.
        """
        self.arrived += 1
        same = front is self.shown and image.header.study_key == front.header.study_key
        return (
            same
            and self.arrived <= _VIEWS
            and image.header.reading_order < front.header.reading_order
        )
