"""A judged study as a PDF."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication

from mura_desktop import paths
from mura_desktop.domain.colour import Rgb
from mura_desktop.domain.errors import UnwritableFile
from mura_desktop.domain.grey import Window
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.judging import judge
from mura_desktop.domain.study import Header, Image, Patient, Region, RegionSource, Study
from mura_desktop.domain.verdict import (
    DISCLAIMER,
    BundleInfo,
    Estimate,
    ImageScore,
    NoVerdict,
    OperatingPoint,
    OperatingPoints,
)
from mura_desktop.ui.look.colours import DARK, THEMES
from mura_desktop.ui.look.theme import dress
from mura_desktop.ui.saving.report import report_document, write_report

DATA = "a data set of radiographs with a long name, 1,234 validation images"
MEASURED = Estimate(0.91, 0.88, 0.94)
INFO = BundleInfo(
    name="two-branches",
    version="3.1",
    sha256="cafe" * 16,
    label="fracture",
    operating_points=OperatingPoints(
        OperatingPoint("high sensitivity", 0.2, MEASURED, MEASURED, DATA),
        OperatingPoint("high specificity", 0.7, MEASURED, MEASURED, DATA),
    ),
    device="CPU",
    localisation=MEASURED,
    card="",
)


class Scores:
    """An analyzer that says of the images, in turn, what it was given."""

    info = INFO

    def __init__(self, *answers):
        self.answers = iter(answers)

    def analyze(self, image):
        answer = next(self.answers)
        if isinstance(answer, str):
            return NoVerdict(answer, image.region)
        values = np.zeros((6, 4), np.float32)
        values[1, 2] = 1.0
        return ImageScore(answer, Heatmap(values, (10, 10), (0, 0), "Evidence map"), image.region)


def judged(*answers, **header):
    image = Image(
        path=Path("image.dcm"),
        pixels=np.arange(60 * 40, dtype=np.uint16).reshape(60, 40),
        header=Header("1.2.3", **header),
        vois=(Window(1200.0, 2400.0),),
        region=Region("WRIST", RegionSource.HEADER),
    )
    return judge(Study("1.2.3", (image,) * len(answers)), Scores(*answers))


def pictures_of(document, count):
    image = QTextDocument.ResourceType.ImageResource
    names = [f"{kind}:{number}" for number in range(1, count + 1) for kind in ("plain", "heat")]
    return {name for name in names if document.resource(image, QUrl(name)) is not None}


def pages_in(pdf):
    return pdf.read_bytes().count(b"/Type /Page\n")


def test_the_report_says_the_verdict_what_it_rests_on_and_what_it_is_not_for(qapp):
    text = report_document(judged(0.81, 0.79), INFO).toPlainText()

    assert "Fracture suspected · score 0.80" in text
    assert "1. Fracture suspected · score 0.81" in text
    assert "Wrist, from the header" in text
    assert "strongest at row 15, column 25" in text
    assert "The program's verdict, by two-branches 3.1" in text
    assert "High sensitivity\n0.20\n0.91 (0.88–0.94)" in text
    assert f"95 % intervals, on {DATA}." in text
    assert "Bundle two-branches 3.1 on CPU, SHA-256 cafecafe" in text
    assert DISCLAIMER in text


def test_no_score_of_the_report_seems_to_reach_a_threshold_that_it_does_not(qapp):
    text = report_document(judged(0.698), INFO).toPlainText()
    assert "Fracture uncertain · score 0.698" in text
    assert "1. Fracture uncertain · score 0.698" in text
    assert "Suspected from 0.700" in text
    assert "High specificity\n0.700\n" in text


def test_a_bundle_that_nobody_measured_claims_no_calibration_in_the_report(qapp):
    info = replace(INFO, operating_points=None)
    text = report_document(judged(0.81), info).toPlainText()
    assert "Scores are the network's own, not calibrated. Thresholds were never measured" in text
    assert "sensitivity" not in text.lower()
    assert "Operating point" not in text


def test_a_relative_heatmap_is_not_called_absolute(qapp):
    verdict = judged(0.81)
    assert "Evidence map, absolute scale" in report_document(verdict, INFO).toPlainText()
    score = verdict.images[0].score
    heatmap = replace(score.heatmap, method="Grad-CAM", absolute=False)
    image = replace(verdict.images[0], score=replace(score, heatmap=heatmap))
    text = report_document(replace(verdict, images=(image,)), INFO).toPlainText()
    assert "Grad-CAM, relative: strongest at the score" in text
    assert "absolute" not in text


def test_each_judged_image_is_shown_with_and_without_its_heatmap(qapp):
    assert pictures_of(report_document(judged(0.1, 0.2), INFO), 2) == {
        "plain:1",
        "heat:1",
        "plain:2",
        "heat:2",
    }


def test_each_picture_is_in_the_file_once(qapp, tmp_path):
    write_report(tmp_path / "report.pdf", judged(0.1, 0.9), INFO)
    pictures = (tmp_path / "report.pdf").read_bytes().count(b"/Subtype /Image")
    assert pictures == 5  # two of each view, and the legend


def test_an_image_without_a_verdict_is_shown_with_its_reason_and_without_a_heatmap(qapp):
    document = report_document(judged(0.1, "The picture is in colour."), INFO)

    text = document.toPlainText()
    assert "Fracture uncertain" in text
    assert "1 of 2 images not judged." in text
    assert "2. No verdict" in text
    assert "The picture is in colour." in text
    assert pictures_of(document, 2) == {"plain:1", "heat:1", "plain:2"}


def test_a_study_without_any_verdict_makes_a_report_that_claims_nothing(qapp):
    text = report_document(judged("The picture is in colour."), INFO).toPlainText()

    assert text.count("No verdict") == 2
    assert "No reader has recorded a verdict" in text
    assert "· score" not in text
    assert "Mean of" not in text


def test_the_patient_is_named_as_in_the_banner_and_never_read_as_markup(qapp):
    patient = Patient("Doe^Jane", "<b>7</b>", "19700102", "F")

    text = report_document(judged(0.1, patient=patient), INFO).toPlainText()

    for words in ("Doe, Jane", "<b>7</b>", "1970-01-02"):
        assert words in text


def test_a_synthetic_study_is_labelled_synthetic(qapp):
    assert "SYNTHETIC" in report_document(judged(0.1, synthetic=True), INFO).toPlainText()
    assert "SYNTHETIC" not in report_document(judged(0.1), INFO).toPlainText()


@pytest.mark.parametrize(("images", "pages"), [(1, 1), (2, 1), (3, 1), (6, 1), (9, 2)])
def test_a_study_takes_one_page_where_it_fits(qapp, tmp_path, images, pages):
    write_report(tmp_path / "report.pdf", judged(*(0.5,) * images), INFO)

    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert pages_in(tmp_path / "report.pdf") == pages


def test_a_place_that_cannot_be_written_is_named_with_a_remedy(qapp, tmp_path):
    with pytest.raises(UnwritableFile) as refused:
        write_report(tmp_path / "missing" / "report.pdf", judged(0.5), INFO)
    assert refused.value.subject == tmp_path / "missing" / "report.pdf"
    assert refused.value.remedy


def test_tall_pixels_make_tall_pictures(qapp):
    study = judged(0.9)
    image = replace(study.study.images[0], aspect=2.0)
    tall = replace(study, study=replace(study.study, images=(image,)))
    ratios = []
    for each in (study, tall):
        shown = re.search(r'width="(\d+)" height="(\d+)"', report_document(each, INFO).toHtml())
        ratios.append(int(shown[2]) / int(shown[1]))
    assert ratios[1] == pytest.approx(2.0 * ratios[0], rel=0.02)


def test_a_picture_in_colour_is_reported_in_its_colours(qapp):
    rgb = np.full((60, 40, 3), (200, 100, 50), np.uint8)
    image = Image(Path("a.png"), rgb, Header("1"), (Window(128.0, 256.0),), colour=Rgb())
    verdict = judge(Study("1", (image,)), Scores("The picture is in colour."))
    document = report_document(verdict, INFO)
    shown = document.resource(QTextDocument.ResourceType.ImageResource, QUrl("plain:1"))
    assert shown.pixelColor(5, 5).getRgb()[:3] == (200, 100, 50)


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
def test_every_line_is_dark_on_white_whatever_theme_is_worn(dressed, worn):
    dress(QApplication.instance(), paths.resources(), worn)
    try:
        patient = Patient("Doe^Jane", "7", "19700102", "F")
        document = report_document(judged(0.81, "Blank.", patient=patient), INFO)
        lines = darkest_of_each_line(document)
    finally:
        dress(QApplication.instance(), paths.resources(), DARK)

    assert {"Radiograph study", DISCLAIMER} <= set(lines)
    assert {text: grey for text, grey in lines.items() if grey > 120} == {}


def darkest_of_each_line(document):
    """The darkest grey on each paragraph without a picture, drawn on white as on paper."""
    zoom = 3
    document.setTextWidth(515.0)
    paper = QImage(document.size().toSize() * zoom, QImage.Format.Format_RGB888)
    paper.fill(0xFFFFFFFF)
    painter = QPainter(paper)
    painter.scale(zoom, zoom)
    document.drawContents(painter)
    painter.end()
    paper = paper.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(paper.constBits(), np.uint8).reshape(paper.height(), -1)
    lines = {}
    block = document.begin()
    while block.isValid():
        text = block.text().strip()
        if text and "\N{OBJECT REPLACEMENT CHARACTER}" not in text:
            place = document.documentLayout().blockBoundingRect(block)
            left, top, right, bottom = (round(zoom * each) for each in place.getCoords())
            lines[text] = int(rows[top:bottom, left:right].min())
        block = block.next()
    return lines
