"""A list of many studies in a window of its own, and the reading log's."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTextBrowser

from mura_desktop.domain.errors import InvalidBundle, UnreadableFile
from mura_desktop.domain.reading import Opinion, Reading, Showing
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import DISCLAIMER, NoVerdict, Verdict
from mura_desktop.ui.own.log_dialog import LogDialog
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.worklist.means import Means

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def listed(window, files, image_of, network, qtbot):
    """A list of three studies, one of two images, one refused, and a file that does not open."""
    files.contents["list"] = [
        image_of("a1", study="1"),
        UnreadableFile(Path("list/broken.dcm"), "The file is empty.", "Copy it again."),
        image_of("b1", study="2"),
        image_of("a2", study="1", instance=2),
        image_of("c1", study="3"),
    ]
    network.scores.update(a1=0.9, a2=0.7, b1=0.05, c1=NoVerdict("The picture is blank."))
    dialog = window.records.judge([Path("list")])
    with qtbot.waitSignal(dialog.run.ended):
        pass
    return dialog


def lines_of(dialog):
    table = dialog._table
    return [
        [table.index(row, column).data() for column in (3, 4, 5)] for row in range(table.rowCount())
    ]


def test_each_study_has_a_line_with_its_verdict_by_word_and_sign(listed):
    assert lines_of(listed) == [
        ["2", "Fracture suspected", "0.80"],
        ["1", "Fracture not suspected", "0.050"],
        ["1", "No verdict", ""],
    ]
    signs = [listed._table.index(row, 4).data(Qt.ItemDataRole.DecorationRole) for row in range(3)]
    assert not any(sign.isNull() for sign in signs)
    assert listed._table.index(2, 6).data() == "The picture is blank."
    assert "5 files · 3 studies · 1 not opened. Done." in listed.text


def test_no_score_of_a_list_seems_to_reach_a_threshold_that_it_does_not(
    window, files, image_of, network, qtbot
):
    files.contents["list"] = [image_of("a1", study="1")]
    network.scores.update(a1=0.6161)
    dialog = window.records.judge([Path("list")])
    with qtbot.waitSignal(dialog.run.ended):
        pass
    assert lines_of(dialog) == [["1", "Fracture uncertain", "0.616"]]


def test_a_region_that_the_network_names_is_withheld_with_its_verdict(
    window, files, image_of, qtbot
):
    by_network = Region("HAND", RegionSource.NETWORK)
    files.contents["list"] = [image_of("a", study="1"), image_of("b", study="2", region=by_network)]
    dialog = window.records.judge([Path("list")])
    with qtbot.waitSignal(dialog.run.ended):
        pass

    def regions():
        return [dialog._table.index(row, 2).data() for row in range(2)]

    assert regions() == ["Wrist, from the header", "Hand, by the network"]
    window.commands["commit_first"].setChecked(True)
    assert regions() == ["Wrist, from the header", ""]


def test_nothing_of_a_list_is_open_in_the_window_until_a_study_is_asked_for(
    listed, session, files, image_of, qtbot
):
    assert session.studies == ()
    files.contents["a1"] = [image_of("a1", study="1")]
    files.contents["a2"] = [image_of("a2", study="1", instance=2)]
    listed._on_row_activated(listed._table.index(0, 0))
    qtbot.waitUntil(lambda: len(session.studies) == 1 and len(session.studies[0].study.images) == 2)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_list_is_saved_with_the_statement(listed, window, tmp_path, qtbot, kind):
    place = tmp_path / f"list.{kind}"
    window.exports._ask = lambda *_: place
    with qtbot.waitSignal(window.exports.saved):
        listed._save_as(kind)
    text = place.read_text()
    assert DISCLAIMER in text
    assert "The file is empty." in text
    if kind == "json":
        assert [each["verdict"] for each in json.loads(text)["studies"]] == [
            "suspected",
            "not suspected",
            None,
        ]


def test_cancelling_keeps_what_was_judged(window, files, image_of, network, qtbot):
    files.contents["list"] = [image_of(f"i{n}", study=str(n)) for n in range(4)]
    files.gate.clear()
    dialog = window.records.judge([Path("list")])
    qtbot.waitUntil(lambda: dialog._table.rowCount() == 1)
    dialog._cancel.click()
    assert "Cancelled." in dialog.text
    assert dialog._table.rowCount() == 1
    assert dialog._save[0].isEnabled()
    files.gate.set()
    dialog.close()
    assert window.records.lists == []


def test_a_study_that_a_cancelled_list_broke_off_in_is_not_called_not_suspected(
    window, files, image_of, network, qtbot, tmp_path
):
    network.scores.update({"whole": 0.05, "first": 0.05, "second": 0.99})
    files.contents["list"] = [
        image_of("one/whole", study="A", path=Path("one/whole")),
        image_of("two/first", study="B", path=Path("two/first")),
        image_of("two/second", study="B", instance=2, path=Path("two/second")),
    ]
    files.gate.clear()
    dialog = window.records.judge([Path("list")])
    qtbot.waitUntil(lambda: dialog._table.rowCount() == 1)
    files.gate.set()
    dialog.run.advanced.connect(
        lambda result: result.path.name == "first" and dialog._cancel.click()
    )
    qtbot.waitUntil(lambda: "Cancelled." in dialog.text)

    assert [(each.verdict, each.probability) for each in dialog.results.studies] == [
        (Verdict.NOT_SUSPECTED, 0.05),
        (Verdict.UNCERTAIN, 0.05),
    ]
    assert "Images of this study may be missing" in dialog.results.studies[1].reason
    saved = {}
    window.exports._ask = lambda _, __, name, ___: saved.setdefault("name", tmp_path / name)
    with qtbot.waitSignal(window.exports.saved):
        dialog._save_as("json")
    assert "unfinished" in saved["name"].name
    assert json.loads(saved["name"].read_text())["unfinished"]
    dialog.close()


def test_a_bundle_that_cannot_be_used_ends_the_list_with_its_reason(window, network, files, qtbot):
    files.contents["list"] = []
    network.failure = InvalidBundle("models/x", "Its hash is wrong.", "Install it again.")
    dialog = window.records.judge([Path("list")])
    with qtbot.waitSignal(dialog.run.ended):
        pass
    assert "Stopped. models/x: Its hash is wrong. Install it again." in dialog.text
    assert not dialog._save[0].isEnabled()


class Notes:
    """A journal in memory."""

    def __init__(self):
        self.kept = {}

    def find(self, key):
        return self.kept.get(key)

    def keep(self, key, judgement):
        self.kept[key] = judgement

    def forget(self, keys):
        for key in keys:
            self.kept.pop(key, None)


def test_a_list_that_was_closed_goes_on_where_it_was(
    window, session, files, image_of, network, qtbot
):
    journal = Notes()
    window.records._means = Means(files, network, lambda paths: 3, journal)
    pixels = [image_of().pixels + n for n in range(3)]
    files.contents["list"] = [
        image_of(f"i{n}", study=str(n), pixels=pixels[n].astype("uint16")) for n in range(3)
    ]
    files.gate.clear()
    dialog = window.records.judge([Path("list")])
    qtbot.waitUntil(lambda: len(journal.kept) == 1)
    dialog.close()
    files.gate.set()
    network.judged.clear()

    again = window.records.judge([Path("list")])
    with qtbot.waitSignal(again.run.ended):
        pass

    assert network.judged == ["i1", "i2"]
    assert again._table.rowCount() == 3
    assert "3 of 3 files" in again.text
    assert journal.kept == {}


def test_no_list_is_judged_while_the_readers_verdict_comes_first(window):
    window.commands["commit_first"].setChecked(True)
    window.commands["judge_folder"].trigger()
    assert "My verdict first" in window.trouble.text
    assert window.records.lists == []


def test_an_open_list_withholds_its_verdicts_once_the_readers_come_first(
    listed, window, session, files, image_of, qtbot, tmp_path
):
    window.commands["commit_first"].setChecked(True)
    assert lines_of(listed) == [[n, "Waits for your verdict", ""] for n in ("2", "1", "1")]
    assert listed._table.index(2, 6).data() == ""
    assert not any(button.isEnabled() for button in listed._save)
    window.exports._ask = lambda *_: tmp_path / "list.csv"
    listed._save_as("csv")
    assert not list(tmp_path.iterdir())

    files.contents["b1"] = [image_of("b1", study="2")]
    listed._on_row_activated(listed._table.index(1, 0))
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD)
    window.own.choose(Verdict.UNCERTAIN)
    window.own.record()
    qtbot.waitUntil(lambda: session.studies[0].phase is Phase.JUDGED)
    assert lines_of(listed)[1] == ["1", "Fracture not suspected", "0.050"]
    assert lines_of(listed)[0][1] == "Waits for your verdict"

    window.commands["commit_first"].setChecked(False)
    assert lines_of(listed)[0] == ["2", "Fracture suspected", "0.80"]
    assert all(button.isEnabled() for button in listed._save)


def test_a_verdict_that_a_list_has_shown_counts_as_seen(
    listed, window, session, files, image_of, log, qtbot
):
    window.commands["commit_first"].setChecked(True)
    files.contents["b1"] = [image_of("b1", study="2")]
    session.open([Path("b1")])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD)
    assert log.was_seen(session.studies[0].study.id)
    window.own.choose(Verdict.UNCERTAIN)
    window.own.record()
    qtbot.waitUntil(lambda: session.studies[0].phase is Phase.JUDGED)
    assert log.entries()[0].reading.opinions[0].program_seen


def test_what_a_list_could_not_judge_does_not_count_as_seen(
    window, files, image_of, network, log, qtbot
):
    judged, failed = image_of("a1", study="1"), image_of("b1", study="2")
    files.contents["list"] = [judged, failed]
    network.scores["b1"] = RuntimeError("broken kernel")
    dialog = window.records.judge([Path("list")])
    with qtbot.waitSignal(dialog.run.ended):
        pass
    assert [line[1] for line in lines_of(dialog)] == ["Fracture uncertain", "Judging failed"]
    window.recording.shut_down()
    assert log.seen == {judged.header.study_key}


def test_closing_the_window_ends_its_lists(window, files, image_of, qtbot):
    files.contents["list"] = [image_of("a"), image_of("b", study="2")]
    files.gate.clear()
    window.records.judge([Path("list")])
    window.close()
    assert window.records.lists == []


def reading(own, program):
    first = Opinion(START + timedelta(seconds=20), own)
    shown = Showing(START + timedelta(seconds=25), program, 0.5, None, 0.2, 0.6, "b", "1", "0", "x")
    return Reading(START, "WRIST", (first,)).with_showing(shown)


def shown_log(window, qtbot):
    with qtbot.waitSignal(window.recording.entries_read):
        window.commands["reading_log"].trigger()
    (dialog,) = window.findChildren(LogDialog)
    return dialog


def test_the_log_tells_its_statistics_and_how_little_few_readings_say(window, log, qtbot):
    words = (Verdict.SUSPECTED, Verdict.NOT_SUSPECTED, Verdict.SUSPECTED)
    for number, word in enumerate(words):
        log.kept[str(number)] = reading(word, Verdict.SUSPECTED if number < 2 else word)
    log.kept["3"] = reading(Verdict.NOT_SUSPECTED, Verdict.NOT_SUSPECTED)

    dialog = shown_log(window, qtbot)

    text = dialog.findChild(QTextBrowser).toPlainText()
    assert "3 of 4 (75 %)" in text
    assert "Cohen's kappa" in text
    assert "20 s" in text
    assert "So few readings say little." in text


def test_an_empty_log_says_how_to_begin_and_exports_nothing(window, qtbot):
    dialog = shown_log(window, qtbot)
    assert "No reading yet" in dialog.findChild(QTextBrowser).toPlainText()
    exports = [each for each in dialog.findChildren(QPushButton) if "Export" in each.text()]
    assert len(exports) == 2
    assert not any(each.isEnabled() for each in exports)


def test_the_log_is_exported_to_a_place_that_the_reader_chooses(window, log, qtbot, tmp_path):
    log.kept["1"] = reading(Verdict.SUSPECTED, Verdict.SUSPECTED)
    dialog = shown_log(window, qtbot)
    window.exports._ask = lambda *_: tmp_path / "log.csv"
    with qtbot.waitSignal(window.exports.saved):
        dialog.export_wanted.emit("csv")
    assert (tmp_path / "log.csv").read_text() == "1 readings as csv"


def test_a_damaged_log_is_told_with_where_it_is_now(window, log, qtbot, monkeypatch):
    monkeypatch.setattr(log, "check", lambda: Path("aside.sqlite3"))
    with qtbot.waitSignal(window.recording.set_aside):
        window.recording.check_log()
    assert "set aside whole" in window.trouble.text
    assert "aside.sqlite3" in window.trouble.text


def test_what_is_told_of_a_damaged_log_outlasts_the_loading_of_the_network(
    window, log, files, image_of, session, is_judged, qtbot, monkeypatch
):
    monkeypatch.setattr(log, "check", lambda: Path("aside.sqlite3"))
    with qtbot.waitSignal(window.recording.set_aside):
        window.recording.check_log()
    files.contents["wrist"] = [image_of("wrist/1.png")]
    session.open([Path("wrist")])
    qtbot.waitUntil(is_judged)
    assert "aside.sqlite3" in window.trouble.text
