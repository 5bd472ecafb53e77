"""A judged study on paper: one PDF that says what was seen, by what, and how far to trust it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from mura_desktop import __version__
from mura_desktop.domain.heatmap import Heatmap, blended, colour_table
from mura_desktop.domain.reading import Reading
from mura_desktop.domain.study import Header, Image
from mura_desktop.domain.verdict import (
    DISCLAIMER,
    BundleInfo,
    ImageVerdict,
    Judgement,
    StudyVerdict,
    Verdict,
    in_words,
    score_text,
)
from mura_desktop.domain.whole_file import write_whole
from mura_desktop.ui.measuring.report_part import Measured, draw_measured, measured_part
from mura_desktop.ui.saving.report_own import own_conclusion
from mura_desktop.ui.verdicts.heatmap_panel import CAUTION
from mura_desktop.ui.viewer.layers import opaque_picture
from mura_desktop.ui.words import (
    date_text,
    estimate_text,
    laterality_text,
    patient_name,
    point_text,
    rule_text,
    sourced_region,
)

_MARGIN = 40
_FOOTER = 22
_FINE = 10
"""Device pixels a point: what the PDF's coordinates are rounded to."""
_BREATH_SECONDS = 0.002
"""What the window is given between two pictures."""
_PICTURES_HEIGHT = 440
_MOST_PIXELS = 1_600_000
"""Of a picture: sharp on paper, and put into the file before anybody notices."""
_STYLE = """
body { color: #16202a; font-size: 9px; }
h1 { font-size: 19px; margin: 0; }
h2 { font-size: 15px; margin: 0; }
p { margin: 2px 0; }
table.verdict { margin: 10px 0; }
td.view { padding: 0 10px 8px 0; }
.quiet { color: #56626e; }
.caption { color: #56626e; font-size: 8px; }
"""
_BORDERS = {
    Verdict.SUSPECTED: "solid",
    Verdict.UNCERTAIN: "dashed",
    Verdict.NOT_SUSPECTED: "none",
    None: "dotted",
}


def write_report(
    path: Path,
    judged: StudyVerdict,
    info: BundleInfo,
    reading: Reading | None = None,
    checked: str = "",
    measured: Sequence[Measured] = (),
) -> None:
    """Write a judged study as a PDF of A4 pages: one where it fits, as up to six images do.

    It is the reader's own document and names the patient as the banner does. A QGuiApplication must
    exist.

    Args:
        path: The file; one that is there is replaced, whole or not at all.
        judged: The study with its verdicts.
        info: The bundle that judged it.
        reading: What the reader recorded of it; told apart from what the program says.
        checked: What the program found when it tested itself.
        measured: What the reader measured in it.

    Raises:
        UnwritableFile: when the file could not be written.
    """
    judged = judged.with_pixels_of_now()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    document = report_document(judged, info, reading, checked, measured)
    _print(document, _pictures_of(document, judged), buffer, _title(judged))
    write_whole(path, bytes(buffer.data().data()))


def report_document(
    judged: StudyVerdict,
    info: BundleInfo,
    reading: Reading | None = None,
    checked: str = "",
    measured: Sequence[Measured] = (),
) -> QTextDocument:
    """Return the report as one document, before it is broken into pages."""
    document = QTextDocument()
    document.setUseDesignMetrics(True)
    document.setDocumentMargin(0)
    font = QFont()
    font.setPixelSize(9)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    _add_pictures(document, judged, measured)
    own = own_conclusion(reading) if reading else ""
    views = f"{_views(judged, info)}{measured_part(measured)}"
    parts = (_head(judged, info), own, views, _foundations(judged, info, checked))
    # the body's own colour, or the text takes that of the theme that is worn: pale, on white
    document.setHtml(f"<body>{''.join(parts)}</body>")
    return document


def _print(
    document: QTextDocument, pictures: Sequence[QImage], file: QIODevice, title: str
) -> None:
    writer = QPdfWriter(file)
    writer.setTitle(title)
    writer.setCreator(f"MURA Desktop {__version__}")
    writer.setResolution(72 * _FINE)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(*(_MARGIN,) * 4), QPageLayout.Unit.Point)
    page = QSizeF(writer.width() / _FINE, writer.height() / _FINE)
    body = QSizeF(page.width(), page.height() - _FOOTER)
    document.setPageSize(body)
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
        _print_footer(painter, page, f"{number + 1} / {document.pageCount()}")
    painter.end()


