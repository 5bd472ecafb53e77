"""What is painted of an image: grey values, colours, overlays, shutter, heatmap and texts."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from mura_desktop.domain.colour import Palette, Rgb
from mura_desktop.domain.grey import Window
from mura_desktop.domain.overlay_plane import OverlayPlane
from mura_desktop.domain.shutter import Rectangle, Shutter
from mura_desktop.ui.viewer.annotations import annotate
from mura_desktop.ui.viewer.corners import Corners, corner_texts
from mura_desktop.ui.viewer.edges import Edges
from mura_desktop.ui.viewer.fitting import Line
from mura_desktop.ui.viewer.layers import Layers
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.scene import Scene
from mura_desktop.ui.viewer.view import Orientation, View
from tests.ui.painted import FULL, picture, spot


def middle_of(weights):
    """Row and column of the centre of gravity."""
    rows, columns = np.indices(weights.shape)
    return (rows * weights).sum() / weights.sum(), (columns * weights).sum() / weights.sum()


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


@pytest.mark.parametrize("width", [300, 420, 700])
def test_the_letter_of_an_edge_keeps_apart_from_the_texts_at_the_corners(qapp, width):
    line = Line("A line of text that is longer than half of what there is of the width of the view")
    corners = Corners((line,), (line,), (line,), (line,), "")
    written = annotate(QRect(0, 0, width, 400), corners, Edges(top="H", bottom="F"), "")
    letters = [each.box for each in written.inscriptions if each.text in "HF"]
    texts = [each.box for each in written.inscriptions if each.text not in "HF"]
    assert (len(letters), len(texts)) == (2, 4)
    for letter in letters:
        assert not any(letter.adjusted(-8, 0, 8, 0).intersects(text) for text in texts)


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


def test_a_mirrored_image_says_where_its_top_is(image_of):
    view = View.fit(64, 48, 600, 500)
    turned = view.oriented(Orientation().turned(1).flipped_horizontally())
    texts = corner_texts(image_of(), "", Presentation(FULL, turned))
    assert texts.mark == "MIRRORED"
    assert texts.bottom_left[0].text == "Top to the left"
    assert turned.to_screen((24.0, 0.0))[0] < turned.to_screen((24.0, 64.0))[0]


@pytest.mark.parametrize("brief", [False, True])
def test_a_lossy_image_says_so_in_a_line_that_is_never_cut(image_of, brief):
    image = image_of()
    lossy = replace(image, header=replace(image.header, lossy=True))
    view = View.fit(64, 48, 600, 500)
    texts = corner_texts(lossy, "1 / 2", Presentation(FULL, view), brief=brief)
    assert texts.bottom_right[-1] == Line("Lossy compressed", "Lossy")


def test_a_picture_that_is_saved_of_a_magnified_screen_has_texts_as_sharp_as_the_screen(image_of):
    scene = Scene()
    image = image_of(pixels=np.zeros((50, 50), np.uint8), vois=(FULL,))
    scene.lay(Layers.of(image))
    shown = Presentation(FULL, View.fit(50, 50, 800, 600))

    def painted(own_ratio):
        picture = QImage(800, 600, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(own_ratio)
        painter = QPainter(picture)
        painter.scale(1.0 / own_ratio, 1.0 / own_ratio)
        scene.paint(painter, shown, (800, 600), ratio=2.0)
        painter.end()
        picture.setDevicePixelRatio(1.0)
        return picture

    on_screen, saved = painted(2.0), painted(1.0)
    assert saved == on_screen
