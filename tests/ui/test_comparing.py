"""A study beside a prior one of the same patient."""

import pytest
from PySide6.QtCore import Qt

from mura_desktop.domain.study import Patient
from tests.ui.reader import marks, names, press


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


def test_a_study_without_a_date_hangs_beside_and_is_neither_prior_nor_current(dated, session):
    window = dated("20240101", "undated")
    press(window, Qt.Key.Key_C)
    assert names(window) == ["undated-1", "20240101-1"], "what is in front stays left"
    assert marks(window) == ["UNDATED", "ANOTHER STUDY"]
    window.commands["next_view"].trigger()
    assert marks(window) == ["ANOTHER STUDY, UNDATED", ""]


def test_a_study_with_a_date_is_compared_with_rather_than_one_without(dated):
    window = dated("undated", "20240101", "20200101")
    press(window, Qt.Key.Key_C)
    assert names(window) == ["20240101-1", "20200101-1"]


def test_a_study_that_has_no_date_does_not_take_the_prior_place(dated):
    window = dated("undated", "20240101")
    press(window, Qt.Key.Key_C)
    assert names(window) == ["20240101-1", "undated-1"]
    assert marks(window) == ["", "ANOTHER STUDY, UNDATED"]


@pytest.mark.parametrize("front", ["20240101", "20200101"])
def test_what_is_compared_keeps_its_heatmap_and_its_place(dated, qtbot, front):
    window = dated(*sorted(["20240101", "20200101"], key=lambda date: date == front))
    press(window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: len(window.views.canvases) == 2)
    canvases = [cell.canvas for cell in window.views.cells]
    assert [canvas._scene.place for canvas in canvases] == ["1 / 2", "1 / 2"]
    assert all(canvas.heatmap is not None for canvas in canvases)


@pytest.mark.parametrize("layout", ["layout_pair", "layout_four", "layout_all"])
def test_an_image_dropped_where_it_did_not_hang_has_its_heatmap_and_its_place(
    dated, session, qtbot, layout
):
    window = dated("20240101", "20200101")
    window.commands[layout].trigger()
    cell = window.views.cells[-1]
    cell.dropped.emit(session.studies[0].study.images[1])
    qtbot.waitUntil(lambda: window.views.active.ready)
    assert window.views.active_cell.subject is session.studies[0].study.images[1]
    assert window.views.active._scene.place == "2 / 2"
    assert window.views.active.heatmap is not None


def test_a_linked_change_is_undone_also_when_the_prior_is_closed_by_then(dated, session, qtbot):
    window = dated("20200101", "20240101")
    press(window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: len(window.views.canvases) == 2)
    window.commands["link_window"].setChecked(True)
    before = window.views.active.presentation.voi
    window.views.active.choose_voi(1)
    assert all(canvas.presentation.voi != before for canvas in window.views.canvases)
    front, prior = session.selected[1], session.studies[0]
    assert front not in prior.study.images

    session.close_study(prior.study.id)
    window.histories.undo()
    assert window.views.active.presentation.voi == before
    assert session.selected[1] is front
