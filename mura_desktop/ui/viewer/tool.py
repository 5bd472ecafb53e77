"""What may take the left button of a canvas."""

from __future__ import annotations

from typing import Protocol

from mura_desktop.ui.viewer.presentation_widget import PresentationWidget
from mura_desktop.ui.viewer.view import Point


class Tool(Protocol):
    """Is asked first what the left button does; what it leaves moves the window.

    Positions are image positions (x, y) in pixels with edges on whole numbers, as those of
    :mod:`view`; they may lie outside the image.
    """

    def press(self, canvas: PresentationWidget, at: Point) -> bool:
        """Take a press of the left button; until its release all moves then come to :meth:`move`.

        Returns:
            Whether it is taken.
        """
        ...

    def move(self, canvas: PresentationWidget, at: Point) -> None:
        """Go on with a drag that was taken."""
        ...

    def release(self, canvas: PresentationWidget, at: Point) -> None:
        """End a drag that was taken."""
        ...

    def give_up(self) -> None:
        """Forget what is on its way: the drag that was taken ends without a release."""
        ...

    def hover(self, canvas: PresentationWidget, at: Point) -> None:
        """See the pointer move with no button pressed."""
        ...
