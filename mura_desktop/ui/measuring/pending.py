"""What is between the hand and the ink: a shape on its way, and what is selected."""

from __future__ import annotations

from dataclasses import dataclass

from mura_desktop.domain.measurement.shape import Point
from mura_desktop.domain.study import Image
from mura_desktop.ui.measuring.sheet import Measurement


@dataclass
class Pending:
    """A shape that is drawn or dragged now.

    Attributes:
        image: What it is drawn on.
        drawn: It as it is so far: a new one has the number 0, and may lack points.
        selected: Image and number of the measurement that is selected, or None.
        cross: Image and position of the cross that keys move, or None.
    """

    image: Image | None = None
    drawn: Measurement | None = None
    selected: tuple[Image, int] | None = None
    cross: tuple[Image, Point] | None = None

    def number_on(self, image: Image) -> int | None:
        """Return the measurement that is selected on an image, if one is."""
        if self.selected is None:
            return None
        known, number = self.selected  # a frame that is shown again is another object
        return number if (known.path, known.frame) == (image.path, image.frame) else None

    def show(self, image: Image, drawn: Measurement) -> None:
        """Take a shape on its way."""
        self.image, self.drawn = image, drawn

    def clear(self) -> None:
        """Nothing is on its way."""
        self.image, self.drawn = None, None
