"""What is seen of an image until it is ready: its thumbnail, where the image will lie."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QTransform

from mura_desktop.domain.study import Image
from mura_desktop.ui.look.theme import CANVAS
from mura_desktop.ui.viewer.layers import opaque_picture
from mura_desktop.ui.viewer.view import View


class Preview:
    """A small picture of a whole image, through the window that its file asks for."""

    def __init__(self, image: Image, brightness: NDArray[np.uint8]) -> None:
        self.image = image
        self._brightness: NDArray[Any] = np.ascontiguousarray(brightness)

    def paint(self, painter: QPainter, view: View, size: tuple[int, int]) -> None:
        """Paint it, in device pixels."""
        painter.fillRect(0, 0, *size, QColor(CANVAS))
        origin = view.to_screen((0.0, 0.0))
        right = view.to_screen((1.0, 0.0))
        below = view.to_screen((0.0, 1.0))
        placed = QTransform(
            right[0] - origin[0],
            right[1] - origin[1],
            below[0] - origin[0],
            below[1] - origin[1],
            *origin,
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(placed, combine=True)
        whole = QRectF(0.0, 0.0, self.image.columns, self.image.rows)
        painter.drawImage(whole, opaque_picture(self._brightness))
        painter.restore()