def _embed(painter: QPainter, pictures: Sequence[QImage]) -> None:
    """Put each picture into the file, outside the page, where the document's text refers to it.

    Compressing it holds the interpreter, and with it the window: one picture at a time does so
    briefly, the whole document for as long as all of them together.
    """
    nowhere = QRectF(-2.0 * _MARGIN, -2.0 * _MARGIN, 1.0, 1.0)
    for picture in pictures:
        painter.drawImage(nowhere, picture)
        time.sleep(_BREATH_SECONDS)


def _print_footer(painter: QPainter, page: QSizeF, number: str) -> None:
    font = QFont()
    font.setPixelSize(8)
    painter.setFont(font)
    line = QRectF(0.0, page.height() - _FOOTER, page.width(), float(_FOOTER))
    bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | bottom), DISCLAIMER)
    painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | bottom), number)


def _title(judged: StudyVerdict) -> str:
    return "Synthetic study" if judged.study.header.synthetic else "Radiograph study"


def _head(judged: StudyVerdict, info: BundleInfo) -> str:
    header = judged.study.header
    mark = "<p><b>SYNTHETIC · NO PATIENT: these images were drawn by a program.</b></p>"
    return (
        f"<h1>{_title(judged)}</h1>"
        f"<p><b>{DISCLAIMER}</b></p>"
        f"{mark if header.synthetic else ''}"
        f"{_facts(header)}{_verdict_box(judged, info)}"
    )


def _facts(header: Header) -> str:
    patient = header.patient
    name = patient_name(patient) or "No patient name"
    lines = (
        {
            "Patient": name,
            "ID": patient.identifier,
            "born": date_text(patient.birth_date),
            "sex": patient.sex,
        },
        {"Study": date_text(header.study_date), "": header.study_description},
        {"Written": f"{datetime.now():%Y-%m-%d %H:%M} by MURA Desktop {__version__}"},
    )
    return "".join(f"<p>{_line(line)}</p>" for line in lines if any(line.values()))


def _line(facts: dict[str, str]) -> str:
    told = (
        f"<span class='quiet'>{name}</span> {escape(value)}"
        for name, value in facts.items()
        if value
    )
    return " &nbsp; ".join(told)


def _verdict_box(judged: StudyVerdict, info: BundleInfo) -> str:
    score = rule = ""
    if judged.probability is not None:
        score = f" · score {score_text(judged.probability)}"
        rule = f"<p class='quiet'>{escape(rule_text(judged, info))}</p>"
    reason = f"<p>{escape(judged.reason)}</p>" if judged.reason else ""
    border = _BORDERS[judged.verdict]
    word = escape(in_words(judged.verdict, info.label))
    if judged.stale:
        border, word, score, rule = "dotted", f"STALE · <s>{word}</s>", "", ""
        reason = f"<p><b>{escape(judged.stale)} Judge the study again.</b></p>"
    return (
        f"<table class='verdict' width='100%' cellpadding='8' cellspacing='0'><tr>"
        f"<td style='border: 1.5px {border} #16202a'>"
        f"<h2>{word}{score}</h2>{reason}{rule}"
        "</td></tr></table>"
    )


def _views(judged: StudyVerdict, info: BundleInfo) -> str:
    width, height, in_row = _picture_size(len(judged.study.images))
    cells = [
        _view(number, image, judgement, info.label, (width, height))
        for number, (image, judgement) in enumerate(_pairs(judged), start=1)
    ]
    rows = [f"<tr>{''.join(row)}</tr>" for row in _chunks(cells, in_row)]
    # Qt breaks pages inside rows: a page's rows are a table of their own
    tables = [f"<table width='100%'>{''.join(page)}</table>" for page in _chunks(rows, 4)]
    return "<p style='page-break-before: always'></p>".join(tables)


