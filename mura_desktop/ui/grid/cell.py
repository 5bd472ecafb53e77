"""One place in the grid: a canvas, or a sentence where there is no image to show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from mura_desktop.domain.study import Image
from mura_desktop.ui.grid.absence import Absence
from mura_desktop.ui.grid.darkroom import prepared
from mura_desktop.ui.studies.thumbnails import Thumbnails
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer.layers import Layers
from mura_desktop.ui.viewer.presentation import Presentation

_EMPTY = "Drop an image here,\nor click here and choose one in the list."


class Cell(QFrame):
    """Shows an image, waits for one, or is empty."""

    touched = Signal()
    """The reader pressed a button in it, or the keyboard came to it."""
    dropped = Signal(object)
    """Image: it was dragged here from the list."""

    def __init__(
        self, kept: dict[Image, Presentation], number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cell")
        self.canvas = Canvas(kept)
        self.canvas.setAccessibleName("Radiograph" if number == 1 else f"Radiograph, view {number}")
        self.absence = Absence()
        self.subject: Image | None = None
        """The image that hangs here, or is to as soon as its pixels are there."""
        self._frame = QVBoxLayout(self)
        self._stack = QStackedLayout()
        self._frame.addLayout(self._stack)  # first, or the stack would show what is nobody's child
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.absence)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self.setAcceptDrops(True)
        self.canvas.touched.connect(self.touched)

    # --- what hangs here

    def show_image(self, image: Image, layers: Layers | None = None) -> None:
        """Show an image whose pixels are at hand."""
        self.subject = image
        if self.canvas.subject is not image or not self.canvas.ready:
            self.canvas.show_layers(layers or prepared(image, self.canvas.view_of(image)))
        self._stack.setCurrentWidget(self.canvas)

    def show_preview(self, image: Image, brightness: NDArray[np.uint8]) -> None:
        """Show a small picture of an image until it is ready."""
        self.subject = image
        self.canvas.show_preview(image, brightness)
        self._stack.setCurrentWidget(self.canvas)

    def wait_for(self, image: Image, words: str) -> None:
        """Stand empty until an image's pixels are there."""
        self.subject = image
        self.canvas.show_image(None)
        self.absence.say(words)
        self._stack.setCurrentWidget(self.absence)

    def clear(self) -> None:
        """Hang nothing here."""
        self.subject = None
        self.canvas.show_image(None)
        self.absence.say(_EMPTY)
        self._stack.setCurrentWidget(self.absence)

    # --- how it looks among others

    def set_framed(self, framed: bool) -> None:
        """Leave room for the frame that marks the active cell, or none where it is alone."""
        margin = 2 if framed else 0  # in which the cell's own colour is seen
        self._frame.setContentsMargins(margin, margin, margin, margin)
        if bool(self.property("framed")) is not framed:
            self.setProperty("framed", framed)
            self.style().polish(self)
        least = 96 if framed else 240
        self.canvas.setMinimumSize(least, least)

    def mark(self, active: bool) -> None:
        """Mark it as the cell that commands act on, or not."""
        if bool(self.property("active")) is not active:
            self.setProperty("active", active)
            self.style().polish(self)

    # --- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Become active where there is no image to take the press."""
        self.touched.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images from the list; files are for the window."""
        if isinstance(event.source(), Thumbnails):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The image went elsewhere."""
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take an image."""
        self._set_over(False)
        source = event.source()
        if isinstance(source, Thumbnails) and source.dragged is not None:
            event.acceptProposedAction()
            self.dropped.emit(source.dragged)

    def _set_over(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().polish(self)
