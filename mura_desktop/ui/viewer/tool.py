"""What may be attached to a canvas: something that takes the left button, something drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.view import Point, View

if TYPE_CHECKING:
    from mura_desktop.ui.viewer.canvas import Canvas


class Tool(Protocol):
    """Is asked first what the left button does; what it leaves moves the window.

    Positions are image positions (x, y) in pixels with edges on whole numbers, as those of
    :mod:`view`; they may lie outside the image.
    """

    def press(self, canvas: Canvas, at: Point) -> bool:
        """Take a press of the left button; until its release all moves then come to :meth:`move`.

        Returns:
            Whether it is taken.
        """
        ...

    def move(self, canvas: Canvas, at: Point) -> None:
        """Go on with a drag that was taken."""
        ...

    def release(self, canvas: Canvas, at: Point) -> None:
        """End a drag that was taken."""
        ...

    def give_up(self) -> None:
        """Forget what is on its way: the drag that was taken ends without a release."""
        ...

    def hover(self, canvas: Canvas, at: Point) -> None:
        """See the pointer move with no button pressed."""
        ...


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
