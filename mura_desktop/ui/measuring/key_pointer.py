"""Measuring without a mouse: arrow keys move a cross over the image, Return places a point.

The first Return brings the cross to the middle of the view, and a press of the mouse takes it away.
On a handle of what is selected Return takes hold of it, and lets it go where the cross is then.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from mura_desktop.domain.measurement.shape import Point
from mura_desktop.ui.measuring.hand import Hand
from mura_desktop.ui.measuring.pending import Pending
from mura_desktop.ui.viewer.canvas import Canvas

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PLACE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WIDE, _FINE = 10.0, 1.0
"""Steps on the screen in units of text; the fine one with Shift."""


class KeyPointer:
    """Where the cross is, while a kind is chosen."""

    def __init__(self, hand: Hand, pending: Pending) -> None:
        self._hand = hand
        self._pending = pending

    def means(self, event: QKeyEvent, canvas: Canvas) -> bool:
        """Return whether a key moves the cross, brings it or places a point now.

        Until Return brings the cross, arrow keys go from image to image as without a tool.
        """
        plain = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        cross = self._pending.cross
        moves = event.key() in _STEPS and cross is not None and cross[0] is canvas.image
        known = moves or event.key() in _PLACE
        return self._hand.choice[0] is not None and known and not plain

    def take(self, event: QKeyEvent, canvas: Canvas) -> None:
        """Move the cross, or place a point where it is; the first Return brings it."""
        image, presentation = canvas.image, canvas.presentation
        if image is None or presentation is None:
            return
        view = presentation.view
        middle = view.to_image((view.width / 2.0, view.height / 2.0))
        cross = self._pending.cross
        at = cross[1] if cross is not None and cross[0] is image else middle
        if cross is None or cross[0] is not image:
            self._hand.hover(canvas, at)
        elif event.key() in _STEPS:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = (_FINE if fine else _WIDE) * canvas.devicePixelRatioF()
            across, down = _STEPS[Qt.Key(event.key())]
            x, y = view.to_screen(at)
            to = view.to_image((x + across * step, y + down * step))
            at = _within(to, image.columns, image.rows)
            go_on = self._hand.hover if self._hand.held is None else self._hand.move
            go_on(canvas, at)
        else:
            at = self._place(canvas, at)
        self._pending.cross = image, at
        canvas.update()

    def _place(self, canvas: Canvas, at: Point) -> Point:
        """Place a point, or take the handle below the cross, or let it go; returns the cross."""
        if self._hand.held is None:
            self._hand.press(canvas, at)
            if self._hand.held is not None:
                return self._hand.held
        self._hand.release(canvas, at)
        return at


def _within(at: Point, columns: int, rows: int) -> Point:
    return min(max(at[0], 0.0), float(columns)), min(max(at[1], 0.0), float(rows))
