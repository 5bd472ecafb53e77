"""Images whose pixels were let go of: brought back off the GUI thread, or said to be lost."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.pixels import CACHE
from mura_desktop.domain.verdict import NoVerdict
from mura_desktop.ui.reading.open_study import Phase


@dataclass
class Disk:
    """Gives images that can be read again; a test can hold it back, break it and question it."""

    image_of: object
    gate: threading.Event = field(default_factory=threading.Event)
    read: list = field(default_factory=list)
    failure: Exception | None = None

    def image(self, name, **changes):
        image = self.image_of(name, **changes)
        pixels = np.array(image.pixels)

        def again():
            self.read.append((name, threading.current_thread() is threading.main_thread()))
            self.gate.wait(10)
            if self.failure is not None:
                raise self.failure
            return pixels.copy()

        return image.readable_again(again)


def let_go(image):
    """Do what the cache does when it is full."""
    CACHE.drop(id(image.held))
    assert image.pixels_at_hand is None


@pytest.fixture
def disk(image_of):
    disk = Disk(image_of)
    disk.gate.set()
    yield disk
    disk.gate.set()


@pytest.fixture
def opened(session, files, network, disk, qtbot):
    """Three studies of one image each, judged; the first one is in front."""
    files.contents["all"] = [disk.image(name, study=name) for name in "abc"]
    session.open([Path("all")])
    qtbot.waitUntil(lambda: [each.phase for each in session.studies] == [Phase.JUDGED] * 3)
    files.contents.clear()
    return [each.study.images[0] for each in session.studies]


def test_an_image_that_is_at_hand_is_shown_at_once(window, session, opened, disk):
    session.select(opened[1])
    assert window.canvas.image is opened[1]
    assert not disk.read


def test_pixels_that_were_let_go_of_are_read_again_off_the_gui_thread(
    window, session, opened, disk, qtbot
):
    let_go(opened[2])
    session.select(opened[2])
    qtbot.waitUntil(lambda: window.canvas.image is opened[2])
    assert disk.read == [("c", False)]
    np.testing.assert_array_equal(opened[2].pixels, opened[0].pixels)


def test_meanwhile_the_window_says_so_shows_no_other_image_and_goes_on(
    window, session, opened, disk, qtbot
):
    let_go(opened[2])
    disk.gate.clear()
    begun = time.monotonic()
    session.select(opened[2])
    assert time.monotonic() - begun < 5  # it did not wait for the gate, which is closed for ten
    assert window.views.active_cell.absence.isVisible()
    assert window.views.active_cell.absence.text == "Reading the image again…"
    assert window.canvas.image is None
    assert session.selected[1] is opened[2]
    ticks = []
    QTimer.singleShot(0, lambda: ticks.append(1))
    qtbot.waitUntil(lambda: bool(ticks))
    disk.gate.set()
    qtbot.waitUntil(lambda: window.canvas.image is opened[2])
    assert window.canvas.isVisible()


def test_the_reader_may_go_on_to_another_image_without_waiting(
    window, session, opened, disk, qtbot
):
    let_go(opened[2])
    disk.gate.clear()
    session.select(opened[2])
    session.select(opened[0])
    assert window.canvas.image is opened[0]
    disk.gate.set()
    qtbot.wait(100)
    assert window.canvas.image is opened[0]


def test_a_file_that_is_gone_is_told_where_the_image_would_be(window, session, opened, disk, qtbot):
    let_go(opened[2])
    disk.failure = UnreadableFile(Path("c"), "The file is gone.", "Bring it back.")
    session.select(opened[2])
    qtbot.waitUntil(lambda: "gone" in window.views.active_cell.absence.text)
    assert window.views.active_cell.absence.text == (
        "The image cannot be shown. The file is gone.\nBring it back."
    )
    assert window.canvas.image is None
    session.select(opened[0])
    assert window.canvas.image is opened[0]


def test_what_nobody_foresaw_is_told_too(window, session, opened, disk, logged, qtbot):
    let_go(opened[2])
    disk.failure = RuntimeError("Doe^Jane")
    session.select(opened[2])
    qtbot.waitUntil(lambda: "RuntimeError" in window.views.active_cell.absence.text)
    assert "Doe" not in window.views.active_cell.absence.text
    logged.records.clear()


def test_the_neighbours_of_the_image_in_front_are_read_ahead(session, opened, disk, qtbot):
    let_go(opened[1])
    session.select(opened[2])
    qtbot.waitUntil(lambda: opened[1].pixels_at_hand is not None)
    assert disk.read == [("b", False)]


def test_pixels_that_are_on_screen_are_never_read_again(window, session, opened, disk, qtbot):
    session.select(opened[0])
    CACHE.drop(id(opened[0].held))
    window.canvas.repaint()
    window.canvas.invert()
    window.canvas.repaint()
    assert opened[0].pixels_at_hand is not None
    assert not disk.read


def test_a_list_of_images_needs_no_pixels(window, session, opened, disk):
    for image in opened[1:]:
        let_go(image)
    for each in session.studies:
        window.thumbnails.show_study(each)
    assert not disk.read


def test_an_image_whose_file_is_gone_is_not_judged_and_the_reason_is_told(
    session, opened, disk, network, monkeypatch, qtbot
):
    let_go(opened[2])
    disk.failure = UnreadableFile(Path("c"), "The file is gone.", "Bring it back.")
    network.scores["c"] = disk.failure  # what asking for its pixels would raise
    session.queue.choose_device("cpu")
    qtbot.waitUntil(lambda: session.studies[2].phase is Phase.JUDGED)
    (judgement,) = session.studies[2].judgements
    assert isinstance(judgement, NoVerdict)
    assert judgement.reason == "Judging this image failed. The file is gone."
