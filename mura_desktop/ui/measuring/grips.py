"""What of the measurements lies under the pointer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from mura_desktop.domain.measurement.shape import Point, Shape
from mura_desktop.domain.study import Image
from mura_desktop.ui.measuring.ink import Ink
from mura_desktop.ui.measuring.sheet import Measurement, Sheet
from mura_desktop.ui.measuring.strokes import distance, strokes_of
from mura_desktop.ui.viewer.presentation_widget import PresentationWidget

NEAR = 8.0
"""How far from a handle or a line, in units of text, the pointer takes hold of it."""


@dataclass(frozen=True)
class Grip:
    """What the pointer has hold of.

    Attributes:
        measurement: Which one, as it was.
        handle: The index of its handle, or None for the whole.
        start: The image position where it was taken.
        aside: How far the middle of its label, which alone is held, lies from that of its shape on
            the screen, in units of text; None where the label is not held.
    """

    measurement: Measurement
    handle: int | None
    start: Point
    aside: Point | None = None

    def dragged(self, canvas: PresentationWidget, image: Image, to: Point) -> Measurement:
        """Return the measurement after a drag to an image position, which may lie outside."""
        if self.aside is not None:
            (x, y), (x0, y0) = _on_screen(canvas, to), _on_screen(canvas, self.start)
            aside = self.aside[0] + x - x0, self.aside[1] + y - y0
            return replace(self.measurement, aside=aside)
        shape, to = self.measurement.shape, within(image, to)
        if self.handle is not None:
            moved = shape.with_handle(self.handle, to, step_of(canvas))
        else:
            across, down = to[0] - self.start[0], to[1] - self.start[1]
            moved = shape.moved(across, down, image.rows, image.columns)
        return replace(self.measurement, shape=moved)


def grip_at(
    canvas: PresentationWidget, image: Image, sheet: Sheet, ink: Ink, at: Point
) -> Grip | None:
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
    label = ink.label_at(
        image, canvas.presentation.view, canvas.devicePixelRatioF(), at, canvas.taken
    )
    for each in measured:
        if label is not None and each.number == label.number:
            return Grip(each, None, at, label.aside)
        if _is_on_line(canvas, each.shape, at):
            return Grip(each, None, at)
    return None


def within(image: Image, at: Point) -> Point:
    """Return the position in an image that is nearest to one which may lie outside."""
    return min(max(at[0], 0.0), float(image.columns)), min(max(at[1], 0.0), float(image.rows))


def handle_at(canvas: PresentationWidget, image: Image, sheet: Sheet, at: Point) -> Grip | None:
    """Return the handle at an image position, of what was drawn last first."""
    for each in sheet.measurements(image)[::-1]:
        for index, handle in enumerate(each.shape.handles):
            if apart(canvas, at, handle) <= NEAR:
                return Grip(each, index, at)
    return None


def apart(canvas: PresentationWidget, one: Point, other: Point) -> float:
    """Return how far apart two image positions lie on the screen, in units of text."""
    return math.dist(_on_screen(canvas, one), _on_screen(canvas, other))


def step_of(canvas: PresentationWidget) -> float:
    """Return how many image pixels the pointer's positions lie apart, at least 1."""
    assert canvas.presentation is not None
    return max(1.0, canvas.devicePixelRatioF() / canvas.presentation.view.scale)


def _is_on_line(canvas: PresentationWidget, shape: Shape, at: Point) -> bool:
    strokes = tuple(
        tuple(_on_screen(canvas, point) for point in stroke) for stroke in strokes_of(shape)
    )
    return distance(strokes, _on_screen(canvas, at)) <= NEAR


def _on_screen(canvas: PresentationWidget, point: Point) -> Point:
    assert canvas.presentation is not None
    x, y = canvas.presentation.view.to_screen(point)
    ratio = canvas.devicePixelRatioF()
    return x / ratio, y / ratio
