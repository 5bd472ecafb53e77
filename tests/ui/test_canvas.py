"""What hands do on a canvas: window, zoom, pan, lens, and what is remembered of each image."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mura_desktop.domain.grey import VoiLut, Window
from mura_desktop.ui.viewer.changes import window_moved
from mura_desktop.ui.viewer.lens import MAGNIFIES
from tests.ui.painted import FULL, drag, picture, spot


def test_the_heatmap_is_off_at_first(canvas, image_of, heatmap_with_hot_cell):
    canvas.show_image(spot(image_of))
    before = picture(canvas)
    canvas.show_heatmap(heatmap_with_hot_cell(2, 3))
    np.testing.assert_array_equal(picture(canvas), before)


def test_dragging_right_widens_the_window_and_dragging_up_brightens(canvas, image_of):
    canvas.show_image(image_of())
    drag(canvas, (300, 250), (364, 250))
    assert canvas.presentation.voi.width == 4096.0 + 64 * 8
    assert canvas.presentation.voi.center == 2048.0
    drag(canvas, (300, 250), (300, 186))
    assert canvas.presentation.voi.center == 2048.0 - 64 * 8


@pytest.mark.parametrize("monochrome1", [False, True])
@pytest.mark.parametrize("inverted", [False, True])
def test_dragging_up_brightens_whatever_the_polarity(canvas, image_of, monochrome1, inverted):
    canvas.show_image(image_of(monochrome1=monochrome1))
    if inverted:
        canvas.invert()
    before = picture(canvas).mean()
    drag(canvas, (300, 250), (300, 186))
    assert picture(canvas).mean() > before


def test_a_window_can_never_be_dragged_to_nothing(canvas, image_of):
    canvas.show_image(image_of())
    drag(canvas, (590, 250), (0, 250))
    drag(canvas, (590, 250), (0, 250))
    assert canvas.presentation.voi.width == 1.0


def test_dragging_goes_on_from_a_look_up_table(canvas, image_of):
    table = VoiLut(100, np.linspace(0.0, 1.0, 1000))
    canvas.show_image(image_of(vois=(table,)))
    drag(canvas, (300, 250), (300, 250 + 10))
    assert isinstance(canvas.presentation.voi, Window)
    assert canvas.presentation.voi.width == 1000.0


def test_a_double_click_is_told_and_changes_nothing_of_the_image(canvas, image_of, qtbot):
    canvas.show_image(image_of())
    before = canvas.presentation
    with qtbot.waitSignal(canvas.double_clicked):
        QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton)
    assert canvas.presentation == before


def test_the_wheel_zooms_about_the_pointer(canvas, image_of):
    canvas.show_image(image_of())
    before = canvas.presentation.view
    pointer = QPointF(200.0, 150.0)
    event = QWheelEvent(
        pointer,
        canvas.mapToGlobal(pointer),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    after = canvas.presentation.view
    assert after.scale > before.scale
    assert after.to_image((200.0, 150.0)) == pytest.approx(before.to_image((200.0, 150.0)))


def test_a_right_drag_zooms_and_a_middle_drag_pans(canvas, image_of):
    canvas.show_image(image_of())
    start = canvas.presentation.view
    drag(canvas, (300, 250), (300, 200), Qt.MouseButton.RightButton)
    zoomed = canvas.presentation.view
    assert zoomed.scale > start.scale
    drag(canvas, (300, 250), (340, 250), Qt.MouseButton.MiddleButton)
    moved = canvas.presentation.view
    assert moved.to_screen((0.0, 0.0))[0] == pytest.approx(zoomed.to_screen((0.0, 0.0))[0] + 40.0)


def test_the_pixel_under_the_pointer_is_told_while_it_is_followed(canvas, image_of):
    pixels = []
    canvas.pointed.connect(lambda *pixel: pixels.append(pixel))
    canvas.show_image(image_of())
    QTest.mouseMove(canvas, QPoint(310, 200))
    assert pixels == []
    canvas.follow_pointer(True)
    canvas.turn(1)
    QTest.mouseMove(canvas, QPoint(280, 222))
    column, row = canvas.presentation.view.to_image((280.0, 222.0))
    assert pixels[-1] == (int(row), int(column))


def test_every_image_is_shown_again_as_it_was_left(canvas, image_of):
    first, second = image_of("1"), image_of("2")
    canvas.show_image(first)
    canvas.turn(1)
    canvas.change(window_moved(10, 20))
    left = canvas.presentation
    canvas.show_image(second)
    assert canvas.presentation.view.orientation.turns == 0
    canvas.show_image(first)
    assert canvas.presentation == left
    canvas.reset()
    assert canvas.presentation.voi == first.default_voi


def test_one_to_one_shows_every_pixel_as_stored(canvas, image_of):
    rng = np.random.default_rng(7)
    image = image_of(pixels=rng.integers(0, 256, (900, 900), dtype=np.uint8), vois=(FULL,))
    canvas.show_image(image)
    canvas.zoom_to(1.0)
    shown = picture(canvas)[200:300, 200:300, 0]
    patch = canvas.presentation.view.patch()
    rows = patch.ys[200 - patch.top : 300 - patch.top].astype(int)
    columns = patch.xs[200 - patch.left : 300 - patch.left].astype(int)
    np.testing.assert_allclose(shown, image.pixels[np.ix_(rows, columns)], atol=1)


def test_a_closed_image_is_forgotten(canvas, image_of):
    image = image_of()
    canvas.show_image(image)
    canvas.invert()
    canvas.show_image(None)
    canvas.forget((image,))
    canvas.show_image(image)
    assert not canvas.presentation.inverted


def wheel(canvas, turned, modifier):
    """Turn the wheel over the middle by eighths of a degree."""
    at = QPointF(canvas.rect().center())
    none = QPoint()
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        none,
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_lens_shows_what_is_under_the_pointer_larger(canvas, image_of):
    pixels = np.zeros((60, 60), np.uint8)
    pixels[29:31, 29:31] = 255
    canvas.show_image(image_of(pixels=pixels, vois=(FULL,)))
    middle = slice(200, 300), slice(250, 350)
    before = (picture(canvas)[middle].sum(axis=2) > 600).sum()
    canvas.set_magnifying(True)
    QTest.mouseMove(canvas, canvas.rect().center())
    larger = (picture(canvas)[middle].sum(axis=2) > 600).sum()
    assert larger == pytest.approx(before * MAGNIFIES**2, rel=0.1)
    canvas.set_magnifying(False)
    assert (picture(canvas)[middle].sum(axis=2) > 600).sum() == before


def test_the_lens_is_held_with_a_key_and_goes_with_the_pointer(canvas, image_of):
    canvas.show_image(image_of())
    QTest.mouseMove(canvas, QPoint(300, 250))
    before = picture(canvas)
    QTest.keyPress(canvas, Qt.Key.Key_M)
    canvas.set_lens_held(True)
    QTest.mouseMove(canvas, QPoint(310, 250))
    assert (picture(canvas) != before).any()
    canvas.set_lens_held(False)
    np.testing.assert_array_equal(picture(canvas), before)


def test_ctrl_and_wheel_goes_on_by_whole_notches_and_zooms_nothing(canvas, image_of, qtbot):
    canvas.show_image(image_of())
    scrolled = []
    canvas.scrolled.connect(scrolled.append)
    scale = canvas.presentation.view.scale
    for turned in (-60, -60, -120, 240):
        wheel(canvas, turned, Qt.KeyboardModifier.ControlModifier)
    assert scrolled == [1, 1, -2]
    assert canvas.presentation.view.scale == scale
