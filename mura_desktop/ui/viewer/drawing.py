"""What may be drawn over a canvas."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.view import View


class Drawing(Protocol):
    """Something drawn over an image, below the texts at its corners."""

    def paint(
        self, painter: QPainter, image: Image, view: View, ratio: float, taken: tuple[QRectF, ...]
    ) -> None:
        """Draw what belongs to an image.

        Args:
            painter: Where to, in device pixels; its state is saved before and restored after.
            image: The image, or the frame of it, that is on screen.
            view: Where it lies: ``view.to_screen`` gives device pixels.
            ratio: Device pixels to a unit of text or of a line's width.
            taken: Where a text or a contour lies over it, in units of text: no place for a label.
        """
        ...
