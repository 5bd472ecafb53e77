"""What leaves the window: report, picture, clipboard."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.saving.exports import ask_for_place
from mura_desktop.ui.verdicts.heatmap_panel import CAUTION


class Answer:
    """Stands where the reader is asked for a place."""

    def __init__(self, path):
        self.path = path
        self.proposed = []

    def __call__(self, parent, title, name, kind):
        self.proposed.append(name)
        return self.path


@pytest.fixture
def answer(opened, tmp_path):
    """Answers with a place that can be written to."""
    opened.exports._ask = Answer(tmp_path / "out")
    return opened.exports._ask


def test_the_report_is_written_and_its_place_told(opened, answer, qtbot):
    with qtbot.waitSignal(opened.exports.saved):
        opened.commands["save_report"].trigger()
    assert answer.path.read_bytes().startswith(b"%PDF")
    assert str(answer.path) in opened.trouble.text


def test_who_saves_a_report_of_pixels_that_have_changed_is_told_that_it_says_so(
    opened, session, answer, qtbot
):
    session.selected[0].study.images[0].pixels[0, 0] += 1
    with qtbot.waitSignal(opened.exports.saved):
        opened.commands["save_report"].trigger()
    assert "It says that the verdict no longer holds." in opened.trouble.text
    assert "STALE · Fracture suspected" in opened.verdict.text
    assert "the pixels of a file have changed" in opened.verdict.text
    assert session.selected[0].may_be_judged_again
    assert "pixels of a file have changed" in opened.trouble.text


def test_a_report_of_a_verdict_that_was_made_anew_meanwhile_says_nothing_of_the_new_one(
    opened, session, answer, qtbot, is_judged
):
    before = session.selected[0].verdict
    session.selected[0].study.images[0].pixels[0, 0] += 1
    session.queue.choose_device("cpu")
    qtbot.waitUntil(is_judged)
    session.queue.disown(before, "Stale: the pixels of a file have changed.")
    assert session.selected[0].stale is None


@pytest.mark.parametrize("command", ["save_report", "save_view"])
def test_the_proposed_name_says_when_and_not_whose(opened, answer, qtbot, command):
    with qtbot.waitSignal(opened.exports.saved):
        opened.commands[command].trigger()
    (name,) = answer.proposed
    assert f"{datetime.now():%Y%m%d}" in name
    header = opened.canvas.image.header
    for secret in ("Ada", "Example", header.patient.identifier, header.study_date, "1.2.3", "a1"):
        assert secret.lower() not in name.lower()


@pytest.mark.parametrize("command", ["save_report", "save_view"])
def test_a_file_that_cannot_be_written_is_told_with_reason_and_remedy(
    opened, answer, qtbot, command
):
    answer.path = answer.path / "not" / "there"
    with qtbot.waitSignal(opened.exports.failed):
        opened.commands[command].trigger()
    assert "Nothing could be written there" in opened.trouble.text
    assert "Name a place that exists" in opened.trouble.text


def test_giving_up_the_dialog_writes_nothing(opened, answer, tmp_path, qtbot):
    answer.path = None
    opened.commands["save_report"].trigger()
    opened.commands["save_view"].trigger()
    qtbot.wait(20)
    assert list(tmp_path.iterdir()) == []


def test_there_is_no_report_before_the_verdict(window, session, files, image_of, network, qtbot):
    assert not window.commands["save_report"].isEnabled()
    network.gate.clear()
    files.contents["x"] = [image_of()]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(network.begun))
    assert not window.commands["save_report"].isEnabled()
    network.gate.set()
    qtbot.waitUntil(window.commands["save_report"].isEnabled)
    window.commands["close_study"].trigger()
    assert not window.commands["save_report"].isEnabled()


def test_the_picture_carries_the_disclaimer_below_the_view(opened, answer, qtbot):
    with qtbot.waitSignal(opened.exports.saved):
        opened.commands["save_view"].trigger()
    picture = QImage(str(answer.path))
    assert picture.width() == opened.canvas.width()
    assert picture.height() > opened.canvas.height()
    assert picture.text("Description") == DISCLAIMER


def test_with_the_heatmap_goes_its_caution(opened):
    opened.commands["heatmap"].setChecked(True)
    opened.commands["copy_view"].trigger()
    copied = QGuiApplication.clipboard().image()
    assert CAUTION in copied.text("Description") or not copied.text("Description")
    assert CAUTION in opened.exports._view().text("Description")


def test_a_copied_view_is_told_in_place_of_what_was_said_before(opened, answer, qtbot):
    with qtbot.waitSignal(opened.exports.saved):
        opened.commands["save_view"].trigger()
    assert "Saved as" in opened.trouble.text
    opened.commands["copy_view"].trigger()
    assert opened.trouble.text == "The view is on the clipboard."


def grey(image):
    shot = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    return rows[:, : shot.width()].astype(int)


def test_the_copied_view_shows_the_image_without_the_patient(opened):
    shown = grey(opened.canvas.grab().toImage())  # before a line above it takes of its height
    opened.commands["copy_view"].trigger()
    copied = grey(QGuiApplication.clipboard().image())
    height, width = shown.shape
    middle = slice(100, height - 120), slice(100, width - 100)
    np.testing.assert_array_equal(copied[middle], shown[middle])
    name = slice(12, 44), slice(12, 90)  # white letters on a plate
    assert shown[name].max() > 200
    assert copied[name].max() < 120


def test_the_dialog_adds_the_ending_and_asks_before_replacing(window, tmp_path, monkeypatch):
    seen = []

    def accept(dialog):
        seen.append((dialog.defaultSuffix(), dialog.acceptMode(), dialog.selectedFiles()))
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile("chosen")
        return 1

    monkeypatch.setattr(QFileDialog, "exec", accept)
    chosen = ask_for_place(window, "Save report", "proposed", "PDF document (*.pdf)")
    assert seen[0][0] == "pdf"
    assert seen[0][1] is QFileDialog.AcceptMode.AcceptSave
    assert seen[0][2][0].endswith("proposed.pdf")
    assert chosen == tmp_path / "chosen.pdf"
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: 0)
    assert ask_for_place(window, "Save report", "proposed", "PDF document (*.pdf)") is None


def test_pixels_that_may_name_the_patient_are_warned_of(
    window, session, files, image_of, qtbot, is_judged, tmp_path
):
    image = image_of()
    files.contents["x"] = [replace(image, header=replace(image.header, burned_in=True))]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    window.commands["copy_view"].trigger()
    assert "on the clipboard" in window.trouble.text
    assert "its pixels may name the patient" in window.trouble.text
    window.trouble.hide()
    window.exports._ask = Answer(tmp_path / "view.png")
    with qtbot.waitSignal(window.exports.saved):
        window.commands["save_view"].trigger()
    assert "its pixels may name the patient" in window.trouble.text
    assert "view.png" in window.trouble.text
