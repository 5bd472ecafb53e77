"""Measuring as a reader does it: keys, presses and drags on the window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QTreeWidget

from mura_desktop.domain.measurement.scale import Basis
from mura_desktop.domain.measurement.shape import Kind
from mura_desktop.domain.spacing import Spacing, SpacingSource

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def measured(window, session, files, network, image_of, is_judged, qtbot):
    """The window with an image of 64 rows and 48 columns, 0.5 mm apart at the detector."""
    ramp = np.arange(64 * 48, dtype=np.uint16).reshape(64, 48)
    spacings = (Spacing(0.5, 0.5, SpacingSource.DETECTOR),)
    files.contents["study"] = [image_of("a1", pixels=ramp, spacings=spacings)]
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    return window


def place(window, x, y):
    """Where an image position is on the canvas."""
    canvas = window.views.active
    across, down = canvas.presentation.view.to_screen((x, y))
    ratio = canvas.devicePixelRatioF()
    return QPointF(across / ratio, down / ratio).toPoint()


def drag(window, start, end):
    QTest.mousePress(window.views.active, LEFT, NONE, place(window, *start))
    QTest.mouseMove(window.views.active, place(window, *end))
    QTest.mouseRelease(window.views.active, LEFT, NONE, place(window, *end))


def click(window, *at):
    QTest.mouseMove(window.views.active, place(window, *at))
    QTest.mouseClick(window.views.active, LEFT, NONE, place(window, *at))


def shapes(window):
    sheet = window.measuring.sheet
    return [each.shape for each in sheet.measurements(window.views.active.image)]


def test_a_key_and_a_drag_measure_a_length(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    before = measured.views.active.presentation
    drag(measured, (8, 20), (40, 20))

    (line,) = shapes(measured)
    assert line.kind is Kind.LENGTH
    assert np.allclose(line.points, [(8, 20), (40, 20)], atol=0.2)
    assert measured.views.active.presentation == before, "the window does not move meanwhile"
    assert measured.commands["measure_length"].isChecked()


def test_what_takes_back_is_grey_while_nothing_was_measured(measured):
    names = ("delete_measurement", "delete_measurements", "forget_calibration")
    assert not any(measured.commands[name].isEnabled() for name in names)
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    assert [measured.commands[name].isEnabled() for name in names] == [True, True, False]
    measured.commands["delete_measurements"].trigger()
    assert not any(measured.commands[name].isEnabled() for name in names)


def test_clicks_do_the_same_as_a_drag(measured):
    measured.commands["measure_angle"].trigger()
    for at in ((10, 10), (10, 40), (40, 40)):
        click(measured, *at)

    (angle,) = shapes(measured)
    assert np.allclose(angle.points, [(10, 10), (10, 40), (40, 40)], atol=0.2)


def test_two_drags_measure_a_cobb_angle(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    drag(measured, (5, 10), (40, 14))
    assert shapes(measured) == []
    drag(measured, (5, 50), (40, 46))

    (cobb,) = shapes(measured)
    assert cobb.kind is Kind.COBB


def test_escape_gives_up_the_line_then_the_tool_and_only_then_resets_the_view(measured):
    measured.views.active.turn(1)
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    click(measured, 10, 10)

    QTest.keyClick(measured.views.active, Qt.Key.Key_Escape)
    click(measured, 20, 20)
    assert shapes(measured) == [], "the first point is forgotten"
    QTest.keyClick(measured.views.active, Qt.Key.Key_Escape)
    QTest.keyClick(measured.views.active, Qt.Key.Key_Escape)
    assert not measured.commands["measure_length"].isChecked()
    assert measured.views.active.presentation.view.orientation.turns == 1
    QTest.keyClick(measured.views.active, Qt.Key.Key_Escape)
    assert measured.views.active.presentation.view.orientation.turns == 0


def test_a_handle_is_dragged_and_that_can_be_undone(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    measured.commands["measure_length"].trigger()

    drag(measured, (40, 20), (30, 50))
    assert np.allclose(shapes(measured)[0].points, [(8, 20), (30, 50)], atol=0.3)

    measured.histories.undo()
    assert np.allclose(shapes(measured)[0].points, [(8, 20), (40, 20)], atol=0.3)
    measured.histories.undo()
    assert shapes(measured) == []
    measured.histories.redo()
    assert len(shapes(measured)) == 1


def test_a_line_taken_between_its_handles_moves_as_a_whole(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    measured.measuring.hand.choose(None)

    drag(measured, (24, 20), (26, 30))

    assert np.allclose(shapes(measured)[0].points, [(10, 30), (42, 30)], atol=0.3)


def test_a_drag_beside_every_measurement_still_moves_the_window(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    measured.measuring.hand.choose(None)
    before = measured.views.active.presentation.voi

    drag(measured, (20, 55), (25, 50))

    assert measured.views.active.presentation.voi != before


def test_the_delete_key_deletes_what_is_selected(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    drag(measured, (8, 40), (40, 40))
    measured.measuring.hand.choose(None)
    click(measured, 8, 20)

    QTest.keyClick(measured.views.active, Qt.Key.Key_Delete)

    (left,) = shapes(measured)
    assert left.points[0][1] == pytest.approx(40, abs=0.2)


def test_points_outside_the_image_are_placed_at_its_edge(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (10, 10), (60, 30))

    assert shapes(measured)[0].points[1][0] == 48.0


def test_a_line_stays_on_its_pixels_and_its_label_upright_however_the_image_lies(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    before = shapes(measured)
    measured.views.active.flip_horizontally()
    measured.views.active.turn(1)

    assert shapes(measured) == before
    measured.measuring.hand.choose(None)
    click(measured, 8, 20)
    QTest.keyClick(measured.views.active, Qt.Key.Key_Delete)
    assert shapes(measured) == [], "it is found where its pixels are now"


def test_a_calibration_changes_what_every_line_of_the_image_measures(measured, qtbot):
    QTest.keyClick(measured.views.active, Qt.Key.Key_K)
    drag(measured, (8, 20), (40, 20))
    dialog = measured.findChild(QDialog, "calibration")
    dialog.findChild(QDoubleSpinBox).setValue(32.0)
    dialog.accept()

    scale = measured.measuring.sheet.scale(measured.views.active.image)
    assert scale.basis is Basis.MANUAL
    assert scale.columns == pytest.approx(1.0, rel=0.02)
    assert shapes(measured) == []
    measured.commands["forget_calibration"].trigger()
    assert measured.measuring.sheet.scale(measured.views.active.image).basis is Basis.DETECTOR


def test_the_list_copies_what_was_measured_with_its_scale_and_the_disclaimer(measured, qtbot):
    QTest.keyClick(measured.views.active, Qt.Key.Key_B)
    drag(measured, (8, 20), (18, 30))
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 40), (40, 40))
    sheet, image = measured.measuring.sheet, measured.views.active.image
    qtbot.waitUntil(lambda: sheet.statistics(image, shapes(measured)[0]) is not None)

    measured.commands["measurements"].trigger()
    tree = measured.findChild(QTreeWidget, "measurements")
    tree.window().copy()

    copied = QGuiApplication.clipboard().text()
    assert tree.topLevelItemCount() == 2
    assert "100 pixels" in copied
    assert "at detector" in copied
    assert "16.0 ± 0.4 mm" in copied
    assert "12.8–16.0 mm" in copied
    assert "Not a medical device" in copied
    assert "Ada" not in copied, "nobody is named"


def test_measurements_are_gone_with_their_study(measured, session):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))
    image = measured.views.active.image
    session.close_study(session.selected[0].study.id)

    assert measured.measuring.sheet.measurements(image) == ()
    measured.histories.undo()
    assert measured.measuring.sheet.measurements(image) == ()


def test_the_picture_of_the_view_shows_measurements(measured):
    before = measured.views.active.picture()
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    drag(measured, (8, 20), (40, 20))

    picture = measured.views.active.picture()
    middle = place(measured, 24, 20)
    assert picture != before
    assert picture.pixelColor(middle).red() > picture.pixelColor(middle).green()


def test_a_double_click_with_a_tool_places_points_and_leaves_the_panes_alone(measured):
    QTest.keyClick(measured.views.active, Qt.Key.Key_D)
    QTest.mouseDClick(measured.views.active, LEFT, NONE, QPoint(200, 200))

    assert measured.thumbnails.isVisible()


def test_a_line_is_measured_with_the_keyboard_alone(measured, session):
    canvas = measured.views.active
    canvas.setFocus()
    for key in (Qt.Key.Key_D, Qt.Key.Key_Return, Qt.Key.Key_Return):
        QTest.keyClick(canvas, key)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Return)

    (line,) = shapes(measured)
    assert line.points[0] == (24.0, 32.0), "from the middle of the view"
    step = 51.0 * canvas.devicePixelRatioF() / canvas.presentation.view.scale
    assert line.points[1] == pytest.approx((24.0 + step, 32.0))


def test_without_a_kind_the_arrows_go_on_meaning_what_they_mean(measured):
    canvas = measured.views.active
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Return)

    assert shapes(measured) == []


@pytest.mark.parametrize(("width", "height"), [(900, 700), (312, 314)])
def test_a_label_lies_on_no_other_label_no_text_and_no_contour(measured, width, height):
    canvas = measured.views.active
    measured.commands["heatmap"].setChecked(True)
    canvas.setFixedSize(width, height)
    measured.commands["measure_length"].trigger()
    right = canvas.image.columns
    for row in (26, 34):  # beside the legend, where there is one
        drag(measured, (right - 9, row), (right - 1, row))
    canvas.grab()

    ink = measured.measuring.hand._ink
    view, ratio = canvas.presentation.view, canvas.devicePixelRatioF()
    labels = [each.box for each in ink.labels(canvas.image, view, ratio, canvas.taken)]
    assert len(labels) == 2
    for number, box in enumerate(labels):
        assert canvas.rect().contains(box.toAlignedRect())
        assert not any(box.intersects(other) for other in (*canvas.taken, *labels[:number]))


def test_a_label_keeps_off_the_contour_that_its_line_ends_in(measured):
    canvas = measured.views.active
    canvas.setFixedSize(900, 700)
    measured.commands["heatmap"].setChecked(True)
    heatmap = canvas.heatmap
    canvas.show_heatmap(heatmap)
    canvas.grab()
    texts = canvas.taken
    canvas.show_heatmap(heatmap, Qt.PenStyle.SolidLine, "#f59a3c")
    canvas.grab()
    (contour,) = (each for each in canvas.taken if each not in texts)
    measured.commands["measure_length"].trigger()
    end = contour.center().toPoint()
    QTest.mousePress(canvas, LEFT, NONE, end - QPoint(60, 40))
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, NONE, end)
    canvas.grab()

    ink = measured.measuring.hand._ink
    view, ratio = canvas.presentation.view, canvas.devicePixelRatioF()
    (label,) = ink.labels(canvas.image, view, ratio, canvas.taken)
    assert not label.box.intersects(contour)
    assert ink.labels(canvas.image, view, ratio, texts)[0].box.intersects(contour), "in its way"


def test_in_a_narrow_view_a_label_says_the_length_whole_and_leaves_the_rest_to_the_list(measured):
    canvas = measured.views.active
    canvas.setMinimumSize(96, 96)
    measured.commands["measure_length"].trigger()
    drag(measured, (8, 20), (40, 20))
    ink, image = measured.measuring.hand._ink, canvas.image

    def label():
        canvas.grab()
        view, ratio = canvas.presentation.view, canvas.devicePixelRatioF()
        return ink.labels(image, view, ratio, canvas.taken)[0]

    whole = label()
    canvas.setFixedSize(150, 200)
    short = label()
    assert len(whole.lines) > 1
    assert short.lines == whole.lines[:1]
    assert canvas.rect().contains(short.box.toAlignedRect())


def test_a_label_is_cut_short_before_it_leaves_its_line_and_led_to_it_where_it_must(measured):
    canvas = measured.views.active
    canvas.setFixedSize(900, 700)
    measured.commands["measure_length"].trigger()
    drag(measured, (8, 20), (40, 20))
    ink, view = measured.measuring.hand._ink, canvas.presentation.view
    below = place(measured, 24, 20).y() + 5
    above, rest = QRectF(0, 0, 900, below), QRectF(0, below + 32, 900, 700)

    def label(*taken):
        return ink.labels(canvas.image, view, canvas.devicePixelRatioF(), taken)[0]

    assert len(label().lines) > 1
    strip = label(above, rest)
    assert len(strip.lines) == 1
    assert below <= strip.box.top() <= strip.box.bottom() <= below + 32
    assert strip.anchor is None
    far = label(above, rest.translated(0, -32), QRectF(0, 0, 900, 600))
    assert far.anchor is not None
