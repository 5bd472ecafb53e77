"""Which study is judged when, and what becomes of judgements that are given up or fail."""

from pathlib import Path

import pytest

from mura_desktop.domain.errors import DeviceUnavailable, UnreadableFile
from mura_desktop.domain.verdict import NoVerdict, Verdict
from mura_desktop.ui.reading.open_study import Phase
from tests.ui.open_studies import judged, study_of


def test_no_analyzer_is_made_before_the_slots_of_study_opened_have_run(
    session, network, two_studies, qtbot
):
    made_before = []
    session.study_opened.connect(lambda opened: made_before.append(list(network.devices)))
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: judged(session) == ["A"])
    assert made_before == [[]]


def test_the_verdict_is_the_mean_at_two_thresholds(session, network, two_studies, qtbot):
    network.scores.update(a1=0.9, a2=0.7)
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(judged(session)))
    verdict = session.studies[0].verdict
    assert verdict.probability == pytest.approx(0.8)
    assert verdict.verdict is Verdict.SUSPECTED


def test_every_opened_study_is_listed_and_judged(session, two_studies, qtbot):
    session.open(two_studies)
    qtbot.waitUntil(lambda: judged(session) == ["A", "B"])


def test_the_study_opened_last_is_judged_before_the_one_under_way(
    session, network, two_studies, qtbot
):
    network.gate.clear()
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(network.devices))
    session.open(two_studies[1:])
    qtbot.waitUntil(lambda: len(session.studies) == 2 and session.studies[1].phase is Phase.JUDGING)
    finished = []
    session.study_judged.connect(lambda opened: finished.append(opened.study.header.study_id))
    network.gate.set()
    qtbot.waitUntil(lambda: len(finished) == 2)
    assert finished == ["B", "A"]


def test_a_stale_answer_never_appears(session, network, two_studies, qtbot):
    network.gate.clear()
    network.scores["a1"] = 0.99
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: network.begun == ["a1"])
    session.cancel()
    heard = []
    session.image_judged.connect(heard.append)
    session.study_judged.connect(heard.append)
    network.gate.set()
    qtbot.waitUntil(lambda: network.judged == ["a1"])
    qtbot.wait(50)
    assert not heard
    assert session.studies[0].phase is Phase.CANCELLED
    assert session.studies[0].judgements == ()


def test_a_cancelled_study_can_be_judged_after_all(session, network, two_studies, qtbot):
    network.gate.clear()
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.JUDGING)
    session.cancel()
    network.gate.set()
    session.queue.judge_again(study_of(session, "A"))
    qtbot.waitUntil(lambda: judged(session) == ["A"])


def test_selecting_a_waiting_study_judges_it_next(session, network, files, image_of, qtbot):
    network.gate.clear()
    files.contents["all"] = [image_of(name, study=name) for name in ("A", "B", "C")]
    session.open([Path("all")])
    qtbot.waitUntil(lambda: len(session.studies) == 3 and session.studies[0].phase is Phase.JUDGING)
    finished = []
    session.study_judged.connect(lambda opened: finished.append(opened.study.header.study_id))
    session.select(session.studies[2].study.images[0])
    network.gate.set()
    qtbot.waitUntil(lambda: len(finished) == 3)
    assert finished == ["C", "A", "B"]


def test_another_device_judges_everything_again(session, network, two_studies, qtbot):
    session.open(two_studies)
    qtbot.waitUntil(lambda: len(judged(session)) == 2)
    loaded = []
    session.bundle_loaded.connect(lambda info: loaded.append(info.device))
    session.queue.choose_device("cpu")
    assert judged(session) == []
    qtbot.waitUntil(lambda: len(judged(session)) == 2)
    assert network.devices == ["auto", "cpu"]
    assert set(loaded) == {"CPU"}


def test_one_analyzer_serves_all_studies_on_a_device(session, network, two_studies, qtbot):
    session.open(two_studies)
    qtbot.waitUntil(lambda: len(judged(session)) == 2)
    assert network.devices == ["auto"]


def test_an_image_whose_judgement_fails_is_no_verdict_and_the_others_go_on(
    session, network, two_studies, qtbot
):
    network.scores.update(a1=RuntimeError("broken kernel"), a2=0.05)
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(judged(session)))
    verdict = session.studies[0].verdict
    failed = verdict.images[0]
    assert isinstance(failed, NoVerdict)
    assert failed.failed
    assert "broken kernel" in failed.reason
    assert verdict.verdict is Verdict.UNCERTAIN  # never "not suspected" on half a study


