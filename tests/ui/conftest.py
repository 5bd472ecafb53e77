"""The session, the window and what they are handed, for tests of the user interface."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from mura_desktop import paths
from mura_desktop.domain.verdict import (
    BundleInfo,
)
from mura_desktop.ui.look.places import find_resources
from mura_desktop.ui.look.theme import dress
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.worklist.means import Means
from tests.ui.fakes import INFO, Files, Frames, Log, Network, header_of, hot, make_image


@pytest.fixture
def image_of():
    """Makes images; see make_image."""
    return make_image


@pytest.fixture
def heatmap_with_hot_cell():
    """Makes heatmaps; see hot."""
    return hot


@pytest.fixture
def info() -> BundleInfo:
    """What the fake network tells of itself."""
    return INFO


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def network() -> Network:
    network = Network()
    network.gate.set()
    return network


@pytest.fixture
def frames() -> Frames:
    frames = Frames()
    frames.gate.set()
    return frames


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def session(qapp: QApplication, files: Files, network: Network, frames: Frames):
    session = ReadingSession(files, network, frames, header_of)
    yield session
    frames.gate.set()
    network.gate.set()
    session.shut_down()


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> None:
    find_resources(paths.resources())
    dress(qapp, paths.resources())


@pytest.fixture
def window(
    qtbot, dressed: None, session: ReadingSession, log: Log, files: Files, network: Network
) -> MainWindow:
    window = MainWindow(session, paths.sample_study(), log, Means(files, network))
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def is_judged(session: ReadingSession):
    """Tells whether something is open and all of it is judged."""

    def ask() -> bool:
        studies = session.studies
        return bool(studies) and all(each.phase is Phase.JUDGED for each in studies)

    return ask


@pytest.fixture
def texts(window: MainWindow):
    """Reads all labels that can be seen in the window."""

    def read() -> str:
        return "\n".join(each.text() for each in window.findChildren(QLabel) if each.isVisible())

    return read


@pytest.fixture
def opened(
    window: MainWindow, session: ReadingSession, files: Files, network: Network, is_judged, qtbot
) -> MainWindow:
    """The window with a study of two images, judged."""
    files.contents["study"] = [make_image("a1"), make_image("a2", instance=2)]
    network.scores.update(a1=0.9, a2=0.5)
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    return window


@pytest.fixture
def two_studies(files, image_of):
    files.contents["one"] = [image_of("a1", study="A"), image_of("a2", study="A", instance=2)]
    files.contents["two"] = [image_of("b1", study="B")]
    return [Path("one"), Path("two")]


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 500)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture
def five(window, session, files, image_of, is_judged, qtbot):
    """A window with a study of five images, judged."""
    files.contents["five"] = [image_of(f"five-{n}", instance=n) for n in range(1, 6)]
    session.open([Path("five")])
    qtbot.waitUntil(is_judged)
    return window


@pytest.fixture
def dated(window, session, files, image_of, is_judged, qtbot):
    """Opens studies of these dates, two images each, the last one in front; a word is no date."""

    def open_studies(*dates, patient=None):
        for date in dates:
            images = [image_of(f"{date}-{n}", study=date, instance=n) for n in (1, 2)]
            for image in images:
                header = image.header
                object.__setattr__(header, "study_date", date if date.isdigit() else "")
                if patient is not None:
                    object.__setattr__(header, "patient", patient(date))
            files.contents[date] = images
            session.open([Path(date)])
            qtbot.waitUntil(lambda: is_judged() and len(session.studies) == len(files.contents))
        return window

    return open_studies
