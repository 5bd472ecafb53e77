"""A judged study on paper: one PDF that says what was seen, by what, and how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLocale
from PySide6.QtGui import QFont, QTextDocument

from mura_desktop import __version__
from mura_desktop.domain.basis import Basis
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.operating_points import OperatingPoints
from mura_desktop.domain.reading import Reading
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Header
from mura_desktop.domain.verdict import (
    DISCLAIMER,
    BundleInfo,
    ImageVerdict,
    NoVerdict,
    StudyVerdict,
    Verdict,
    in_words,
)
from mura_desktop.domain.whole_file import write_whole
from mura_desktop.ui.measuring.report_part import Measured, measured_part
from mura_desktop.ui.saving.report_own import own_conclusion
from mura_desktop.ui.saving.report_pages import paper_of, write_pages
from mura_desktop.ui.saving.report_pictures import add_pictures, pictures_of
from mura_desktop.ui.saving.report_views import struck, views_part
from mura_desktop.ui.verdicts.heatmap_panel import CAUTION, CONTOUR
from mura_desktop.ui.words import (
    date_text,
    estimate_text,
    intervals_text,
    measured_on,
    no_verdict_look,
    patient_name,
    peak_text,
    rule_text,
)

_DIGITS = 16
"""Of the digest of an image's pixels: what two images do not share by chance."""
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
) -> str | None:
    """Write a judged study as a PDF: one page where it fits, as up to six images do.

    Pages are those of printers where the user lives, A4 or Letter. It is the reader's own document
    and names the patient as the banner does. A QGuiApplication must exist.

    Args:
        path: The file; one that is there is replaced, whole or not at all.
        judged: The study with its verdicts.
        info: The bundle that judged it.
        reading: What the reader recorded of it; told apart from what the program says.
        checked: What the program found when it tested itself.
        measured: What the reader measured in it.

    Returns:
        Why the verdict no longer holds, as the report says; None where it does.

    Raises:
        UnwritableFile: when the file could not be written.
    """
    judged = judged.with_pixels_of_now()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    document = report_document(judged, info, reading, checked, measured)
    write_pages(
        document,
        pictures_of(document, judged),
        buffer,
        title=_title(judged),
        whose=_whose(judged.study.header),
        paper=paper_of(QLocale()),
    )
    write_whole(path, bytes(buffer.data().data()))
    return judged.stale


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
    add_pictures(document, judged, measured)
    own = own_conclusion(reading)
    views = f"{views_part(judged, info)}{measured_part(measured)}"
    parts = (_head(judged, info), own, views, _foundations(judged, info, checked))
    # the body's own colour, or the text takes that of the theme that is worn: pale, on white
    document.setHtml(f"<body>{''.join(parts)}</body>")
    return document


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


def _whose(header: Header) -> str:
    """Return patient and study in a line, for pages that have come apart."""
    if header.synthetic:
        return "SYNTHETIC · NO PATIENT"
    patient, date = header.patient, date_text(header.study_date)
    identifier = f"ID {patient.identifier}" if patient.identifier else ""
    words = (patient_name(patient), identifier, f"study {date}" if date else "")
    return " · ".join(filter(None, words)) or "No patient name"


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
        score = f" · score {info.texts_for(judged.scores).score(judged.probability)}"
        rule = f"<p class='quiet'>{escape(rule_text(judged, info))}</p>"
    reason = f"<p>{escape(judged.reason)}</p>" if judged.reason else ""
    border = _BORDERS[judged.verdict]
    failed = any(isinstance(each, NoVerdict) and each.failed for each in judged.images)
    look = no_verdict_look(failed=failed)
    word = escape(in_words(judged.verdict, info.label) if judged.verdict else look.text)
    if judged.stale:
        border, word, score, rule = "dotted", struck(word), "", ""
        reason = f"<p><b>{escape(judged.stale)} Judge the study again.</b></p>"
    return (
        f"<table class='verdict' width='100%' cellpadding='8' cellspacing='0'><tr>"
        f"<td style='border: 1.5px {border} #16202a'>"
        f"<p class='quiet'>The program's verdict, by {escape(_bundle(info))}</p>"
        f"<h2>{word}{score}</h2>{reason}{rule}"
        "</td></tr></table>"
    )


def _foundations(judged: StudyVerdict, info: BundleInfo, checked: str) -> str:
    """Return what the verdict rests on: kept together, as one table."""
    points = info.points_of(judged.images)
    scored = [each.score for each in judged.images if isinstance(each, ImageVerdict)]
    shown = scored[0].heatmap if scored and not judged.stale else None
    lines = [info.about_scores, f"Bundle {_bundle(info)} on {info.device}, SHA-256 {info.sha256}."]
    if judged.basis is not None:
        lines.append(f"Pixels of the images, SHA-256: {_digests(judged.basis)}.")
    lines.append(checked)
    told = "".join(f"<p class='caption'>{escape(line)}</p>" for line in lines if line)
    parts = (
        _legend(shown, info, judged) if shown else "",
        _points(points, info, info.texts_for(judged.scores)) if points else "",
        told,
    )
    return f"<table width='100%' cellpadding='0'><tr><td>{''.join(parts)}</td></tr></table>"


def _legend(heatmap: Heatmap, info: BundleInfo, judged: StudyVerdict) -> str:
    measured = peak_text(heatmap, info, info.measured_on_all(judged.images))
    said = escape(" ".join(filter(None, (CAUTION, CONTOUR, measured))))
    return (
        f"<p>{heatmap.legend}: 0 <img src='legend:' width='80' height='7'> 1. "
        f"<span class='caption'>{said}</span></p>"
    )


def _points(points: OperatingPoints, info: BundleInfo, texts: ScoreTexts) -> str:
    """Return what was measured at the operating points, as a table with its data set."""
    heads = ("Operating point", "Score at least", "Sensitivity", "Specificity")
    lines = [
        (
            point.name.capitalize(),
            texts.threshold(point.threshold),
            estimate_text(point.sensitivity),
            estimate_text(point.specificity),
        )
        for point in (points.specific, points.sensitive)
    ]
    head = "".join(f"<td class='quiet'>{each}</td>" for each in heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines
    )
    note = intervals_text((cell for line in lines for cell in line), measured_on(points, info))
    return (
        f"<table width='100%' cellpadding='1' cellspacing='0'><tr>{head}</tr>{rows}</table>"
        f"<p class='caption'>{escape(note)}</p>"
    )


def _digests(basis: Basis) -> str:
    return ", ".join(
        f"{number}\N{NO-BREAK SPACE}{digest[:_DIGITS] or 'not to be had any more'}"
        for number, digest in enumerate(basis.pixels, start=1)
    )


def _bundle(info: BundleInfo) -> str:
    return f"{info.name} {info.version}"
