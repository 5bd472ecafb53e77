"""Both themes: every text can be read, and the window follows a switch."""

from itertools import product

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox

from mura_desktop import paths
from mura_desktop.ui.look.colours import DARK, LIGHT, THEMES, Role
from mura_desktop.ui.look.search_field import SearchField
from mura_desktop.ui.look.theme import colour, dress, icon, on_image
from mura_desktop.ui.measuring.ink import COLOUR, PLATE

TEXTS = (
    *(Role.TEXT, Role.QUIET, Role.ACCENT, Role.SUSPECTED, Role.UNCERTAIN),
    *(Role.NOT_SUSPECTED, Role.NO_VERDICT),
)
SURFACES = (Role.WINDOW, Role.PANEL, Role.RAISED)


def luminance(hex_colour):
    """Relative luminance (WCAG 2.2)."""
    channels = np.array(QColor(hex_colour).getRgbF()[:3])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def light(qapp, dressed):
    dress(qapp, paths.resources(), LIGHT)
    yield
    dress(qapp, paths.resources(), DARK)


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
@pytest.mark.parametrize(("text", "surface"), list(product(TEXTS, SURFACES)))
def test_every_text_is_read_on_every_surface(worn, text, surface):
    assert contrast(worn.colours[text], worn.colours[surface]) >= 4.5


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
@pytest.mark.parametrize(
    ("text", "surface"),
    [
        (Role.ON_ACCENT, Role.ACCENT),
        (Role.ON_ACCENT, Role.ACCENT_HOVER),
        (Role.ON_UNCERTAIN, Role.UNCERTAIN),
        (Role.TEXT, Role.NOTICE),
    ],
)
def test_what_is_written_on_a_colour_is_read(worn, text, surface):
    assert contrast(worn.colours[text], worn.colours[surface]) >= 4.5


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
@pytest.mark.parametrize("surface", SURFACES)
def test_what_has_the_focus_stands_out(worn, surface):
    assert contrast(worn.colours[Role.ACCENT], worn.colours[surface]) >= 3.0


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
def test_a_theme_has_every_colour(worn):
    assert set(worn.colours) == set(Role)


def test_measurements_are_read_on_white_bone_too():
    grey = round(255 * (1 - PLATE.alphaF()))

    assert contrast(COLOUR.name(), QColor(grey, grey, grey).name()) >= 4.5


def test_icons_are_drawn_in_the_colours_of_the_theme(light):
    strokes = icon("length").pixmap(48, 48).toImage()

    dark = [
        QColor(strokes.pixel(x, y)).lightness()
        for x, y in product(range(48), range(48))
        if strokes.pixelColor(x, y).alpha() == 255
    ]
    assert dark
    assert max(dark) < 100


def test_what_lies_over_an_image_keeps_the_dark_colours(light):
    assert colour(Role.TEXT) == QColor(LIGHT.colours[Role.TEXT])
    assert on_image(Role.TEXT) == QColor(DARK.colours[Role.TEXT])


def test_an_open_window_changes_with_the_theme(opened):
    def brightness():
        shot = opened.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        # a copy: the picture's memory ends with it
        return np.frombuffer(shot.constBits(), np.uint8).reshape(-1, shot.bytesPerLine()).copy()

    before = brightness()
    dress(QApplication.instance(), paths.resources(), LIGHT)
    after = brightness()
    dress(QApplication.instance(), paths.resources(), DARK)

    panel = (slice(300, 700), slice(before.shape[1] - 200, before.shape[1] - 20))
    assert np.median(after[panel]) > 200 > 60 > np.median(before[panel])
    assert np.array_equal(brightness(), before), "and back again without a trace"


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
def test_a_box_that_is_not_checked_is_seen_and_one_that_is_has_its_mark(qtbot, dressed, worn):
    dress(QApplication.instance(), paths.resources(), worn)
    box = QCheckBox("Words")
    qtbot.addWidget(box)
    box.resize(120, 24)

    def colours():
        shot = box.grab().toImage()
        return [shot.pixelColor(x, y).name() for x, y in product(range(16), range(24))]

    window = worn.colours[Role.WINDOW]
    empty = colours()
    box.setChecked(True)
    checked = colours()
    dress(QApplication.instance(), paths.resources(), DARK)
    assert max(contrast(each, window) for each in empty) >= 3.0
    accent = worn.colours[Role.ACCENT]
    assert accent in checked
    assert max(contrast(each, accent) for each in checked if each != window) >= 3.0


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
def test_what_is_written_in_an_empty_field_is_read(qtbot, dressed, worn):
    dress(QApplication.instance(), paths.resources(), worn)
    field = SearchField("Search")
    qtbot.addWidget(field)
    field.ensurePolished()
    hint = field.palette().placeholderText().color().name(QColor.NameFormat.HexArgb)
    dress(QApplication.instance(), paths.resources(), DARK)
    assert hint.startswith("#ff"), "not faint"
    assert contrast(f"#{hint[3:]}", worn.colours[Role.RAISED]) >= 4.5
