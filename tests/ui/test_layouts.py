"""Several views beside each other, as a reader chooses and uses them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from mura_desktop.ui.grid import hanging
from mura_desktop.ui.grid.layouts import Layout, page_with
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.worklist.run import Means
from tests.ui.reader import names, press


def test_one_view_is_what_a_reader_begins_with(five):
    assert names(five) == ["five-1"]
    assert five.commands["layout_single"].isChecked()


def test_going_from_view_to_view_needs_several(five):
    going = [five.commands[name] for name in ("next_view", "previous_view", "maximise_view")]
    assert not any(action.isEnabled() for action in going)
    press(five, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert all(action.isEnabled() for action in going)


def test_views_are_arranged_as_they_were_at_the_next_start(
    qtbot, dressed, window, session, log, files, network
):
    def started():
        made = MainWindow(session, Path("sample"), log, Means(files, network), None, preferences)
        qtbot.addWidget(made)
        return made

    preferences = Preferences()
    first = started()
    first.commands["layout_four"].trigger()
    first.commands["link_zoom"].setChecked(True)
    first.keeper.keep()

    again = started()
    assert again.hanging.layout is Layout.FOUR
    assert len(again.views.cells) == 4
    assert again.commands["layout_four"].isChecked()
    assert not again.commands["layout_single"].isChecked()
    assert again.commands["link_zoom"].isChecked()
    assert not again.commands["link_window"].isChecked()

    preferences.remembers_place = False
    again.keeper.keep()
    assert started().hanging.layout is Layout.SINGLE
    for each in (first, again):
        each.close()


def test_two_views_show_the_image_in_front_and_its_neighbour(five, qtbot):
    five.commands["layout_pair"].trigger()
    assert names(five) == ["five-1", "five-2"]
    qtbot.waitUntil(lambda: len(five.views.canvases) == 2)
    assert five.commands["layout_pair"].isChecked()
    assert not five.commands["layout_single"].isChecked()


def test_another_layout_shows_a_small_picture_of_every_image_before_it_is_ready(five):
    press(five, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert [cell.canvas.isVisible() for cell in five.views.cells] == [True] * 4
    assert [cell.canvas.subject for cell in five.views.cells] == [
        cell.subject for cell in five.views.cells
    ]


def test_all_views_of_the_study_are_shown_at_once(five, qtbot):
    press(five, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert names(five) == [f"five-{n}" for n in range(1, 6)] + [None]
    qtbot.waitUntil(lambda: len(five.views.canvases) == 5)


def test_a_study_with_more_views_than_cells_is_shown_in_pages():
    study = list(range(40))
    assert page_with(study, 3, 16) == tuple(range(16))
    assert page_with(study, 39, 16) == tuple(range(32, 40))


@pytest.mark.parametrize(
    ("count", "shape"), [(1, (1, 1)), (2, (1, 2)), (3, (2, 2)), (5, (2, 3)), (30, (4, 4))]
)
def test_all_views_take_as_many_cells_as_there_are_images(count, shape):
    assert Layout.ALL.shape(count) == shape


def test_an_image_chosen_in_the_list_comes_into_the_active_view(five, qtbot):
    five.commands["layout_pair"].trigger()
    five.commands["next_view"].trigger()
    five.hanging.choose(five.views._cells[0].subject)
    assert names(five) == ["five-1", "five-1"]
    five.commands["next_image"].trigger()
    five.commands["next_image"].trigger()
    assert names(five) == ["five-1", "five-3"]


def test_the_view_that_is_pressed_is_active_and_the_panes_speak_of_it(five, session, qtbot):
    five.commands["layout_four"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 4)
    third = five.views.cells[2]
    QTest.mouseClick(third.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert five.views.active is third.canvas
    assert session.selected[1].path.name == "five-3"
    assert third.property("active")
    assert not five.views.cells[0].property("active")
    press(five, Qt.Key.Key_I)
    inverted = [canvas.presentation.inverted for canvas in five.views.canvases]
    assert inverted == [False, False, True, False]


def test_the_keyboard_goes_through_all_views(five, session, qtbot):
    five.commands["layout_four"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 4)
    seen = []
    for _ in range(4):
        press(five, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        seen.append(session.selected[1].path.name)
    assert seen == ["five-2", "five-3", "five-4", "five-1"]


def test_an_image_dropped_on_a_view_hangs_there(five, session, qtbot):
    five.commands["layout_pair"].trigger()
    cell = five.views.cells[1]
    image = session.studies[0].study.images[4]
    item = five.thumbnails._item(image)
    data = five.thumbnails.mimeData([item])
    assert isinstance(data, QMimeData)
    assert five.thumbnails.dragged is image
    five.views.cells[1].dropped.emit(five.thumbnails.dragged)
    assert names(five) == ["five-1", "five-5"]
    assert five.views.active_cell is cell


def test_a_drop_that_is_no_image_of_the_list_is_left_to_the_window(five):
    five.commands["layout_pair"].trigger()
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    before = names(five)
    five.views.cells[1].dropEvent(drop)
    assert names(five) == before


def test_a_double_click_gives_one_view_all_the_room_and_another_brings_all_back(five, qtbot):
    five.commands["layout_four"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 4)
    canvas = five.views.cells[1].canvas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert [cell.isVisible() for cell in five.views.cells] == [False, True, False, False]
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert all(cell.isVisible() for cell in five.views.cells)


def test_closing_the_study_empties_every_view(five, session):
    five.commands["layout_four"].trigger()
    five.commands["close_study"].trigger()
    assert names(five) == [None] * 4
    assert five.views.canvases == ()


def test_each_view_has_its_own_heatmap_and_verdict_place(five, session, qtbot):
    five.commands["layout_four"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 4)
    heatmaps = [canvas.heatmap for canvas in five.views.canvases]
    assert all(heatmaps)
    assert heatmaps == [
        session.studies[0].heatmap(canvas.subject) for canvas in five.views.canvases
    ]


def test_a_view_that_was_made_ready_before_it_hangs_has_its_heatmap_too(five, qtbot, monkeypatch):
    monkeypatch.setattr(hanging, "_AT_ONCE", 0)  # every neighbour is made ready, small ones too
    press(five, Qt.Key.Key_Down)
    press(five, Qt.Key.Key_Up)
    neighbour = five.hanging._session.studies[0].study.images[1]
    qtbot.waitUntil(lambda: neighbour in five.hanging._darkroom._ready)
    five.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 2)
    assert all(canvas.heatmap for canvas in five.views.canvases)


# --- linked


def test_linked_windows_move_together_each_in_the_range_of_its_own_file(five, qtbot):
    five.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 2)
    first, second = five.views.canvases
    press(five, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    press(five, Qt.Key.Key_2)
    assert first.presentation.voi.explanation == second.presentation.voi.explanation == "BONE"
    first.zoom(2.0)
    assert second.presentation.view.fitted
    press(five, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    press(five, Qt.Key.Key_1)
    assert second.presentation.voi.explanation == "BONE"


def test_linked_zoom_moves_every_view_and_no_window(five, qtbot):
    five.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 2)
    first, second = five.views.canvases
    five.commands["link_zoom"].trigger()
    scale = second.presentation.view.scale
    first.zoom(2.0)
    assert second.presentation.view.scale == pytest.approx(2.0 * scale)
    before = second.presentation.view.centre
    first.pan(30.0, 0.0)
    assert second.presentation.view.centre[0] < before[0]
    first.invert()
    first.turn(1)
    assert not second.presentation.inverted
    assert second.presentation.view.orientation.turns == 0


def test_another_study_that_is_opened_takes_all_views(five, session, files, image_of, qtbot):
    five.commands["layout_pair"].trigger()
    files.contents["next"] = [image_of(f"next-{n}", study="9", instance=n) for n in (1, 2)]
    session.open([Path("next")])
    qtbot.waitUntil(lambda: names(five) == ["next-1", "next-2"])


# --- large images


def test_a_large_image_is_previewed_at_once_and_sharp_soon(
    window, session, files, image_of, is_judged, qtbot
):
    pixels = np.tile(np.arange(1200, dtype=np.uint16) * 3, (1000, 1))
    files.contents["large"] = [
        image_of(f"large-{n}", instance=n, pixels=pixels.copy()) for n in (1, 2, 3)
    ]
    session.open([Path("large")])
    qtbot.waitUntil(is_judged)
    qtbot.waitUntil(lambda: window.canvas.ready)
    image = session.studies[0].study.images[2]
    window.hanging._darkroom.want([])  # nothing was made ready before
    session.select(image)
    assert window.canvas.image is image
    qtbot.waitUntil(lambda: window.canvas.ready)
    assert window.canvas.image is image


def test_what_was_made_ready_as_a_neighbour_is_shown_where_it_is_to_hang(
    window, session, files, image_of, is_judged, qtbot
):
    pixels = np.tile(np.arange(1200, dtype=np.uint16) * 3, (1000, 1))
    for date in ("20240101", "20200101"):
        files.contents[date] = [
            image_of(f"{date}-{n}", study=date, instance=n, pixels=pixels.copy()) for n in (1, 2)
        ]
        for image in files.contents[date]:
            object.__setattr__(image.header, "study_date", date)
        session.open([Path(date)])
        qtbot.waitUntil(lambda: is_judged() and len(session.studies) == len(files.contents))
    session.select(session.studies[0].study.images[0])
    prior = session.studies[1].study.images[0]
    qtbot.waitUntil(lambda: prior in window.hanging._darkroom._ready)
    press(window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: [canvas.ready for canvas in window.views.canvases] == [True, True])
    assert names(window) == ["20240101-1", "20200101-1"]
