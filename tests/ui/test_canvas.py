from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mura_desktop.domain.colour import Palette, Rgb
from mura_desktop.domain.grey import VoiLut, Window
from mura_desktop.domain.overlay_plane import OverlayPlane
from mura_desktop.domain.shutter import Rectangle, Shutter
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer.changes import window_moved
from mura_desktop.ui.viewer.corners import corner_texts
from mura_desktop.ui.viewer.lens import MAGNIFIES
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.view import Orientation, View

FULL = Window(128.0, 256.0)


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 500)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def picture(canvas):
    """(height, width, 3) int of what is on screen."""
    shot = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    return rows[:, : 3 * shot.width()].reshape(shot.height(), shot.width(), 3).astype(int)


def middle_of(weights):
    """Row and column of the centre of gravity."""
    rows, columns = np.indices(weights.shape)
    return (rows * weights).sum() / weights.sum(), (columns * weights).sum() / weights.sum()


def drag(canvas, start, end, button=Qt.MouseButton.LeftButton):
    QTest.mousePress(canvas, button, pos=QPoint(*start))
    QTest.mouseMove(canvas, QPoint(*end))
    QTest.mouseRelease(canvas, button, pos=QPoint(*end))


def spot(image_of):
    """An image that is black but for the block under heatmap cell (2, 3)."""
    pixels = np.zeros((64, 48), np.uint8)
    pixels[16:24, 24:32] = 255
    return image_of(pixels=pixels, vois=(FULL,))


STEPS = {
    "as opened": lambda canvas: None,
    "turned right": lambda canvas: canvas.turn(1),
    "turned left": lambda canvas: canvas.turn(-1),
    "upside down": lambda canvas: canvas.turn(2),
    "flipped across": lambda canvas: canvas.flip_horizontally(),
    "flipped down": lambda canvas: canvas.flip_vertically(),
    "turned and flipped": lambda canvas: (canvas.turn(1), canvas.flip_horizontally()),
    "zoomed and panned": lambda canvas: (canvas.zoom(1.6), canvas.pan(-40.0, 60.0)),
    "zoomed, turned, flipped": lambda canvas: (
        canvas.zoom(1.3),
        canvas.turn(-1),
        canvas.flip_vertically(),
    ),
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS.keys())
def test_the_hot_cell_lies_over_its_pixels_however_the_image_lies(
    canvas, image_of, heatmap_with_hot_cell, steps
):
    canvas.show_image(spot(image_of))
    canvas.show_heatmap(heatmap_with_hot_cell(2, 3))
    canvas.set_opacity(1.0)
    steps(canvas)
    inside = slice(40, -60), slice(60, -160)  # where neither corner texts nor legend are
    white = picture(canvas)[inside].sum(axis=2) > 600
    canvas.set_heatmap_on(True)
    colours = picture(canvas)[inside]
    coloured = np.clip(colours.max(axis=2) - colours.min(axis=2) - 60, 0, None)
    scale = canvas.presentation.view.scale
    assert middle_of(white) == pytest.approx(middle_of(coloured), abs=0.5 * scale)


def test_the_heatmap_is_off_at_first(canvas, image_of, heatmap_with_hot_cell):
    canvas.show_image(spot(image_of))
    before = picture(canvas)
    canvas.show_heatmap(heatmap_with_hot_cell(2, 3))
    np.testing.assert_array_equal(picture(canvas), before)


def test_a_stored_value_appears_as_the_window_says(canvas, image_of):
    canvas.show_image(image_of(pixels=np.full((50, 50), 1500, np.uint16)))
    canvas.set_voi(Window(1500.5, 1001.0))
    assert picture(canvas)[250, 300].tolist() == [128] * 3
    canvas.set_voi(Window(2500.5, 1001.0))
    assert picture(canvas)[250, 300].tolist() == [0] * 3
    canvas.invert()
    assert picture(canvas)[250, 300].tolist() == [255] * 3


