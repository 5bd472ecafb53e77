"""Several views beside each other, as a reader chooses and uses them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from mura_desktop.domain.study import Patient
from mura_desktop.ui.grid import hanging
from mura_desktop.ui.grid.layouts import Layout, page_with
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.worklist.run import Means


@pytest.fixture
def five(window, session, files, image_of, is_judged, qtbot):
    """A window with a study of five images, judged."""
    files.contents["five"] = [image_of(f"five-{n}", instance=n) for n in range(1, 6)]
    session.open([Path("five")])
    qtbot.waitUntil(is_judged)
    return window


@pytest.fixture
def dated(window, session, files, image_of, is_judged, qtbot):
    """Opens studies of these dates, two images each, the last one in front."""

    def open_studies(*dates, patient=None):
        for date in dates:
            images = [image_of(f"{date}-{n}", study=date, instance=n) for n in (1, 2)]
            for image in images:
                header = image.header
                object.__setattr__(header, "study_date", date)
                if patient is not None:
                    object.__setattr__(header, "patient", patient(date))
            files.contents[date] = images
            session.open([Path(date)])
            qtbot.waitUntil(lambda: is_judged() and len(session.studies) == len(files.contents))
        return window

    return open_studies


def names(window):
    """What hangs in the cells."""
    return [cell.subject.path.name if cell.subject else None for cell in window.views.cells]


def marks(window):
    """What is said of the images."""
    return [cell.canvas._scene.caption.mark for cell in window.views.cells]


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window, key, modifier)


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


# --- undo


def test_what_was_done_to_an_image_is_undone_and_done_again(five):
    start = five.canvas.presentation
    press(five, Qt.Key.Key_I)
    press(five, Qt.Key.Key_R)
    assert five.commands["undo"].text() == "&Undo rotation"
    five.commands["undo"].trigger()
    assert five.canvas.presentation.inverted
    assert five.canvas.presentation.view.orientation.turns == 0
    five.commands["undo"].trigger()
    assert five.canvas.presentation == start
    five.commands["redo"].trigger()
    assert five.canvas.presentation.inverted
    assert five.commands["undo"].text() == "&Undo invert"


def test_one_drag_is_undone_in_one(five):
    start = five.canvas.presentation
    for _ in range(2):
        QTest.mousePress(five.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
        for step in range(1, 6):
            QTest.mouseMove(five.canvas, QPoint(200 + 5 * step, 200))
        QTest.mouseRelease(five.canvas, Qt.MouseButton.LeftButton, pos=QPoint(225, 200))
    assert five.histories.activeStack().count() == 2
    five.commands["undo"].trigger()
    five.commands["undo"].trigger()
    assert five.canvas.presentation == start


def test_what_is_undone_in_linked_views_is_undone_in_all_of_them(five, qtbot):
    five.commands["layout_pair"].trigger()
    qtbot.waitUntil(lambda: len(five.views.canvases) == 2)
    start = [canvas.presentation for canvas in five.views.canvases]
    five.commands["link_window"].trigger()
    press(five, Qt.Key.Key_2)
    five.commands["undo"].trigger()
    assert [canvas.presentation for canvas in five.views.canvases] == start


def test_undoing_brings_the_image_back_that_it_was_done_to(five, session):
    press(five, Qt.Key.Key_I)
    five.commands["next_image"].trigger()
    five.commands["undo"].trigger()
    assert session.selected[1].path.name == "five-1"
    assert not five.canvas.presentation.inverted


def test_each_study_has_a_history_of_its_own_that_ends_with_it(dated, session):
    window = dated("20200101", "20240101")
    press(window, Qt.Key.Key_I)
    window.commands["previous_study"].trigger()
    assert not window.commands["undo"].isEnabled()
    window.commands["next_study"].trigger()
    assert window.commands["undo"].isEnabled()
    window.commands["close_study"].trigger()
    assert not window.commands["undo"].isEnabled()


# --- compared


def test_a_prior_hangs_right_of_the_newer_study_and_says_so(dated, qtbot):
    window = dated("20240101", "20200101")
    press(window, Qt.Key.Key_C)
    assert names(window) == ["20240101-1", "20200101-1"]
    qtbot.waitUntil(lambda: len(window.views.canvases) == 2)
    assert marks(window) == ["", "PRIOR"]
    assert window.views.active.subject.path.name == "20200101-1"
    assert [canvas._scene.caption.named for canvas in window.views.canvases] == [False, False]


def test_the_last_study_before_is_compared_with(dated):
    window = dated("20180101", "20200101", "20240101")
    press(window, Qt.Key.Key_C)
    assert names(window) == ["20240101-1", "20200101-1"]


def test_nobody_is_compared_with_another_patient(dated):
    window = dated("20200101", "20240101", patient=lambda date: Patient(f"P{date}", date))
    press(window, Qt.Key.Key_C)
    assert window.trouble.text == "No other study of this patient is open."
    assert names(window) == ["20240101-1"]


def test_images_of_two_patients_beside_each_other_say_so(dated, session, qtbot):
    window = dated("20200101", "20240101", patient=lambda date: Patient(f"P{date}", date))
    window.commands["layout_pair"].trigger()
    window.commands["next_view"].trigger()
    window.hanging.choose(session.studies[0].study.images[0])
    assert marks(window) == ["ANOTHER PATIENT", ""]
    assert [cell.canvas._scene.caption.named for cell in window.views.cells] == [True, True]


def test_studies_whose_files_name_nobody_are_never_called_prior(dated):
    window = dated("20200101", "20240101", patient=lambda date: Patient())
    press(window, Qt.Key.Key_C)
    assert "PRIOR" not in marks(window)
    assert "ANOTHER STUDY" in marks(window)


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
