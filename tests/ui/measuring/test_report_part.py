"""What was measured, in the report."""

import numpy as np
import pytest
from PySide6.QtCore import QSizeF, QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextTable, QUndoStack

from mura_desktop.domain.measurement.shape import Kind, Shape
from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.domain.study import Study
from mura_desktop.domain.verdict import NoVerdict, StudyVerdict
from mura_desktop.ui.measuring.report_part import measured_in
from mura_desktop.ui.measuring.sheet import Sheet
from mura_desktop.ui.saving.report import report_document
from mura_desktop.ui.saving.report_pages import lay_out


@pytest.fixture
def study(image_of):
    dark = np.zeros((64, 48), np.uint16)
    spacings = (Spacing(0.5, 0.5, SpacingSource.DETECTOR),)
    return Study("1", (image_of("a"), image_of("b", pixels=dark, spacings=spacings)))


@pytest.fixture
def sheet(qapp):
    stack = QUndoStack()
    sheet = Sheet(lambda image: stack)
    yield sheet
    sheet.shut_down()


def report(study, info, measured=()):
    refused = NoVerdict("Not judged here.")
    judged = StudyVerdict(study, (refused,) * 2, None, None, "Not judged here.")
    return report_document(judged, info, measured=measured)


def pixels(document, name):
    picture = document.resource(QTextDocument.ResourceType.ImageResource, QUrl(name))
    grey = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : 3 * grey.width()].reshape(grey.height(), grey.width(), 3).copy()


def test_measurements_are_told_with_their_scale_and_drawn_on_their_view(study, sheet, info):
    sheet.add(study.images[1], Shape(Kind.LENGTH, ((8.0, 32.0), (40.0, 32.0))))

    document = report(study, info, measured_in(study, sheet))

    text = document.toPlainText()
    assert "Measured by the reader" in text
    assert "16.0 ± 0.4 mm" in text
    assert "at detector" in text
    assert "12.8–16.0 mm" in text
    assert "coverage factor" in text
    drawn = pixels(document, "plain:2").astype(int)
    assert (drawn[..., 0] - drawn[..., 1]).max() > 60, "a coloured line"
    beside = pixels(document, "plain:1").astype(int)
    assert (beside[..., 0] == beside[..., 1]).all(), "none on the other view"


def test_a_report_without_measurements_does_not_speak_of_them(study, info):
    assert "Measured" not in report(study, info).toPlainText()


def test_a_long_list_of_measurements_goes_on_below_its_head_on_the_next_page(study, sheet, info):
    for number in range(60):
        sheet.add(study.images[1], Shape(Kind.LENGTH, ((8.0, 32.0), (9.0 + number, 32.0))))
    document = report(study, info, measured_in(study, sheet))
    lay_out(document, QSizeF(515.0, 730.0))
    listed = next(
        frame
        for frame in document.rootFrame().childFrames()
        if isinstance(frame, QTextTable) and frame.rows() > 60
    )
    place = document.documentLayout().frameBoundingRect(listed)
    assert place.top() < 730.0 < place.bottom(), "it begins where there is room, and goes on"
    assert listed.format().headerRowCount() == 2
