"""Measurements drawn over an image: lines, handles, and labels that are always upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from mura_desktop.domain.measurement.shape import Point, Shape
from mura_desktop.domain.study import Image
from mura_desktop.ui.measuring.label_room import GAP, Box, is_beside, room_for, set_aside
from mura_desktop.ui.measuring.pending import Pending
from mura_desktop.ui.measuring.ruler import Bar, bar_of, draw_bar
from mura_desktop.ui.measuring.sheet import Measurement, Sheet
from mura_desktop.ui.measuring.strokes import strokes_of
from mura_desktop.ui.measuring.words import told
from mura_desktop.ui.viewer.view import View

COLOUR = QColor("#ff9ee0")
"""Pink: no verdict, heatmap or overlay of a file has it; over 9 : 1 on black."""
_SHADOW = QColor(0, 0, 0, 190)
PLATE = QColor(0, 0, 0, 190)
_WIDTH, _SELECTED_WIDTH = 1.6, 2.4
_HANDLE = 4.0
_CROSS = 12.0
_PADDING = 4.0
_FONT_SIZE = 12
_MOST = 0.8
"""Share of an area's width, and half that of its height, above which a label is cut short."""


@dataclass(frozen=True)
class Label:
    """The text of a measurement where it stands: in units of text from the upper left corner."""

    number: int | None
    lines: tuple[str, ...]
    box: QRectF
    aside: Point = (0.0, 0.0)
    """How far its middle lies from that of its shape."""
    anchor: QPointF | None = None
    """Where its shape is, if the reader put the label away from it."""


