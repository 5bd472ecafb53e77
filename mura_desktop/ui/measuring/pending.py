"""What is between the hand and the ink: a shape on its way, and what is selected."""

from __future__ import annotations

from dataclasses import dataclass

from mura_desktop.domain.measurement.shape import Point, Shape
from mura_desktop.domain.study import Image


@dataclass
class Pending:
    """A shape that is drawn or dragged now.

    Attributes:
        image: What it is drawn on.
        number: The measurement that is dragged, or None for a new one.
        shape: The shape so far; it may lack points.
        selected: Image and number of the measurement that is selected, or None.
        cross: Image and position of the cross that keys move, or None.
    """

    image: Image | None = None
    number: int | None = None
    shape: Shape | None = None
    selected: tuple[Image, int] | None = None
    cross: tuple[Image, Point] | None = None

    def number_on(self, image: Image) -> int | None:
        """Return the measurement that is selected on an image, if one is."""
        if self.selected is None:
            return None
        known, number = self.selected  # a frame that is shown again is another object
        return number if (known.path, known.frame) == (image.path, image.frame) else None

    def show(self, image: Image, number: int | None, shape: Shape) -> None:
        """Take a shape on its way."""
        self.image, self.number, self.shape = image, number, shape

    def clear(self) -> None:
        """Nothing is on its way."""
        self.image, self.number, self.shape = None, None, None
