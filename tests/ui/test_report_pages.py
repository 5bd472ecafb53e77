"""A report on paper: what stays together, what each page says, and what is drawn."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QSizeF, QUrl
from PySide6.QtGui import QImage, QPageSize, QTextDocument, QTextTable

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.judging import judge
from mura_desktop.domain.study import Patient
from mura_desktop.domain.verdict import DISCLAIMER, Estimate, JudgedRegion
from mura_desktop.ui.saving import report_pages
from mura_desktop.ui.saving.report import report_document, write_report
from mura_desktop.ui.saving.report_pages import lay_out, paper_of
from tests.ui.test_report import INFO, judged, pages_in

BODY = QSizeF(515.0, 730.0)


def tables_of(document):
    """Each table of a document: what it says, its first page and its last."""
    layout = document.documentLayout()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            place = layout.frameBoundingRect(frame)
            cursor = frame.firstCursorPosition()
            cursor.setPosition(frame.lastPosition(), cursor.MoveMode.KeepAnchor)
            first, last = (int(y // BODY.height()) for y in (place.top(), place.bottom() - 1.0))
            yield cursor.selectedText(), first, last


@pytest.mark.parametrize("images", [1, 2, 5, 7, 8, 12, 13, 30])
def test_no_view_is_parted_from_its_words_by_the_edge_of_a_page(qapp, images):
    document = report_document(judged(*(0.5,) * images), INFO)
    lay_out(document, BODY)

    tables = list(tables_of(document))

    assert [text for text, first, last in tables if first != last] == []
    assert sum("Fracture uncertain · score 0.50" in text for text, _, _ in tables) >= images / 2


def test_views_of_one_page_stand_in_columns_whether_their_row_is_full_or_not(qapp):
    document = report_document(judged(0.5, 0.5, "Blank."), INFO)
    lay_out(document, BODY)
    layout = document.documentLayout()
    lefts = set()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable) and frame.columns() == 2:
            block = frame.cellAt(0, 1).firstCursorPosition().block()
            lefts.add(round(layout.blockBoundingRect(block).left()))
    assert len(lefts) == 1


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en_US", QPageSize.PageSizeId.Letter), ("de_DE", QPageSize.PageSizeId.A4)],
)
def test_the_paper_is_that_of_the_readers_country(locale, paper):
    assert paper_of(QLocale(locale)).id() is paper


def test_a_study_of_two_views_fits_on_one_page_of_letter(qapp, tmp_path):
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        write_report(tmp_path / "report.pdf", judged(0.5, 0.5), INFO)
    finally:
        QLocale.setDefault(before)
    box = re.search(rb"/MediaBox \[(.*?)\]", (tmp_path / "report.pdf").read_bytes())
    assert [float(edge) for edge in box[1].split()] == [0.0, 0.0, 612.0, 792.0]
    assert pages_in(tmp_path / "report.pdf") == 1


@pytest.fixture
def footers(monkeypatch):
    """What is printed at the foot of each page, by the one place that prints there."""
    printed = []
    usual = report_pages._print_footer

    def note(painter, page, whose, number):
        printed.append((whose, number))
        usual(painter, page, whose, number)

    monkeypatch.setattr(report_pages, "_print_footer", note)
    return printed


def test_each_page_says_whose_it_is_and_how_many_there_are(qapp, tmp_path, footers):
    patient = Patient("Doe^Jane", "7", "19700102", "F")
    header = {"patient": patient, "study_date": "20240501"}

    write_report(tmp_path / "report.pdf", judged(*(0.5,) * 12, **header), INFO)

    whose = "Doe, Jane · ID 7 · study 2024-05-01"
    total = pages_in(tmp_path / "report.pdf")
    assert total > 1
    assert footers == [(whose, f"Page {n} of {total}") for n in range(1, total + 1)]


def test_pages_of_a_study_without_a_name_say_so(qapp, tmp_path, footers):
    write_report(tmp_path / "report.pdf", judged(0.5), INFO)
    write_report(tmp_path / "report.pdf", judged(0.5, synthetic=True), INFO)
    assert [whose for whose, _ in footers] == ["No patient name", "SYNTHETIC · NO PATIENT"]


def test_nothing_on_paper_speaks_of_keys(qapp):
    text = report_document(judged(0.9, 0.5, 0.1), INFO).toPlainText()
    assert "Image 1 decided most, with 0.90." in text
    assert "key" not in text.lower()


def test_figures_of_single_images_are_not_passed_off_as_those_of_a_study(qapp):
    said = "measured on single images, not on means"
    assert said in report_document(judged(0.9, 0.5), INFO).toPlainText()
    assert said not in report_document(judged(0.9), INFO).toPlainText()


def test_figures_of_all_regions_are_not_passed_off_as_those_of_one(qapp):
    hand, foot = JudgedRegion("HAND", "hand", ("WRIST",)), JudgedRegion("FOOT", "foot", ("FOOT",))
    said = "all regions together: the model card has each"
    several = replace(INFO, regions=(hand, foot))
    assert said in report_document(judged(0.9), several).toPlainText()
    assert said not in report_document(judged(0.9), replace(INFO, regions=(hand,))).toPlainText()

    points = INFO.operating_points
    own = replace(points, specific=replace(points.specific, threshold=0.8))
    fitted = replace(INFO, regions=(replace(hand, operating_points=own), foot))
    assert said not in report_document(judged(0.9), fitted).toPlainText()


def test_the_figures_of_a_report_are_those_of_the_region_that_its_images_show(qapp):
    found = Estimate(0.43, 0.1, 0.8)
    points = INFO.operating_points
    own = replace(points, specific=replace(points.specific, sensitivity=found, data="7 of hand"))
    hand = JudgedRegion("HAND", "hand", ("WRIST",), own, None, Estimate(0.14, 0.0, 0.6))
    info = replace(INFO, regions=(hand, JudgedRegion("FOOT", "foot", ("FOOT",))))
    text = report_document(judged(0.9), info).toPlainText()
    assert "0.43 (0.10–0.80)" in text
    assert "7 of hand" in text
    assert "0.14 (0.00–0.60) of positive images of hand" in text
    assert "0.72 (0.66–0.78)" not in text


def test_the_pixels_that_were_judged_can_be_told_from_others(qapp):
    verdict = judged(0.9)
    text = report_document(verdict, INFO).toPlainText()
    assert verdict.basis.pixels[0][:16] in text
    verdict.study.images[0].pixels[0, 0] += 1
    assert judged(0.9).basis.pixels[0][:16] in text


def test_a_judgement_that_failed_is_not_told_as_a_refusal(qapp):
    class Broken:
        info = INFO

        def analyze(self, image):
            raise RuntimeError("out of luck")

    text = report_document(judge(judged(0.5).study, Broken()), INFO).toPlainText()
    assert "1. Judging failed" in text
    assert "No verdict" not in text
    assert "out of luck" in text


def test_the_measured_peak_is_not_claimed_for_a_method_that_nobody_measured(qapp):
    info = replace(INFO, methods=("Evidence map", "Grad-CAM"))
    verdict = judged(0.9)
    assert "inside an annotated box in 0.91" in report_document(verdict, info).toPlainText()

    score = verdict.images[0].score
    other = replace(score, heatmap=replace(score.heatmap, method="Grad-CAM"))
    shown = replace(verdict, images=(replace(verdict.images[0], score=other),))
    text = report_document(shown, info).toPlainText()
    assert "annotated box" not in text
    assert "How often its peak is right was not measured." in text


@pytest.mark.parametrize(
    ("score", "drawn"),
    [(0.9, "whole"), (0.5, "dashed"), (0.1, "nothing")],
    ids=["suspected", "uncertain", "not suspected"],
)
def test_the_line_round_the_evidence_is_drawn_as_in_the_window(qapp, score, drawn):
    verdict = judged(score)
    around = np.zeros((60, 40), np.float32)
    around[20:40, 10:30] = 1e-3  # a line, and next to no colour inside it
    heatmap = Heatmap(around, (1.0, 1.0), (0.0, 0.0), "Evidence map")
    image = replace(verdict.images[0], score=replace(verdict.images[0].score, heatmap=heatmap))
    plain, heat = pictures(report_document(replace(verdict, images=(image,)), INFO))

    changed = np.abs(heat.astype(int) - plain).max(axis=2) > 40
    share = changed[28:32, 8:12].any() + changed[22:38, 8:12].any(axis=1).mean()

    assert {"whole": share == 2.0, "dashed": 0 < share < 2.0, "nothing": share == 0}[drawn]


def test_the_statement_is_on_the_report_whatever_was_judged(qapp):
    for verdict in (judged(0.9), judged("Blank."), replace(judged(0.9), stale="Stale: since.")):
        assert DISCLAIMER in report_document(verdict, INFO).toPlainText()


def pictures(document):
    """The first view without and with its heatmap, (h, w, 3) uint8 RGB."""
    kind = QTextDocument.ResourceType.ImageResource
    for name in ("plain:1", "heat:1"):
        shown = document.resource(kind, QUrl(name)).convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), -1)
        yield rows[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3)
