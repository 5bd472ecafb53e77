"""What of the measurements lies under the pointer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mura_desktop.domain.measurement.shape import Point, Shape
from mura_desktop.domain.study import Image
from mura_desktop.ui.measuring.ink import Ink
from mura_desktop.ui.measuring.sheet import Measurement, Sheet
from mura_desktop.ui.measuring.strokes import distance, strokes_of
from mura_desktop.ui.viewer.canvas import Canvas

NEAR = 8.0
"""How far from a handle or a line, in units of text, the pointer takes hold of it."""


@dataclass(frozen=True)
class Grip:
    """What the pointer has hold of.

    Attributes:
        measurement: Which one, as it was.
        handle: The index of its handle, or None for the whole.
        start: The image position where it was taken.
    """

    measurement: Measurement
    handle: int | None
    start: Point

    def dragged(self, to: Point, image: Image, step: float) -> Shape:
        """Return the shape after a drag to an image position inside the image."""
        shape = self.measurement.shape
        if self.handle is not None:
            return shape.with_handle(self.handle, to, step)
        across, down = to[0] - self.start[0], to[1] - self.start[1]
        return shape.moved(across, down, image.rows, image.columns)


def grip_at(canvas: Canvas, image: Image, sheet: Sheet, ink: Ink, at: Point) -> Grip | None:
    """Return what there is to take hold of at an image position, the one drawn last first.

    What is not in sight cannot be taken.
    """
    if not ink.visible:
        return None
    measured = sheet.measurements(image)[::-1]
    handle = handle_at(canvas, image, sheet, at)
    if handle is not None:
        return handle
    assert canvas.presentation is not None
    labelled = ink.label_at(
        image, canvas.presentation.view, canvas.devicePixelRatioF(), at, canvas.taken
    )
    for each in measured:
        if each.number == labelled or _is_on_line(canvas, each.shape, at):
            return Grip(each, None, at)
    return None


def handle_at(canvas: Canvas, image: Image, sheet: Sheet, at: Point) -> Grip | None:
    """Return the handle at an image position, of what was drawn last first."""
    for each in sheet.measurements(image)[::-1]:
        for index, handle in enumerate(each.shape.handles):
            if apart(canvas, at, handle) <= NEAR:
                return Grip(each, index, at)
    return None


def apart(canvas: Canvas, one: Point, other: Point) -> float:
    """Return how far apart two image positions lie on the screen, in units of text."""
    return math.dist(_on_screen(canvas, one), _on_screen(canvas, other))


def step_of(canvas: Canvas) -> float:
    """Return how many image pixels the pointer's positions lie apart, at least 1."""
    assert canvas.presentation is not None
    return max(1.0, canvas.devicePixelRatioF() / canvas.presentation.view.scale)


def _is_on_line(canvas: Canvas, shape: Shape, at: Point) -> bool:
    strokes = tuple(
        tuple(_on_screen(canvas, point) for point in stroke) for stroke in strokes_of(shape)
    )
    return distance(strokes, _on_screen(canvas, at)) <= NEAR


def _on_screen(canvas: Canvas, point: Point) -> Point:
    assert canvas.presentation is not None
    x, y = canvas.presentation.view.to_screen(point)
    ratio = canvas.devicePixelRatioF()
    return x / ratio, y / ratio