def test_low_values_are_white_in_monochrome1(canvas, image_of):
    canvas.show_image(image_of(pixels=np.zeros((50, 50), np.uint8), vois=(FULL,), monochrome1=True))
    assert picture(canvas)[250, 300].tolist() == [255] * 3


def test_dragging_right_widens_the_window_and_dragging_up_brightens(canvas, image_of):
    canvas.show_image(image_of())
    drag(canvas, (300, 250), (364, 250))
    assert canvas.presentation.voi.width == 4096.0 + 64 * 8
    assert canvas.presentation.voi.center == 2048.0
    drag(canvas, (300, 250), (300, 186))
    assert canvas.presentation.voi.center == 2048.0 - 64 * 8


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


def luminance(rgb):
    """Relative luminance of an sRGB colour, as WCAG 2 defines it."""
    share = np.asarray(rgb) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def test_corner_texts_read_on_a_white_image(canvas, image_of):
    canvas.show_image(image_of(pixels=np.full((500, 600), 255, np.uint8), vois=(FULL,)))
    corner = picture(canvas)[12:28, 12:80].reshape(-1, 3)
    bright, dark = luminance(corner.max(axis=0)), luminance(corner.min(axis=0))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
    assert luminance(corner[0]) == pytest.approx(dark, abs=0.01)  # a plate, not only an edge


def test_in_a_narrow_canvas_the_synthetic_mark_goes_below_the_corner_texts(canvas, image_of):
    image = image_of(pixels=np.zeros((50, 50), np.uint8), vois=(FULL,))
    canvas.show_image(replace(image, header=replace(image.header, synthetic=True)))
    canvas.resize(700, 400)

    def rows_of_the_mark():
        yellow = picture(canvas) @ (1, 1, -2) > 150
        return np.flatnonzero(yellow.any(axis=1))

    assert rows_of_the_mark()[0] < 40
    canvas.resize(300, 400)
    other_texts = 12 + 2 * 15
    assert rows_of_the_mark()[0] > other_texts


AQUA = (125, 243, 225)


def overlay(mask, **changes):
    """An overlay plane that lies on the image's first pixel."""
    bits = np.packbits(mask.ravel(), bitorder="little")
    return OverlayPlane(*mask.shape, 0, 0, bits, **changes)


def test_a_line_of_an_overlay_stays_a_line_however_small_the_image_is_shown(canvas, image_of):
    drawn = np.zeros((2000, 1500), bool)
    drawn[1001] = True
    pixels = np.zeros((2000, 1500), np.uint8)
    canvas.show_image(image_of(pixels=pixels, vois=(FULL,), overlays=(overlay(drawn),)))
    assert (picture(canvas)[:, 300] == AQUA).all(axis=1).sum() == 1
    canvas.set_overlays_on(False)
    assert not (picture(canvas)[:, 300] == AQUA).all(axis=1).any()


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS.keys())
def test_an_overlay_lies_over_its_pixels_however_the_image_lies(canvas, image_of, steps):
    drawn = np.zeros((64, 48), bool)
    drawn[16:24, 24:32] = True
    image = spot(image_of)
    canvas.show_image(replace(image, overlays=(overlay(drawn),)))
    steps(canvas)
    inside = slice(40, -60), slice(60, -160)
    aqua = (picture(canvas)[inside] == AQUA).all(axis=2)
    canvas.set_overlays_on(False)
    white = picture(canvas)[inside].sum(axis=2) > 600
    assert middle_of(white) == pytest.approx(middle_of(aqua), abs=1.0)


def test_a_shutter_covers_until_it_is_turned_off(canvas, image_of):
    white = image_of(pixels=np.full((50, 50), 255, np.uint8), vois=(FULL,))
    canvas.show_image(replace(white, shutter=Shutter((Rectangle(11, 40, 11, 40),), 60)))
    assert picture(canvas)[250, 300].tolist() == [255] * 3
    assert picture(canvas)[250, 80].tolist() == [60] * 3
    canvas.set_shutter_on(False)
    assert picture(canvas)[250, 80].tolist() == [255] * 3


