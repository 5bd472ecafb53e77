"""Images of several frames: a slider, read off the GUI thread, the last one asked for wins."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mura_desktop.domain.errors import UnreadableFile


@pytest.fixture
def series(window, session, files, image_of, network, qtbot, is_judged):
    """The window with an image of 20 frames, judged, and one of a single frame."""
    files.contents["x"] = [image_of("many", frames=20), image_of("one", instance=2)]
    network.scores.update(many=0.9)
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    return window


def test_the_slider_is_there_only_where_there_are_frames(series, session):
    assert series.viewer.frames.isVisible()
    assert series.viewer.frames.text == "Frame 1 / 20"
    assert series.commands["next_frame"].isEnabled()
    session.step(1)
    assert not series.viewer.frames.isVisible()
    assert not series.commands["next_frame"].isEnabled()


def test_the_arrow_keys_go_through_the_frames(series, qtbot):
    for _ in range(3):
        QTest.keyClick(series, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: series.canvas.image.frame == 3)
    assert series.viewer.frames.text == "Frame 4 / 20"
    QTest.keyClick(series, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: series.canvas.image.frame == 2)
    for _ in range(5):
        QTest.keyClick(series, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: series.canvas.image.frame == 0)


def test_only_the_frame_asked_for_last_is_shown(series, session, frames, qtbot):
    shown = []
    session.frames.shown.connect(lambda image: shown.append(image.frame))
    frames.gate.clear()
    series.viewer.frames.step(1)
    qtbot.waitUntil(lambda: frames.begun == [1])
    for _ in range(5):
        series.viewer.frames.step(1)
    frames.gate.set()
    qtbot.waitUntil(lambda: series.canvas.image.frame == 6)
    assert shown == [6]
    assert frames.begun == [1, 6]


def test_a_frame_never_appears_over_another_image(series, session, frames, qtbot):
    frames.gate.clear()
    series.viewer.frames.step(1)
    qtbot.waitUntil(lambda: frames.begun == [1])
    session.step(1)
    frames.gate.set()
    qtbot.wait(50)
    assert series.canvas.image.path.name == "one"


def test_a_frame_is_seen_through_the_same_window_and_zoom(series, qtbot):
    series.canvas.zoom(2.0)
    series.canvas.choose_voi(1)
    before = series.canvas.presentation
    series.viewer.frames.step(4)
    qtbot.waitUntil(lambda: series.canvas.image.frame == 4)
    assert series.canvas.presentation == before


def test_the_heatmap_lies_over_the_judged_frame_alone(series, qtbot):
    series.commands["heatmap"].setChecked(True)
    assert series.canvas.heatmap_painted
    series.viewer.frames.step(1)
    qtbot.waitUntil(lambda: series.canvas.image.frame == 1)
    assert not series.canvas.heatmap_painted
    series.viewer.frames.step(-1)
    assert series.canvas.image.frame == 0
    assert series.canvas.heatmap_painted


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            UnreadableFile(Path("many"), "Frame 3 is cut short.", "Copy it."),
            "Frame 3 is cut short.",
        ),
        (RuntimeError("no such luck"), "Frame 3 could not be read (RuntimeError)."),
    ],
    ids=["refused", "unforeseen"],
)
def test_a_frame_that_cannot_be_read_is_told_and_the_slider_goes_back(
    series, frames, qtbot, logged, error, reason
):
    frames.broken[2] = error
    series.viewer.frames.step(2)
    qtbot.waitUntil(lambda: reason in series.trouble.text)
    assert series.viewer.frames.text == "Frame 1 / 20"
    assert series.canvas.image.frame == 0
    logged.records.clear()


def test_the_heatmaps_opacity_keeps_its_arrow_keys(series, qtbot):
    series.activateWindow()
    slider = series.verdict.heatmap.findChild(type(series.viewer.frames._slider))
    slider.setFocus()
    before = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == before + 1
    assert series.viewer.frames.wanted == 0
