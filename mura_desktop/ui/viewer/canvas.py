"""The canvas: one image, and the hand of the reader on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.gestures import Gestures
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.presentation_widget import PresentationWidget


class Canvas(PresentationWidget):
    """An image that mouse and keyboard act on; :mod:`gestures` says how."""

    scrolled = Signal(int)
    """How many images or frames further on the reader turned the wheel."""
    touched = Signal()
    """A button was pressed over it, or the keyboard came to it."""
    menu_wanted = Signal(QPointF)
    """The right button was clicked at a widget position, or the key for menus pressed."""
    double_clicked = Signal()
    """The left button, twice."""
    pointed = Signal(int, int)
    """Row and column of the image pixel under the pointer; only while followed."""

    def __init__(
        self, kept: dict[Image, Presentation] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(kept, parent)
        self.gestures = Gestures(self)
        """What the reader does with mouse and held keys, and the tool that is asked first."""
        self.gestures.scrolled.connect(self.scrolled)
        self.gestures.menu_wanted.connect(self.menu_wanted)
        self._follows_pointer = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Radiograph")
        self.setMouseTracking(True)

    def follow_pointer(self, follow: bool) -> None:
        """Tell which pixel is under the pointer wherever it goes, or no longer."""
        self._follows_pointer = follow

    def give_up_drag(self) -> bool | None:
        """End a drag that is under way.

        Returns:
            None where there is none; else whether it has done something that is to be undone.
        """
        return self.gestures.give_up() if self.gestures.dragging else None

    def hold_key(self, event: QKeyEvent, *, held: bool) -> None:
        """Take a key that means something while it is held, or is let go."""
        if self.image is not None:
            self.gestures.key(event, held=held)

    def let_go(self) -> None:
        """Forget held keys."""
        self.gestures.let_go()

    def point_at(self, position: QPointF) -> None:
        """Tell which image pixel lies at a widget position, while the pointer is followed."""
        at = self.image_position(position)
        if self._follows_pointer and at is not None:
            self.pointed.emit(math.floor(at[1]), math.floor(at[0]))

    # --- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        self.touched.emit()
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag."""
        self.gestures.move(event)
        self.hold_lens(event.position())
        self.point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self.gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of it, unless the tool takes it as another press."""
        if event.button() == Qt.MouseButton.LeftButton and not self.gestures.press_again(event):
            self.double_clicked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu by key; by mouse only the release tells a click from a drag."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(QPointF(self.rect().center()))

    def leaveEvent(self, event: QEvent) -> None:
        """Take the lens away with the pointer."""
        self.hold_lens(QPointF(-1.0, -1.0))
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the reader came here with the keyboard."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.touched.emit()
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Zoom by two fingers on a touch pad."""
        pinched = isinstance(event, QNativeGestureEvent) and self.gestures.pinch(event)
        return pinched or super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer, or go through images and frames."""
        self.gestures.wheel(event)