def test_tall_pixels_make_a_tall_picture(canvas, image_of):
    canvas.show_image(image_of(pixels=np.full((50, 50), 255, np.uint8), vois=(FULL,), aspect=2.0))
    white = picture(canvas).sum(axis=2) == 765
    height, width = white.any(axis=1).sum(), white.any(axis=0).sum()
    assert height == pytest.approx(2 * width, abs=2)


def test_a_mirrored_view_says_so_at_the_top(canvas, image_of):
    canvas.show_image(image_of(pixels=np.zeros((50, 50), np.uint8), vois=(FULL,)))

    def yellow():
        return (picture(canvas)[:60] @ (1, 1, -2) > 150).any()

    assert not yellow()
    canvas.flip_horizontally()
    assert yellow()
    canvas.flip_horizontally()
    assert not yellow()


def test_the_sides_of_the_patient_are_written_at_the_edges(canvas, image_of):
    image = image_of(pixels=np.zeros((50, 50), np.uint8), vois=(FULL,))
    canvas.show_image(image)
    left, right = (slice(235, 265), slice(0, 40)), (slice(235, 265), slice(-40, None))
    assert all(picture(canvas)[edge].max() < 50 for edge in (left, right))
    sided = replace(image, header=replace(image.header, orientation=("L", "F")))
    canvas.show_image(sided)
    before = [picture(canvas)[edge] for edge in (left, right)]
    assert all(each.max() > 200 for each in before)
    canvas.flip_horizontally()
    after = [picture(canvas)[edge] for edge in (left, right)]
    assert not np.array_equal(before[0], after[0])


COLOURED = np.zeros((64, 48, 3), np.uint8)
COLOURED[..., 0], COLOURED[32:, :, 2] = 200, 250


@pytest.mark.parametrize("turns", [0, 1])
def test_a_picture_in_colour_is_painted_in_its_colours_and_can_be_inverted(canvas, image_of, turns):
    canvas.show_image(image_of(pixels=COLOURED, colour=Rgb(), vois=(FULL,)))
    canvas.turn(turns)
    upper, lower = ((0.5, 0.25), (0.5, 0.75)) if turns == 0 else ((0.75, 0.5), (0.25, 0.5))

    def colour_at(place):
        shot = picture(canvas)
        return shot[int(place[1] * shot.shape[0]), int(place[0] * shot.shape[1])].tolist()

    assert colour_at(upper) == [200, 0, 0]
    assert colour_at(lower) == [200, 0, 250]
    canvas.invert()
    assert colour_at(upper) == [55, 255, 255]


def test_a_palette_is_looked_up_before_pixels_are_averaged(canvas, image_of):
    # the mean of entries 0 and 2 is a grey between black and white, not entry 1
    table = np.array([[0, 0, 0], [255, 0, 0], [255, 255, 255]], np.uint8)
    pixels = np.zeros((2000, 1600), np.uint8)
    pixels[:, ::2] = 2
    canvas.show_image(image_of(pixels=pixels, colour=Palette(0, table), vois=(FULL,)))
    red, green, _ = picture(canvas)[250, 300]
    assert red == green
    assert 100 < red < 160


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


def test_a_mirrored_image_says_where_its_top_is(image_of):
    view = View.fit(64, 48, 600, 500)
    turned = view.oriented(Orientation().turned(1).flipped_horizontally())
    texts = corner_texts(image_of(), "", Presentation(FULL, turned))
    assert texts.mark == "MIRRORED"
    assert texts.bottom_left[0] == "Top to the left"
    assert turned.to_screen((24.0, 0.0))[0] < turned.to_screen((24.0, 64.0))[0]


@pytest.mark.parametrize("brief", [False, True])
def test_a_lossy_image_says_so_in_a_line_that_is_never_cut(image_of, brief):
    image = image_of()
    lossy = replace(image, header=replace(image.header, lossy=True))
    view = View.fit(64, 48, 600, 500)
    texts = corner_texts(lossy, "1 / 2", Presentation(FULL, view), brief=brief)
    assert texts.bottom_right[-1] in ("Lossy compressed", "Lossy")