def test_a_device_that_is_missing_is_told_and_leaves_no_verdict(
    session, network, two_studies, qtbot
):
    network.failure = DeviceUnavailable("cuda", "It is not here.", "Choose another.")
    told = []
    session.judging_failed.connect(told.append)
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(judged(session)))
    assert told == [network.failure]
    verdict = session.studies[0].verdict
    assert verdict.verdict is None
    assert all(isinstance(each, NoVerdict) and each.failed for each in verdict.images)


def test_an_unexpected_failure_to_load_is_told_too(session, network, two_studies, qtbot, logged):
    network.failure = ImportError("no network library")
    told = []
    session.judging_failed.connect(told.append)
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(judged(session)))
    assert "no network library" in told[0].reason
    assert [record.getMessage() for record in logged.records] == ["Judging failed"]
    logged.records.clear()


def test_a_further_image_makes_the_study_be_judged_again(session, files, image_of, qtbot, network):
    files.contents.update(x=[image_of("first")], y=[image_of("second", instance=2)])
    network.scores.update(first=0.9, second=0.9)
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    session.open([Path("y")])
    qtbot.waitUntil(lambda: len(session.studies[0].judgements) == 2)
    assert network.judged == ["first", "first", "second"]


def test_closing_the_study_under_judgement_goes_on_with_the_next(
    session, network, two_studies, qtbot
):
    network.gate.clear()
    session.open(two_studies)
    qtbot.waitUntil(lambda: bool(network.devices))
    session.close_study(study_of(session, "A"))
    network.gate.set()
    qtbot.waitUntil(lambda: judged(session) == ["B"])


def test_a_study_whose_reading_was_cancelled_is_never_not_suspected(
    session, network, files, two_studies, qtbot
):
    network.scores["a1"] = 0.01
    files.gate.clear()
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: bool(session.studies))
    session.cancel()
    session.queue.judge_again(study_of(session, "A"))
    qtbot.waitUntil(lambda: judged(session) == ["A"])
    (opened,) = session.studies
    assert len(opened.study.images) == 1
    assert opened.judgements[0].verdict is Verdict.NOT_SUSPECTED
    assert opened.verdict.verdict is Verdict.UNCERTAIN
    assert "Reading was cancelled" in opened.verdict.reason


def gap(path, image):
    refused = UnreadableFile(Path(path), "It is cut short.", "Copy it again.")
    refused.study_key = image.header.study_key
    return refused


@pytest.mark.parametrize("first", [True, False], ids=["before the image", "after it"])
def test_a_study_with_an_image_that_cannot_be_read_is_never_not_suspected(
    session, network, files, image_of, qtbot, first
):
    image = image_of("a1")
    network.scores["a1"] = 0.01
    parts = [gap("a2", image), gap("a2", image), image]
    files.contents["a"] = parts if first else parts[::-1]
    session.open([Path("a")])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].verdict is not None)
    verdict = session.studies[0].verdict
    assert verdict.images[0].verdict is Verdict.NOT_SUSPECTED
    assert verdict.verdict is Verdict.UNCERTAIN
    assert "1 image of this study could not be read" in verdict.reason


def test_a_gap_that_is_found_later_changes_the_verdict_and_a_file_that_is_mended_does_too(
    session, network, files, image_of, qtbot
):
    image = image_of("a1")
    network.scores = {"a1": 0.01, "a2": 0.01}
    files.contents |= {"a": [image], "b": [gap("a2", image)], "c": [image_of("a2", instance=2)]}

    def verdict_after(name, count):
        session.open([Path(name)])
        qtbot.waitUntil(lambda: not session.busy)
        (opened,) = session.studies
        assert len(opened.verdict.images) == count
        return opened.verdict.verdict

    assert verdict_after("a", 1) is Verdict.NOT_SUSPECTED
    assert verdict_after("b", 1) is Verdict.UNCERTAIN
    assert verdict_after("c", 2) is Verdict.NOT_SUSPECTED


def test_a_verdict_that_is_there_is_not_thrown_away(session, network, two_studies, qtbot):
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: judged(session) == ["A"])
    network.gate.clear()
    session.queue.judge_again(study_of(session, "A"))
    assert judged(session) == ["A"]
