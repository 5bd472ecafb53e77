"""A round glass over the image: what lies under the pointer, larger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mura_desktop.ui.look.theme import CANVAS
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.view import LARGEST_SCALE, Point

MAGNIFIES = 2.5
"""How much larger than around it."""
_RADIUS = 130
_RIM = QColor("#e8edf2")

Paint = Callable[[QPainter, Presentation, tuple[int, int]], None]
"""Paints an image, in device pixels, as it is to be seen through an area of this size."""


def through_lens(now: Presentation, at: Point, ratio: float) -> Presentation:
    """Return how an image is seen through the lens.

    Args:
        now: How it is seen around it.
        at: Where the lens is held, in device pixels.
        ratio: Device pixels to a unit of the lens's radius.
    """
    side = 2 * round(_RADIUS * ratio)
    view = now.view
    scale = min(view.scale * MAGNIFIES, LARGEST_SCALE)
    seen = replace(
        view, width=side, height=side, scale=scale, centre=view.to_image(at), fitted=False
    )
    return replace(now, view=seen)


def draw_lens(painter: QPainter, now: Presentation, at: Point, ratio: float, paint: Paint) -> None:
    """Draw the lens over an image.

    Args:
        painter: Where to, in device pixels.
        now: How the image is seen around the lens.
        at: Where the lens is held, in device pixels.
        ratio: Device pixels to a unit of the lens's radius.
        paint: Paints the image.
    """
    seen = through_lens(now, at, ratio)
    side = seen.view.width
    glass = QPainterPath()
    glass.addEllipse(QRectF(0.0, 0.0, side, side))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(round(at[0] - side / 2), round(at[1] - side / 2)))
    painter.setClipPath(glass)
    painter.fillRect(0, 0, side, side, QColor(CANVAS))
    paint(painter, seen, (side, side))
    painter.setClipping(False)
    painter.setPen(QPen(_RIM, 2.0 * ratio))
    painter.drawEllipse(QRectF(0.0, 0.0, side, side))
    painter.restore()
