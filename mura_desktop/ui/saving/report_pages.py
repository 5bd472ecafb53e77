"""A report's document on pages: nothing that belongs together is cut, and each page says whose.

Qt breaks pages inside the rows of a table, between a picture and its caption. So what belongs
together is a table of its own, and one that an edge of a page would cut begins on the next page.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from mura_desktop import __version__
from mura_desktop.domain.verdict import DISCLAIMER

_MARGIN = 40
_FOOTER = 32
_FINE = 10
"""Device pixels a point: what the PDF's coordinates are rounded to."""
_BREATH_SECONDS = 0.002
"""What the window is given between two pictures."""
_FOOTER_FONT = 8
_LIST_BEGINS = 90.0
"""Points that the head of a list and its first rows take."""


def paper_of(locale: QLocale) -> QPageSize:
    """Return the paper that lies in printers where a locale is spoken: A4, or Letter."""
    letter = locale.measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)


def write_pages(
    document: QTextDocument,
    pictures: Sequence[QImage],
    file: QIODevice,
    *,
    title: str,
    whose: str,
    paper: QPageSize,
) -> None:
    """Write a document as PDF.

    Args:
        document: The report; it is laid out for the paper.
        pictures: Those in it.
        file: Open for writing.
        title: Of the file, without the patient.
        whose: Patient and study, for the foot of each page.
        paper: Its size.
    """
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setCreator(f"MURA Desktop {__version__}")
    writer.setResolution(72 * _FINE)
    writer.setPageSize(paper)
    writer.setPageMargins(QMarginsF(*(_MARGIN,) * 4), QPageLayout.Unit.Point)
    page = QSizeF(writer.width() / _FINE, writer.height() / _FINE)
    body = QSizeF(page.width(), page.height() - _FOOTER)
    lay_out(document, body)
    painter = QPainter(writer)
    painter.scale(_FINE, _FINE)
    _embed(painter, pictures)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0.0, -number * body.height())
        document.drawContents(painter, QRectF(0.0, number * body.height(), *body.toTuple()))
        painter.restore()
        _print_footer(painter, page, whose, f"Page {number + 1} of {document.pageCount()}")
    painter.end()


def lay_out(document: QTextDocument, body: QSizeF) -> None:
    """Break a document into pages, so that none of its tables is cut that fits on a page.

    A table with a head is a list: it may be cut below a few of its rows, and its head is repeated.

    Args:
        document: Whose tables each hold what belongs together.
        body: What a page has room for, in points.
    """
    document.setPageSize(body)
    layout = document.documentLayout()
    for frame in document.rootFrame().childFrames():
        place = layout.frameBoundingRect(frame)
        if not isinstance(frame, QTextTable):
            continue
        shape = frame.format()
        together = min(_LIST_BEGINS, place.height()) if shape.headerRowCount() else place.height()
        left = body.height() - place.top() % body.height()
        if left < together <= body.height():
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            frame.setFormat(shape)


def _embed(painter: QPainter, pictures: Sequence[QImage]) -> None:
    """Put each picture into the file, outside the page, where the document's text refers to it.

    Compressing it holds the interpreter, and with it the window: one picture at a time does so
    briefly, the whole document for as long as all of them together.
    """
    nowhere = QRectF(-2.0 * _MARGIN, -2.0 * _MARGIN, 1.0, 1.0)
    for picture in pictures:
        painter.drawImage(nowhere, picture)
        time.sleep(_BREATH_SECONDS)


def _print_footer(painter: QPainter, page: QSizeF, whose: str, number: str) -> None:
    """Print the statement, whose page it is, and which of how many: pages part from each other."""
    font = QFont()
    font.setPixelSize(_FOOTER_FONT)
    painter.setFont(font)
    line = QRectF(0.0, page.height() - _FOOTER, page.width(), float(_FOOTER))
    above = line.adjusted(0.0, 0.0, 0.0, -1.4 * _FOOTER_FONT)
    bottom = Qt.AlignmentFlag.AlignBottom
    room = page.width() - 70.0
    fitted = QFontMetricsF(font).elidedText(whose, Qt.TextElideMode.ElideRight, room)
    painter.drawText(above, int(Qt.AlignmentFlag.AlignLeft | bottom), fitted)
    painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | bottom), DISCLAIMER)
    painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | bottom), number)
