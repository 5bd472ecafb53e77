"""What was measured, for the report: drawn on the views and told in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF

from mura_desktop.domain.study import Image, Study
from mura_desktop.ui.measuring.sheet import Measurement, Sheet
from mura_desktop.ui.measuring.strokes import strokes_of
from mura_desktop.ui.measuring.words import UNCERTAINTY, Told, told

_COLOUR, _HALO = QColor("#ff9ee0"), QColor(0, 0, 0, 200)
_LINES = 300.0
"""A line is so many times thinner than the picture is wide."""


@dataclass(frozen=True)
class Measured:
    """One measurement, as the reader left it.

    Attributes:
        place: The view's number in the study, from 1.
        image: The view, or a frame of it.
        measurement: What was drawn.
        told: What it says.
    """

    place: int
    image: Image
    measurement: Measurement
    told: Told


def measured_in(study: Study, sheet: Sheet) -> tuple[Measured, ...]:
    """Return everything that was measured in a study; it does not change any more."""
    return tuple(
        Measured(
            place,
            frame,
            each,
            told(each.shape, sheet.scale(frame), sheet.statistics(frame, each.shape)),
        )
        for place, image in enumerate(study.images, start=1)
        for frame in sheet.frames(image)
        for each in sheet.measurements(frame)
    )


def measured_part(measured: Sequence[Measured]) -> str:
    """Return the part of the report that lists measurements, as HTML, or nothing."""
    if not measured:
        return ""
    rows = "".join(_row(each) for each in measured)
    heads = ("View", "No.", "Kind", "Size", "Rests on", "In the patient", "Modality values")
    head = "".join(f"<td class='quiet'>{escape(each)}</td>" for each in heads)
    title = f"<tr><td colspan='{len(heads)}'><b>Measured by the reader</b></td></tr>"
    return (
        "<table width='100%' cellpadding='2' cellspacing='0'>"
        f"<thead>{title}<tr>{head}</tr></thead>{rows}</table>"
        f"<p class='quiet'>{escape(UNCERTAINTY)}</p>"
    )


def draw_measured(picture: QImage, place: int, measured: Sequence[Measured]) -> QImage:
    """Return a picture of a view's first frame with the view's measurements and their numbers.

    Args:
        picture: The whole view, of any size.
        place: The view's number in the study, from 1.
        measured: All measurements of the study.
    """
    drawn = [each for each in measured if each.place == place and each.image.frame == 0]
    if not drawn:
        return picture
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(picture.width() / _LINES, 1.0)
    for each in drawn:
        across = picture.width() / each.image.columns
        down = picture.height() / each.image.rows
        strokes = [
            QPolygonF([QPointF(x * across, y * down) for x, y in stroke])
            for stroke in strokes_of(each.measurement.shape)
        ]
        for colour, thickness in ((_HALO, 2.2 * width), (_COLOUR, width)):
            painter.setPen(QPen(colour, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for stroke in strokes:
                painter.drawPolyline(stroke)
        _write_number(painter, each.measurement.number, strokes[0].at(0), width)
    painter.end()
    return picture


def _write_number(painter: QPainter, number: int, at: QPointF, width: float) -> None:
    font = QFont()
    font.setPixelSize(round(11.0 * width))
    path = QPainterPath()
    path.addText(at + QPointF(3.0 * width, -3.0 * width), font, str(number))
    painter.strokePath(path, QPen(_HALO, 3.0 * width))
    painter.fillPath(path, _COLOUR)


def _row(each: Measured) -> str:
    frame = f", frame {each.image.frame + 1}" if each.image.frames > 1 else ""
    cells = (
        f"{each.place}{frame}",
        str(each.measurement.number),
        each.measurement.shape.kind.title,
        each.told.size,
        each.told.basis,
        each.told.range.removeprefix("in the patient "),
        ", ".join(each.told.greys),
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
