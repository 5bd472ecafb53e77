"""How many views stand beside each other, and which images of a study they show. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from mura_desktop.domain.study import Image

MOST = 16
"""The most views at a time; a study with more is shown in pages."""


class Layout(Enum):
    """An arrangement of views."""

    SINGLE = "Single view"
    PAIR = "Two views side by side"
    FOUR = "Four views"
    ALL = "All views of the study"

    def shape(self, images: int) -> tuple[int, int]:
        """Return rows and columns for a study with so many images."""
        if self is Layout.ALL:
            count = max(1, min(images, MOST))
            columns = math.ceil(math.sqrt(count))
            return math.ceil(count / columns), columns
        return {Layout.SINGLE: (1, 1), Layout.PAIR: (1, 2), Layout.FOUR: (2, 2)}[self]


def page_with(images: Sequence[Image], chosen: Image, cells: int) -> tuple[Image, ...]:
    """Return as many images of a study as there are cells, the chosen one among them.

    They follow each other in reading order. A study that needs several pages is parted so that an
    image always stands on the same page.
    """
    if len(images) <= cells:
        return tuple(images)
    position = images.index(chosen)
    first = position - position % cells
    return tuple(images[first : first + cells])
