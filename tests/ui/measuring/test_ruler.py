"""The bar of known length: as long as it says, however the image lies."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF

from mura_desktop.domain.measurement.scale import Basis, Scale
from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.ui.measuring.ruler import bar_of
from mura_desktop.ui.viewer.view import View

AT_DETECTOR = Scale(0.3, 0.1, Basis.DETECTOR, 1.25)
"""Pixels three times as high as wide."""


def view(turns=0, mirrored=False, scale=1.5):
    seen = View.fit(400, 600, 900, 700, aspect=3.0)
    orientation = seen.orientation.turned(turns)
    seen = seen.oriented(orientation.flipped_horizontally() if mirrored else orientation)
    return seen.zoomed(scale / seen.scale)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(("scale", "ratio"), [(0.8, 1.0), (1.5, 2.0), (20.0, 1.5)])
def test_the_bar_is_as_long_as_it_says(qapp, turns, mirrored, scale, ratio):
    seen = view(turns, mirrored, scale)
    bar = bar_of(AT_DETECTOR, seen, ratio, ())

    ends = [seen.to_image((x, 100.0)) for x in (200.0, 200.0 + bar.length * ratio)]
    millimetres = float(bar.words.split()[0])
    assert AT_DETECTOR.length(*ends) == pytest.approx(millimetres)
    assert bar.length * ratio <= 900 / 5
    assert bar.words.endswith("at detector"), "it says what its length rests on"


def test_nothing_is_claimed_where_nothing_is_known(qapp):
    assert bar_of(Scale(1.0, 1.0, Basis.PIXELS), view(), 1.0, ()) is None


def test_the_bar_covers_no_text_and_is_left_out_where_it_would(qapp):
    first = bar_of(AT_DETECTOR, view(), 1.0, ())
    above = bar_of(AT_DETECTOR, view(), 1.0, (first.box,))
    assert above.box.bottom() <= first.box.top()
    assert bar_of(AT_DETECTOR, view(), 1.0, (QRectF(0, 0, 900, 700),)) is None


def test_the_bar_goes_with_the_texts_and_follows_a_calibration(
    window, session, files, image_of, is_judged, qtbot
):
    spacings = (Spacing(0.5, 0.5, SpacingSource.DETECTOR),)
    files.contents["study"] = [image_of("a1", spacings=spacings)]
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    canvas, sheet, ink = window.canvas, window.measuring.sheet, window.measuring.hand._ink

    def bar():
        canvas.grab()
        return ink._bar(canvas.image, canvas.presentation.view, 1.0, canvas.taken)

    assert "at detector" in bar().words
    sheet.calibrate(canvas.image, Scale(0.25, 0.25, Basis.MANUAL))
    assert "calibrated by hand" in bar().words
    window.commands["texts"].trigger()
    assert bar() is None
