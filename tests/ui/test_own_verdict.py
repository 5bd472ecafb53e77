"""The reader's own verdict: recorded, never overwritten, and first where the reader wants it so."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.reading import REMOVED, Influence
from mura_desktop.domain.verdict import Verdict
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.saving.report import report_document


@pytest.fixture
def blind(window, session, files, image_of, network, qtbot):
    """The window in commit-first mode with a judged study of two images in front."""
    window.commands["commit_first"].setChecked(True)
    files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]
    network.scores.update(a1=0.9, a2=0.8)
    session.open([Path("study")])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD)
    return window


@pytest.fixture
def say(window, qtbot):
    """Records a verdict as the reader does."""

    def act(verdict, conclusion=""):
        window.own.choose(verdict)
        window.own.write(conclusion)
        with qtbot.waitSignal(
            window.recording.changed,
            check_params_cb=lambda study: not window.recording.is_under_way(study),
        ):
            window.own._record.click()

    return act


def everything_said(window):
    """What is written in list and panes of the window."""
    tree = window.thumbnails
    study = tree.topLevelItem(0)
    items = [study, *(study.child(row) for row in range(study.childCount()))]
    listed = [item.toolTip(0) for item in items]
    return "\n".join((*listed, window.verdict.text, window.verdict.heatmap.text))


def test_nothing_of_the_programs_verdict_is_seen_before_the_readers_is_recorded(
    blind, session, say, network, qtbot
):
    assert network.judged == ["a1", "a2"]
    said = everything_said(blind)
    for word in ("suspected", "0.85", "0.9", "0.8", "Mean of"):
        assert word not in said
    assert "Waits for your verdict" in said
    assert "once yours is recorded" in blind.own.text
    assert not blind.commands["save_report"].isEnabled()
    assert not blind.commands["heatmap"].isEnabled()
    assert blind.canvas.heatmap is None
    assert all(each.verdict is None and not each.judgements for each in session.studies)
    assert session.selected[0].verdict is None
    assert session.study_of(session.selected[1]).verdict is None
    page = blind.controls.show_bundles()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    page.close()
    assert network.judged == ["a1", "a2"]

    say(Verdict.NOT_SUSPECTED)

    assert "Fracture suspected" in everything_said(blind)
    assert blind.commands["save_report"].isEnabled()
    assert blind.canvas.heatmap is not None


def test_what_was_said_and_shown_is_in_the_log_in_its_order(blind, say, log, session, qtbot):
    say(Verdict.NOT_SUSPECTED, "No fracture line.")
    qtbot.waitUntil(lambda: bool(log.entries()[0].reading.showings))
    say(Verdict.SUSPECTED, "Seen now.")

    (entry,) = log.entries()
    first, last = entry.reading.opinions
    assert (first.verdict, first.conclusion) == (Verdict.NOT_SUSPECTED, "No fracture line.")
    assert not first.program_seen
    assert last.program_seen
    assert entry.reading.showings[0].verdict is Verdict.SUSPECTED
    assert entry.reading.region == "WRIST"
    assert entry.reading.begun <= first.at <= entry.reading.showings[0].at <= last.at
    assert entry.reading.influence is Influence.TOWARDS
    assert "not suspected, before" in blind.own.text
    assert "suspected, after" in blind.own.text


def test_the_verdict_stays_hidden_until_the_readers_is_on_disk(blind, log, session, qtbot):
    log.gate.clear()
    blind.own.choose(Verdict.UNCERTAIN)
    blind.own.record()
    assert blind.own.text == "Recording…"
    assert session.studies[0].phase is Phase.WITHHELD
    blind.own.record()  # twice says no more
    log.gate.set()
    qtbot.waitUntil(lambda: session.studies[0].phase is Phase.JUDGED)
    assert len(log.entries()[0].reading.opinions) == 1


def test_what_could_not_be_recorded_is_told_and_reveals_nothing(blind, log, session, qtbot):
    log.failure = MuraDesktopError("The reading log", "The disk is full.", "Make room.")
    blind.own.choose(Verdict.UNCERTAIN)
    with qtbot.waitSignal(blind.recording.failed):
        blind.own.record()
    assert "The disk is full. Make room." in blind.trouble.text
    assert session.studies[0].phase is Phase.WITHHELD
    log.failure = None
    blind.own.record()
    qtbot.waitUntil(lambda: session.studies[0].phase is Phase.JUDGED)


def test_what_was_seen_already_is_not_hidden_and_counts_as_seen(opened, session, say, log):
    opened.commands["commit_first"].setChecked(True)
    assert session.studies[0].verdict is not None
    say(Verdict.SUSPECTED)
    assert log.entries()[0].reading.opinions[0].program_seen


def test_what_was_seen_before_the_study_was_closed_still_counts_as_seen(
    opened, session, say, log, qtbot
):
    session.close_study(session.studies[0].study.id)
    opened.commands["commit_first"].setChecked(True)
    session.open([Path("study")])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD)
    assert "seen it on this study before" in opened.own.text
    say(Verdict.NOT_SUSPECTED)
    assert log.entries()[0].reading.opinions[0].program_seen


def test_what_was_seen_in_a_session_before_this_one_counts_as_seen(blind, session, say, log, qtbot):
    log.seen.add(session.studies[0].study.id)  # as another session left it
    session.close_study(session.studies[0].study.id)
    session.open([Path("study")])
    qtbot.waitUntil(lambda: "seen it on this study before" in blind.own.text)
    say(Verdict.NOT_SUSPECTED)
    assert log.entries()[0].reading.opinions[0].program_seen
    assert "not suspected, after" in blind.own.text


def test_a_study_that_is_seen_is_remembered_in_the_log_even_if_nothing_is_recorded(
    opened, session, log, qtbot
):
    study_id = session.studies[0].study.id
    qtbot.waitUntil(lambda: log.was_seen(study_id))
    assert log.kept == {}


def test_a_study_whose_verdict_was_withheld_is_not_remembered_as_seen(blind, log):
    assert log.seen == set()
    blind.close()
    assert log.seen == set()


def test_leaving_the_mode_shows_what_was_withheld(blind, session):
    blind.commands["commit_first"].setChecked(False)
    assert session.studies[0].phase is Phase.JUDGED
    assert "Fracture suspected" in everything_said(blind)


def test_the_log_never_holds_the_patients_name_and_the_report_has_the_words_as_written(
    blind, say, log, session
):
    say(Verdict.UNCERTAIN, "Ada Example, ID-7: cortex is irregular.")
    assert log.entries()[0].reading.last.conclusion == (
        f"{REMOVED} {REMOVED}, {REMOVED}: cortex is irregular."
    )
    reading = blind.recording.reading(session.studies[0].study.id)
    assert reading.last.conclusion.startswith("Ada Example")


def test_the_report_tells_the_readers_conclusion_apart_from_the_programs(blind, say, session, info):
    say(Verdict.NOT_SUSPECTED, "No <fracture> line.")
    say(Verdict.UNCERTAIN, "Perhaps.")
    opened = session.studies[0]
    reading = blind.recording.reading(opened.study.id)

    document = report_document(opened.verdict, info, reading)

    assert isinstance(document, QTextDocument)
    text = document.toPlainText()
    assert "Fracture suspected · score 0.85" in text
    assert "The reader's own verdict: uncertain" in text
    assert "Perhaps." in text
    assert "not suspected, recorded before the program's verdict was seen." in text
    assert "uncertain, recorded after the program's verdict was seen." in text
    assert "own verdict" not in report_document(opened.verdict, info).toPlainText()
    markup = replace(reading, opinions=reading.opinions[:1])
    assert "No <fracture> line." in report_document(opened.verdict, info, markup).toPlainText()


def test_each_study_has_its_own_verdict_and_what_was_begun_does_not_spill_over(
    blind, say, session, files, image_of, qtbot
):
    files.contents["other"] = [image_of("b1", study="9.9")]
    session.open([Path("other")])
    qtbot.waitUntil(lambda: len(session.studies) == 2)
    session.select(session.studies[0].study.images[0])
    blind.own.choose(Verdict.SUSPECTED)
    blind.own.write("About the first.")
    session.select(session.studies[1].study.images[0])
    assert blind.own._words.checkedId() == -1
    assert blind.own._conclusion.toPlainText() == ""
    say(Verdict.NOT_SUSPECTED)
    qtbot.waitUntil(lambda: session.studies[1].phase is Phase.JUDGED)
    assert session.studies[0].phase is Phase.WITHHELD


def test_closing_the_window_waits_for_what_is_being_recorded(blind, log):
    blind.own.choose(Verdict.UNCERTAIN)
    blind.own.record()
    blind.close()
    assert len(log.entries()) == 1


def test_the_mode_is_remembered(window, session, log):
    preferences = Preferences()
    window.records.remember_in(preferences, window.commands["commit_first"])
    window.commands["commit_first"].setChecked(True)
    window.commands["commit_first"].setChecked(False)
    assert not window.recording.commit_first
    window.commands["commit_first"].setChecked(True)
    window.commands["commit_first"].blockSignals(True)
    window.commands["commit_first"].setChecked(False)
    window.commands["commit_first"].blockSignals(False)
    window.records.remember_in(preferences, window.commands["commit_first"])
    assert window.commands["commit_first"].isChecked()
