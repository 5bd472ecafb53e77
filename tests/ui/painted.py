"""What is on a canvas, and images to look for there."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from mura_desktop.domain.grey import Window

FULL = Window(128.0, 256.0)


def picture(canvas):
    """(height, width, 3) int of what is on screen."""
    shot = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    return rows[:, : 3 * shot.width()].reshape(shot.height(), shot.width(), 3).astype(int)


def drag(canvas, start, end, button=Qt.MouseButton.LeftButton):
    QTest.mousePress(canvas, button, pos=QPoint(*start))
    QTest.mouseMove(canvas, QPoint(*end))
    QTest.mouseRelease(canvas, button, pos=QPoint(*end))


def spot(image_of):
    """An image that is black but for the block under heatmap cell (2, 3)."""
    pixels = np.zeros((64, 48), np.uint8)
    pixels[16:24, 24:32] = 255
    return image_of(pixels=pixels, vois=(FULL,))
