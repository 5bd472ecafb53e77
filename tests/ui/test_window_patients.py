"""The lines above the image that tell of several patients and of what was set aside."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QTextBrowser

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.study import Patient
from mura_desktop.ui.reading.open_study import Phase


@pytest.fixture
def open_and_judge(session, qtbot):
    """Return a function that opens a path and waits until nothing more comes."""

    def open_path(name):
        session.open([Path(name)])
        qtbot.waitUntil(lambda: not session.busy)
        assert all(opened.phase is Phase.JUDGED for opened in session.studies)

    return open_path


@pytest.fixture
def of_patient(image_of):
    """Return a function that makes an image of a patient."""

    def make(name, patient, study):
        image = image_of(name, study=study)
        return image_of(name, header=replace(image.header, patient=patient))

    return make


def test_two_patients_are_told_until_one_is_closed(
    window, session, files, of_patient, open_and_judge
):
    files.contents["a"] = [of_patient("a", Patient("Ada", "1"), "A")]
    files.contents["b"] = [of_patient("b", Patient("Bob", "2"), "B")]
    open_and_judge("a")
    assert window.patients.text == ""
    open_and_judge("b")
    assert window.patients.text == "2 patients are open."
    session.close_study(session.studies[0].study.id)
    assert window.patients.text == ""


def test_a_notice_that_was_dismissed_comes_back_for_a_third_patient_only(
    window, files, of_patient, open_and_judge
):
    for name, number in (("a", "1"), ("b", "2"), ("again", "2"), ("c", "3")):
        files.contents[name] = [of_patient(name, Patient(f"P{number}", number), name)]
    open_and_judge("a")
    open_and_judge("b")
    window.patients.hide()
    open_and_judge("again")
    assert window.patients.text == ""
    open_and_judge("c")
    assert window.patients.text == "3 patients are open."


def test_one_study_of_two_patients_is_two_studies_and_it_is_told(
    window, session, files, of_patient, open_and_judge
):
    files.contents["x"] = [
        of_patient("a", Patient("Ada", "1"), "S"),
        of_patient("b", Patient("Bob", "2"), "S"),
    ]
    open_and_judge("x")
    assert len(session.studies) == 2
    assert "kept apart" in window.patients.text
    assert "Ada" not in window.patients.text


def test_what_was_set_aside_is_counted_apart_and_listed(window, files, image_of, open_and_judge):
    name = os.fsdecode(b"a\xff.dcm")
    files.contents["x"] = [
        image_of(),
        UnreadableFile(Path(name), "The file is empty.", "Copy it again."),
        SetAside(Path("report"), "This is a structured report.", "Read it elsewhere."),
    ]
    open_and_judge("x")
    assert window.refusals.notice.text == "1 file could not be opened. 1 file was set aside."
    window.refusals.show_list()
    dialog = window.findChild(QDialog)
    listed = dialog.findChild(QTextBrowser).toPlainText()
    assert "This is a structured report." in listed
    assert "a\\xff.dcm" in listed
    dialog.close()