class Ink:
    """Draws what the sheet keeps, and what is on its way.

    A :class:`~mura_desktop.ui.viewer.drawing.Drawing`. All of it is in screen coordinates, so
    nothing is ever mirrored, and lines and letters keep their size whatever the zoom.
    """

    def __init__(self, sheet: Sheet, pending: Pending) -> None:
        self._sheet = sheet
        self._pending = pending
        self.visible = True
        """Whether it is drawn; else it is told how much is not."""
        self.ruled = True
        """Whether a bar of known length lies at the lower edge."""

    def paint(
        self, painter: QPainter, image: Image, view: View, ratio: float, taken: tuple[QRectF, ...]
    ) -> None:
        """Draw the measurements of an image."""
        painter.scale(ratio, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = self._bar(image, view, ratio, taken)
        if bar is not None:
            draw_bar(painter, bar)
        if not self.visible:
            written = taken if bar is None else (*taken, bar.box)
            self._tell_hidden(painter, image, view, ratio, written)
            return
        shown = self._shown(image)
        for each in shown:
            self._draw(painter, each.shape, view, ratio, self._is_selected(image, each.number))
        labels = self.labels(image, view, ratio, taken)
        for label in labels:
            _lead(painter, label)
        for label in labels:
            _write(painter, label)
        cross = self._pending.cross
        if cross is not None and cross[0] is image:
            _draw_cross(painter, _on_screen(view, ratio, cross[1]))

    def label_at(
        self, image: Image, view: View, ratio: float, at: Point, taken: tuple[QRectF, ...]
    ) -> Label | None:
        """Return the label that covers an image position."""
        position = _on_screen(view, ratio, at)
        labels = self.labels(image, view, ratio, taken)
        return next((label for label in labels if label.box.contains(position)), None)

    def labels(
        self, image: Image, view: View, ratio: float, taken: tuple[QRectF, ...]
    ) -> tuple[Label, ...]:
        """Place the labels beside their shapes, inside the screen area.

        None lies over another, and none over what is ``taken`` by other texts, where there is room.
        """
        texts = tuple(
            (each, self._lines(image, each) if _is_whole(each.shape) else ())
            for each in self._shown(image)
        )
        bar = self._bar(image, view, ratio, taken)
        written = (*taken, bar.box) if bar is not None else taken
        return _placed(texts, view, ratio, tuple(_box(box) for box in written))

    def _bar(self, image: Image, view: View, ratio: float, taken: tuple[QRectF, ...]) -> Bar | None:
        return bar_of(self._sheet.scale(image), view, ratio, taken) if self.ruled else None

    def _lines(self, image: Image, measurement: Measurement) -> tuple[str, ...]:
        shape = measurement.shape
        words = told(shape, self._sheet.scale(image), self._sheet.statistics(image, shape))
        first, *rest = words.lines
        return (f"{measurement.number}  {first}" if measurement.number else first, *rest)

    def _shown(self, image: Image) -> Sequence[Measurement]:
        kept = self._sheet.measurements(image)
        pending = self._pending
        if pending.image is not image or pending.drawn is None:
            return kept
        return (*(each for each in kept if each.number != pending.drawn.number), pending.drawn)

    def _is_selected(self, image: Image, number: int) -> bool:
        return number in (0, self._pending.number_on(image))

    def _tell_hidden(
        self,
        painter: QPainter,
        image: Image,
        view: View,
        ratio: float,
        taken: tuple[QRectF, ...],
    ) -> None:
        """Say how many measurements are not drawn, low in the middle where nothing is written."""
        count = len(self._sheet.measurements(image))
        if count:
            words = (f"{count} measurement{'s' if count > 1 else ''} hidden",)
            area = QRectF(0.0, 0.0, view.width / ratio, view.height / ratio)
            low = area.center().x(), area.bottom() - 3.0 * GAP, 0.0, 0.0
            written = [_box(each) for each in taken]
            box = room_for(_size(words), low, _box(area), written, [])
            _write(painter, Label(None, words, QRectF(*box)))

    def _draw(
        self, painter: QPainter, shape: Shape, view: View, ratio: float, selected: bool
    ) -> None:
        width = _SELECTED_WIDTH if selected else _WIDTH
        strokes = [
            QPolygonF([_on_screen(view, ratio, point) for point in stroke])
            for stroke in strokes_of(shape)
        ]
        for colour, thickness in ((_SHADOW, width + 2.0), (COLOUR, width)):
            painter.setPen(QPen(colour, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for stroke in strokes:
                painter.drawPolyline(stroke)
        if selected:
            painter.setPen(QPen(_SHADOW, 1.0))
            painter.setBrush(COLOUR)
            for handle in shape.handles if len(shape.points) > 1 else shape.points:
                painter.drawEllipse(_on_screen(view, ratio, handle), _HANDLE, _HANDLE)
            painter.setBrush(Qt.BrushStyle.NoBrush)


def _on_screen(view: View, ratio: float, point: Point) -> QPointF:
    x, y = view.to_screen(point)
    return QPointF(x / ratio, y / ratio)


def _box(rect: QRectF) -> Box:
    return rect.x(), rect.y(), rect.width(), rect.height()


def _nearest(points: Sequence[QPointF], to: QPointF) -> QPointF:
    return min(points, key=lambda point: (point - to).manhattanLength())


def _is_whole(shape: Shape) -> bool:
    return len(shape.points) == shape.kind.points


@lru_cache(maxsize=16)
def _placed(
    texts: tuple[tuple[Measurement, tuple[str, ...]], ...],
    view: View,
    ratio: float,
    written: tuple[Box, ...],
) -> tuple[Label, ...]:
    """Place labels once for each view: a view is painted, and pointed at, far more often."""
    area = QRectF(0.0, 0.0, view.width / ratio, view.height / ratio)
    within = _box(area)
    shown = [
        (each, lines, around)
        for each, lines in texts
        if (around := _around(each.shape, view, ratio)).intersects(area)
    ]
    boxes = [_box(around) for _, _, around in shown]
    taken = list(written)
    placed: list[Label] = []
    # those that the reader put somewhere first: the others go out of their way
    for place in sorted(range(len(shown)), key=lambda place: shown[place][0].aside is None):
        each, lines, around = shown[place]
        if not lines:
            continue
        said = _as_fits(lines, area)
        if each.aside is None:
            others = boxes[:place] + boxes[place + 1 :]
            said, found = _beside(said, boxes[place], within, taken, others)
        else:
            found = set_aside(_size(said), boxes[place], within, each.aside)
        box = QRectF(*found)
        anchor = None
        if each.aside is not None or not is_beside(found, boxes[place]):
            points = (point for stroke in strokes_of(each.shape) for point in stroke)
            anchor = _nearest([_on_screen(view, ratio, point) for point in points], box.center())
        taken.append(_box(box))
        apart = box.center() - around.center()
        placed.append(Label(each.number, said, box, (apart.x(), apart.y()), anchor))
    return tuple(placed)


def _as_fits(lines: tuple[str, ...], area: QRectF) -> tuple[str, ...]:
    """Return what of a label there is room for: all, or what was measured without what it means.

    A number must not lose its end at the edge; the list of measurements says the rest.
    """
    width, height = _size(lines)
    fits = width <= area.width() * _MOST and height <= area.height() * _MOST / 2.0
    return lines if fits else lines[:1]


def _beside(
    lines: tuple[str, ...], around: Box, area: Box, texts: Sequence[Box], shapes: Sequence[Box]
) -> tuple[tuple[str, ...], Box]:
    """Place a label beside its shape, cut short before it goes where another might own it."""
    box = room_for(_size(lines), around, area, texts, shapes)
    if len(lines) > 1 and not is_beside(box, around):
        short = room_for(_size(lines[:1]), around, area, texts, shapes)
        if is_beside(short, around):
            return lines[:1], short
    return lines, box


def _around(shape: Shape, view: View, ratio: float) -> QRectF:
    corners = QPolygonF([_on_screen(view, ratio, point) for point in shape.handles])
    return corners.boundingRect().adjusted(-1.0, -1.0, 1.0, 1.0)


@lru_cache(maxsize=256)
def _size(lines: tuple[str, ...]) -> tuple[float, float]:
    metrics = QFontMetricsF(_font())
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return width + 2.0 * _PADDING, metrics.height() * len(lines) + 2.0


def _draw_cross(painter: QPainter, at: QPointF) -> None:
    for colour, width in ((_SHADOW, 3.0), (COLOUR, 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(at - QPointF(_CROSS, 0.0), at + QPointF(_CROSS, 0.0))
        painter.drawLine(at - QPointF(0.0, _CROSS), at + QPointF(0.0, _CROSS))


def _lead(painter: QPainter, label: Label) -> None:
    """Draw a thin line from a shape to its label where they are not beside each other."""
    if label.anchor is not None:
        painter.setPen(QPen(COLOUR, 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(label.anchor, label.box.center())


def _write(painter: QPainter, label: Label) -> None:
    painter.fillRect(label.box, PLATE)
    painter.setFont(_font())
    painter.setPen(COLOUR)
    inner = label.box.adjusted(_PADDING, 1.0, 0.0, 0.0)
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft), "\n".join(label.lines))


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(_FONT_SIZE)
    return font
