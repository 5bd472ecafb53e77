"""What Qt for Python would otherwise do while the first image waits."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget


def describe_ahead(widget: QWidget) -> None:
    """Have Qt for Python describe what is large and needed with the first image.

    The first question for a style makes it describe all that styles can be asked, the first filled
    rectangle every gradient that Qt has a name for.
    """
    widget.style()
    scrap = QImage(1, 1, QImage.Format.Format_RGB32)
    painter = QPainter(scrap)
    painter.fillRect(QRect(0, 0, 1, 1), QColor("black"))
    painter.end()
