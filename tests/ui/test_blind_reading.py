"""While the reader's verdict comes first, a window tells nothing of the program's: not by a hue."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import NoVerdict, Verdict
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.verdicts.verdict_controls import Shelf

SAID = {
    "suspected": (0.97, 0.9),
    "not suspected": (0.01, 0.02),
    "driven by the second": (0.3, 0.99),
    "out of scope": (NoVerdict("Blank.", Region("FOOT", RegionSource.NETWORK)),) * 2,
    "failed": (RuntimeError("broken kernel"), 0.2),
}
KEYS = (Qt.Key.Key_G, Qt.Key.Key_N, Qt.Key.Key_P)
_ROLES = (
    *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole),
    *(Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole),
)


def told(window: QWidget) -> list[str]:
    """Everything that a window says to those who read, hover, listen, or look at what is grey."""
    lines = [window.windowTitle()]
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            lines += [widget.toolTip(), widget.statusTip(), widget.whatsThis()]
            spoken = QAccessible.queryAccessibleInterface(widget)
            lines += [spoken.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
            lines += [spoken.text(QAccessible.Text.Description), str(widget.isEnabled())]
        if isinstance(widget, QAbstractItemView) and widget.isVisible():
            lines += rows_of(widget.model(), QModelIndex())
    return lines + [f"{each.text()} {each.isEnabled()}" for each in window.commands.all]


def rows_of(model: QAbstractItemModel, above: QModelIndex) -> list[str]:
    lines = []
    for row in range(model.rowCount(above)):
        for column in range(model.columnCount(above)):
            index = model.index(row, column, above)
            lines += [str(index.data(role)) for role in _ROLES]
        lines += rows_of(model, model.index(row, 0, above))
    return lines


def settled(window: QWidget, qtbot) -> tuple[list[str], np.ndarray]:
    """What a window tells and shows once its layouts have come to rest."""
    looks = [seen(window)]

    def rests() -> bool:
        looks.append(seen(window))
        return bool((looks[-1] == looks[-2]).all()) and len(looks) > 3

    qtbot.waitUntil(rests)
    return told(window), looks[-1]


def seen(window: QWidget) -> np.ndarray:
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(picture.constBits(), np.uint32).copy()


@pytest.fixture
def read_blind(window, session, files, image_of, network, qtbot):
    """Opens the study once more with other judgements on it, and waits until they are withheld."""
    window.commands["commit_first"].setChecked(True)
    files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]

    def read(first, second):
        for opened in session.studies:
            session.close_study(opened.study.id)
        network.scores.update(a1=first, a2=second)
        session.open([Path("study")])
        qtbot.waitUntil(
            lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD
        )
        return window

    return read


def test_a_blind_window_is_the_same_whatever_the_program_says(read_blind, qtbot):
    looks = {}
    for name, answers in SAID.items():
        window = read_blind(*answers)
        for key in KEYS:
            qtbot.keyClick(window.canvas, key)
        looks[name] = settled(window, qtbot)

    words, pixels = looks["suspected"]
    assert len(words) > 200, "it was looked at"
    for name, (others, painted) in looks.items():
        assert others == words, name
        assert (painted == pixels).all(), name


def test_a_peek_at_the_heatmap_shows_none_while_it_is_withheld(read_blind, qtbot):
    window = read_blind(0.97, 0.9)
    before = seen(window.canvas)
    qtbot.keyPress(window.canvas, Qt.Key.Key_P)
    assert (seen(window.canvas) == before).all()
    qtbot.keyRelease(window.canvas, Qt.Key.Key_P)


@pytest.fixture
def say(window, log, qtbot):
    """Records a verdict on the study in front and returns what was recorded of it."""

    def act(verdict=Verdict.SUSPECTED):
        window.own.choose(verdict)
        with qtbot.waitSignal(
            window.recording.changed,
            check_params_cb=lambda study: not window.recording.is_under_way(study),
        ):
            window.own.record()
        return list(log.kept.values())[-1].last

    return act


@pytest.fixture
def look_through(window, session, qtbot):
    """Opens the page of two bundles and returns what it says once both had their turn."""
    window.controls._shelf = Shelf(lambda: (Path("fake-1.0"), Path("other-2.0")), Path("models"))

    def look():
        page = window.controls.show_bundles()
        qtbot.waitUntil(lambda: not session.queue.looks.busy)
        text = page.text
        page.reject()
        return text

    return look


@pytest.fixture
def cancelled(window, session, files, image_of, network, qtbot):
    """Opens a study of two images and cancels while its second image is judged."""

    def open_and_cancel():
        files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]
        network.scores.update(a1=0.97, a2=0.9)
        network.gate.clear()
        session.open([Path("study")])
        qtbot.waitUntil(lambda: bool(network.begun))
        qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
        assert session.studies[0].phase is Phase.CANCELLED
        network.gate.set()
        return window

    return open_and_cancel


class Held(dict):
    """Scores that hold back the one of the image ``a2``."""

    def __init__(self):
        super().__init__()
        self.gate = threading.Event()

    def get(self, name, default=None):
        if name == "a2":
            self.gate.wait(10)
        return super().get(name, default)


def test_no_bundle_says_anything_of_a_study_whose_judgement_was_cancelled_before_the_reader_does(
    window, cancelled, look_through, network, say, qtbot
):
    window.commands["commit_first"].setChecked(True)
    cancelled()
    qtbot.waitUntil(lambda: network.judged == ["a1"])  # what was under way when it was cancelled

    text = look_through()

    assert text.count("Waits for your verdict") == 2
    assert "suspected" not in text
    assert network.judged == ["a1"]
    assert not say().program_seen
    assert look_through().count("Fracture suspected") == 2
    assert say(Verdict.NOT_SUSPECTED).program_seen


def test_a_study_that_was_judged_on_the_page_of_bundles_alone_counts_as_seen(
    window, cancelled, look_through, say, log, session, qtbot
):
    cancelled()
    assert look_through().count("Fracture suspected") == 2
    qtbot.waitUntil(lambda: log.seen == {session.studies[0].study.id})
    window.commands["commit_first"].setChecked(True)
    assert say().program_seen


@pytest.mark.parametrize("act", ["another bundle", "a region", "a device", "a heatmap"])
def test_what_is_withheld_stays_so_when_the_reader_chooses(
    act, read_blind, look_through, session, network, say, qtbot
):
    read_blind(0.97, 0.9)
    queue, image = session.queue, session.selected[1]
    choose = {
        "another bundle": lambda: queue.choose_bundle(Path("other-2.0")),
        "a region": lambda: queue.choose_region(image, Region("FOOT", RegionSource.READER)),
        "a device": lambda: queue.choose_device("cpu"),
        "a heatmap": lambda: queue.choose_method("Score-CAM"),
    }
    choose[act]()
    qtbot.waitUntil(lambda: not session.busy and session.studies[0].phase is Phase.WITHHELD)
    assert "suspected" not in look_through()
    assert not say().program_seen


def test_a_half_judged_blind_window_tells_the_same_whatever_was_said_so_far(
    window, session, files, image_of, network, qtbot
):
    window.commands["commit_first"].setChecked(True)
    files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]
    words = []
    for first in (0.97, 0.01):
        network.scores = held = Held()
        held["a1"] = first
        del network.judged[:]
        session.queue.choose_device("cpu" if words else "auto")  # makes another analyzer
        session.open([Path("study")])
        qtbot.waitUntil(lambda: network.judged == ["a1", "a2"])
        words.append(told(window))
        held.gate.set()
        session.close_study(session.studies[0].study.id)
    assert words[0] == words[1]


def test_a_verdict_in_the_list_counts_as_seen_though_its_study_was_never_in_front(
    window, session, two_studies, log, is_judged, say, qtbot
):
    session.open(two_studies)
    qtbot.waitUntil(lambda: is_judged() and len(session.studies) == 2)
    ids = {opened.study.id for opened in session.studies}
    assert "Fracture uncertain" in window.thumbnails.topLevelItem(1).toolTip(0)
    qtbot.waitUntil(lambda: log.seen == ids)
    for study_id in ids:
        session.close_study(study_id)
    window.commands["commit_first"].setChecked(True)

    session.open([two_studies[1]])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD)

    assert say().program_seen
    assert "after seeing" in window.own.text


def test_what_the_list_says_of_a_study_is_not_taken_back_when_the_readers_verdict_is_to_be_first(
    window, session, two_studies, is_judged, say, qtbot
):
    session.open(two_studies)
    qtbot.waitUntil(lambda: is_judged() and len(session.studies) == 2)
    window.commands["commit_first"].setChecked(True)
    session.select(session.studies[1].study.images[0])
    assert session.selected[0].phase is Phase.JUDGED
    assert say().program_seen


def test_no_study_in_the_list_counts_as_seen_while_its_verdict_is_withheld(
    window, session, two_studies, log, say, qtbot
):
    window.commands["commit_first"].setChecked(True)
    session.open(two_studies)
    qtbot.waitUntil(
        lambda: [each.phase for each in session.studies] == [Phase.WITHHELD, Phase.WITHHELD]
    )
    assert not say().program_seen
    first, second = (opened.study for opened in session.studies)
    qtbot.waitUntil(lambda: log.seen == {first.id})
    session.select(second.images[0])
    assert not say().program_seen


def test_an_image_judged_before_its_study_was_cancelled_and_withheld_counts_as_seen(
    window, session, two_studies, network, log, say, qtbot
):
    """One of two images is judged in the dark, told, and taken back by a cancel."""
    window.commands["commit_first"].setChecked(True)
    held = network.scores = Held()
    session.open(two_studies)
    qtbot.waitUntil(lambda: network.judged == ["a1", "a2"])
    window.commands["commit_first"].setChecked(False)
    assert "uncertain" in window.thumbnails.topLevelItem(0).child(0).toolTip(0)
    window.commands["cancel"].trigger()
    held.gate.set()
    window.commands["commit_first"].setChecked(True)
    assert say().program_seen


def test_a_judgement_that_failed_says_nothing_that_could_have_been_seen(
    window, session, files, image_of, network, log, say, is_judged, qtbot
):
    files.contents["study"] = [image_of("a1")]
    network.scores["a1"] = RuntimeError("broken kernel")
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    assert "Judging failed" in window.thumbnails.topLevelItem(0).toolTip(0)
    window.commands["commit_first"].setChecked(True)
    network.scores["a1"] = 0.97
    session.queue.choose_device("cpu")
    qtbot.waitUntil(lambda: session.studies[0].phase is Phase.WITHHELD)
    assert not say().program_seen
