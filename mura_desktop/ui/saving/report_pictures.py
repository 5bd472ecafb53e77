"""The pictures of a report: each view as it is, and with the evidence laid over it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTextDocument

from mura_desktop.domain.contour import contours
from mura_desktop.domain.heatmap import blended, colour_table
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import ImageVerdict, StudyVerdict
from mura_desktop.ui.look.theme import on_image
from mura_desktop.ui.measuring.report_part import Measured, draw_measured
from mura_desktop.ui.viewer.layers import opaque_picture
from mura_desktop.ui.words import verdict_look

_MOST_PIXELS = 1_600_000
"""Of a picture: sharp on paper, and put into the file before anybody notices."""
_LINES = 160.0
"""A contour is so many times thinner than the picture is wide."""
_DASHES = [4.0, 2.5]
"""Drawn and left out, in widths of the line."""
_KIND = QTextDocument.ResourceType.ImageResource


def add_pictures(
    document: QTextDocument, judged: StudyVerdict, measured: Sequence[Measured]
) -> None:
    """Add ``plain:N`` and, where there is a verdict that holds, ``heat:N`` of each view, from 1.

    Args:
        document: The report.
        judged: The study.
        measured: What is drawn on the plain pictures.
    """

    def add(name: str, picture: QImage) -> None:
        document.addResource(_KIND, QUrl(name), picture)

    pairs = zip(judged.study.images, judged.images, strict=True)
    for number, (image, judgement) in enumerate(pairs, start=1):
        plain = image.rendered() if image.colour is None else image.rgb()
        add(f"plain:{number}", draw_measured(_on_paper(plain), number, measured))
        if isinstance(judgement, ImageVerdict) and not judged.stale:
            heat = _on_paper(blended(plain, judgement.score.heatmap))
            add(f"heat:{number}", _contoured(heat, image, judgement))
    colours = colour_table()
    legend = QImage(colours.data, len(colours), 1, 3 * len(colours), QImage.Format.Format_RGB888)
    add("legend:", legend.copy())


def pictures_of(document: QTextDocument, judged: StudyVerdict) -> list[QImage]:
    """Return the very pictures that were added to a document, in the order of the views."""
    numbers = range(1, len(judged.study.images) + 1)
    names = [f"{name}:{number}" for number in numbers for name in ("plain", "heat")]
    found = (document.resource(_KIND, QUrl(name)) for name in names)
    return [picture for picture in found if isinstance(picture, QImage)]


def _contoured(picture: QImage, image: Image, judgement: ImageVerdict) -> QImage:
    """Return a picture with the line round the strongest evidence, as the window draws it."""
    look = verdict_look(judgement.verdict, "")
    if look.line is Qt.PenStyle.NoPen:
        return picture
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    down, across = picture.height() / image.rows, picture.width() / image.columns
    width = max(picture.width() / _LINES, 1.0)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in contours(judgement.score.heatmap, image.rows, image.columns):
        corners = QPolygonF([QPointF(x * across, y * down) for y, x in line.tolist()])
        for colour, thickness in ((QColor(0, 0, 0, 150), 2.0), (on_image(look.colour), 1.0)):
            pen = QPen(colour, thickness * width, look.line, Qt.PenCapStyle.FlatCap)
            if look.line is Qt.PenStyle.DashLine:
                pen.setDashPattern([each / thickness for each in _DASHES])
            painter.setPen(pen)
            painter.drawPolygon(corners)
    painter.end()
    return picture


def _on_paper(pixels: NDArray[np.uint8]) -> QImage:
    """Return a picture that owns its pixels, no finer than paper shows.

    Made smaller by NumPy, which lets the window go on meanwhile; Qt would not.

    Args:
        pixels: (h, w) brightness or (h, w, 3) red, green and blue.
    """
    factor = math.ceil(math.sqrt(math.prod(pixels.shape[:2]) / _MOST_PIXELS))
    if factor > 1:
        missing = [(0, -length % factor) for length in pixels.shape[:2]]
        padded = np.pad(pixels, [*missing, (0, 0)][: pixels.ndim], mode="edge")
        down, across = (length // factor for length in padded.shape[:2])
        blocks = padded.reshape(down, factor, across, factor, *pixels.shape[2:])
        pixels = np.rint(blocks.mean(axis=(1, 3), dtype=np.float32)).astype(np.uint8)
    return opaque_picture(np.ascontiguousarray(pixels)).copy()