def _view(
    number: int, image: Image, judgement: Judgement, label: str, room: tuple[int, int]
) -> str:
    tall = image.rows * image.aspect
    scale = min(room[0] / image.columns, room[1] / tall)
    size = f"width='{scale * image.columns:.0f}' height='{scale * tall:.0f}'"
    parts = (
        sourced_region(judgement.region or image.region),
        image.header.view,
        laterality_text(image.header.laterality),
    )
    name = escape(" · ".join(filter(None, parts)) or "Radiograph")
    pictures = f"<img src='plain:{number}' {size}>"
    if isinstance(judgement, ImageVerdict):
        words = f"{in_words(judgement.verdict, label)} · score {_score(judgement)}"
        row, column = judgement.score.heatmap.peak(image.rows, image.columns)
        below = f"{judgement.score.heatmap.method}, strongest at row {row}, column {column}"
        pictures += f" <img src='heat:{number}' {size}>"
    else:
        words, below = in_words(None, label), judgement.reason
    return (
        f"<td class='view'><p><b>{number}. {escape(words)}</b><br>{name}</p><p>{pictures}</p>"
        f"<p class='caption'>{escape(below)}</p></td>"
    )


def _foundations(judged: StudyVerdict, info: BundleInfo, checked: str) -> str:
    points = info.points_of(judged.images)
    lines = [point_text(point) for point in (points.sensitive, points.specific)] if points else []
    lines.append(f"{info.about_scores} Intervals are 95 %." if points else info.about_scores)
    if info.localisation is not None:
        lines.append(f"Peak in an annotated box: {estimate_text(info.localisation)} of positives.")
    lines.append(f"{info.name} {info.version} on {info.device}.")
    lines.append(f"SHA-256 {info.sha256}")
    lines.append(checked)
    told = "".join(f"<p class='quiet'>{escape(line)}</p>" for line in lines if line)
    scored = [each.score for each in judged.images if isinstance(each, ImageVerdict)]
    return f"{_legend(scored[0].heatmap) if scored else ''}{told}"


def _legend(heatmap: Heatmap) -> str:
    return (
        f"<p>{heatmap.legend}: 0 <img src='legend:' width='80' height='7'> 1. "
        f"<span class='quiet'>{CAUTION}</span></p>"
    )


def _add_pictures(
    document: QTextDocument, judged: StudyVerdict, measured: Sequence[Measured]
) -> None:
    def add(name: str, picture: QImage) -> None:
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)

    for number, (image, judgement) in enumerate(_pairs(judged), start=1):
        plain = image.rendered() if image.colour is None else image.rgb()
        picture = _on_paper(plain)
        add(f"plain:{number}", draw_measured(picture, number, measured))
        if isinstance(judgement, ImageVerdict):
            rgb = blended(plain, judgement.score.heatmap)
            add(f"heat:{number}", _on_paper(rgb))
    colours = colour_table()
    legend = QImage(colours.data, len(colours), 1, 3 * len(colours), QImage.Format.Format_RGB888)
    add("legend:", legend.copy())


def _pictures_of(document: QTextDocument, judged: StudyVerdict) -> list[QImage]:
    """Return the very pictures that were added to a document, in the order of the views."""
    kind = QTextDocument.ResourceType.ImageResource
    numbers = range(1, len(judged.study.images) + 1)
    names = [f"{name}:{number}" for number in numbers for name in ("plain", "heat")]
    found = (document.resource(kind, QUrl(name)) for name in names)
    return [picture for picture in found if isinstance(picture, QImage)]


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


def _picture_size(images: int) -> tuple[int, int, int]:
    """Return the room for one picture in points, and how many views share a row."""
    in_row = 1 if images == 1 else 2
    rows = math.ceil(images / in_row)
    width = 515 // (2 * in_row) - 8
    return width, max(90, min(260, _PICTURES_HEIGHT // rows - 44)), in_row


def _chunks(items: list[str], size: int) -> list[list[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _pairs(judged: StudyVerdict) -> list[tuple[Image, Judgement]]:
    return list(zip(judged.study.images, judged.images, strict=True))


def _score(judgement: ImageVerdict) -> str:
    return score_text(judgement.score.probability)
