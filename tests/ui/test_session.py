from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.errors import DeviceUnavailable, SetAside, UnreadableFile
from mura_desktop.domain.study import Patient
from mura_desktop.domain.verdict import NoVerdict, Verdict
from mura_desktop.ui.open_study import Phase


@pytest.fixture
def two_studies(files, image_of):
    files.contents["one"] = [image_of("a1", study="A"), image_of("a2", study="A", instance=2)]
    files.contents["two"] = [image_of("b1", study="B")]
    return [Path("one"), Path("two")]


def judged(session):
    return [
        opened.study.header.study_id for opened in session.studies if opened.phase is Phase.JUDGED
    ]


def study_of(session, study_id):
    return next(each.study.id for each in session.studies if each.study.header.study_id == study_id)


def test_images_arrive_before_the_study_and_the_study_before_its_verdict(
    session, two_studies, qtbot
):
    news = []
    session.image_opened.connect(lambda opened: news.append("image"))
    session.study_opened.connect(lambda opened: news.append("study"))
    session.judging_started.connect(lambda opened: news.append("judging"))
    session.image_judged.connect(lambda opened: news.append("judged"))
    session.study_judged.connect(lambda opened: news.append("verdict"))
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: "verdict" in news)
    assert news == ["image", "image", "study", "judging", "judged", "judged", "verdict"]


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


def test_images_are_kept_in_reading_order_however_they_arrive(session, files, image_of, qtbot):
    files.contents["x"] = [image_of("second", instance=2), image_of("first", instance=1)]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    assert [image.path.name for image in session.studies[0].study.images] == ["first", "second"]


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


def test_a_file_that_cannot_be_read_is_told_while_the_others_open(session, files, image_of, qtbot):
    bad = UnreadableFile(Path("bad"), "It is empty.", "Copy it again.")
    files.contents["x"] = [image_of("good"), bad]
    refused = []
    session.file_refused.connect(refused.append)
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    assert refused == [bad]
    assert len(session.studies) == 1


def test_a_loader_that_breaks_is_told_and_the_next_opening_works(
    session, files, image_of, qtbot, logged
):
    refused = []
    session.file_refused.connect(refused.append)
    session.open([Path("unknown to the loader")])
    qtbot.waitUntil(lambda: bool(refused))
    assert "KeyError" in refused[0].reason
    assert [record.getMessage() for record in logged.records] == ["Reading files failed"]
    logged.records.clear()
    files.contents["x"] = [image_of()]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))


def test_opening_a_file_twice_keeps_one_image_and_its_verdict(session, files, image_of, qtbot):
    files.contents["x"] = [image_of("same")]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    files.contents["x"] = [image_of("same")]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
    assert len(session.studies[0].study.images) == 1
    assert judged(session)


def test_a_further_image_makes_the_study_be_judged_again(session, files, image_of, qtbot, network):
    files.contents.update(x=[image_of("first")], y=[image_of("second", instance=2)])
    network.scores.update(first=0.9, second=0.9)
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    session.open([Path("y")])
    qtbot.waitUntil(lambda: len(session.studies[0].judgements) == 2)
    assert network.judged == ["first", "first", "second"]


def test_closing_a_study_selects_its_neighbour_and_the_last_leaves_nothing(
    session, two_studies, qtbot
):
    session.open(two_studies)
    qtbot.waitUntil(lambda: len(judged(session)) == 2)
    session.close_study(study_of(session, "A"))
    assert session.selected[0].study.header.study_id == "B"
    session.close_study(study_of(session, "B"))
    assert session.selected is None
    assert session.studies == ()


def test_closing_the_study_under_judgement_goes_on_with_the_next(
    session, network, two_studies, qtbot
):
    network.gate.clear()
    session.open(two_studies)
    qtbot.waitUntil(lambda: bool(network.devices))
    session.close_study(study_of(session, "A"))
    network.gate.set()
    qtbot.waitUntil(lambda: judged(session) == ["B"])


def test_a_study_closed_while_its_files_are_read_does_not_come_back(
    session, files, two_studies, qtbot
):
    files.gate.clear()
    session.open(two_studies)
    qtbot.waitUntil(lambda: bool(session.studies))
    session.close_study(study_of(session, "A"))
    files.gate.set()
    qtbot.waitUntil(lambda: judged(session) == ["B"])
    assert [opened.study.header.study_id for opened in session.studies] == ["B"]
    session.open(two_studies[:1])
    qtbot.waitUntil(lambda: "A" in judged(session))
    assert len(session.studies[-1].study.images) == 2


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


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)], ids=str)
def test_a_study_is_shown_from_its_first_image_in_reading_order(
    session, files, image_of, qtbot, order
):
    files.contents["a"] = [image_of(f"a{number}", instance=number) for number in order]
    session.open([Path("a")])
    qtbot.waitUntil(lambda: not session.busy)
    assert session.selected[1].path.name == "a1"


def test_a_reader_who_has_gone_on_is_not_taken_away(session, files, image_of, qtbot):
    files.contents["a"] = [image_of(f"a{number}", instance=number) for number in (3, 2, 1)]
    files.contents["b"] = [image_of("b", study="B")]
    session.open([Path("b")])
    qtbot.waitUntil(lambda: not session.busy)
    (other,) = session.studies[0].study.images
    files.gate.clear()
    session.open([Path("a")])
    qtbot.waitUntil(lambda: session.selected[1].path.name == "a3")
    session.select(other)
    files.gate.set()
    qtbot.waitUntil(lambda: not session.busy)
    assert len(session.studies[1].study.images) == 3
    assert session.selected[1] is other


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


def test_stepping_goes_through_all_images_and_stops_at_the_ends(session, two_studies, qtbot):
    session.open(two_studies)
    qtbot.waitUntil(lambda: len(judged(session)) == 2)
    names = []
    for _ in range(4):
        session.step(1)
        names.append(session.selected[1].path.name)
    assert names == ["a2", "b1", "b1", "b1"]
    session.step_study(-1)
    assert session.selected[1].path.name == "a1"


def test_the_same_image_from_another_file_is_set_aside_and_the_first_stays_in_front(
    session, files, image_of, qtbot
):
    header = replace(image_of().header, instance_id="1.2.3.4")
    files.contents["disc"] = [image_of("disc/1", header=header)]
    files.contents["copy"] = [image_of("copy/1", header=header), image_of("copy/2")]
    aside = []
    session.file_refused.connect(aside.append)
    session.open([Path("disc")])
    session.open([Path("copy")])
    qtbot.waitUntil(lambda: len(judged(session)) == 1 and not session.busy)
    (opened,) = session.studies
    assert [image.path.as_posix() for image in opened.study.images] == ["disc/1", "copy/2"]
    (told,) = aside
    assert isinstance(told, SetAside)
    assert told.path == Path("copy/1")
    assert "already open" in told.reason
    assert session.selected[1].path == Path("disc/1")


def test_one_identifier_on_other_pixels_stays_two_images(session, files, image_of, qtbot):
    header = replace(image_of().header, instance_id="1.2.3.4")
    other = image_of("b", header=header, pixels=image_of().pixels + np.uint16(1))
    files.contents["x"] = [image_of("a", header=header), other]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: len(judged(session)) == 1 and not session.busy)
    assert len(session.studies[0].study.images) == 2


def test_two_patients_under_one_study_identifier_are_two_studies(session, files, image_of, qtbot):
    header = replace(image_of().header, patient=Patient("Example^Bob", "ID-8"))
    files.contents["x"] = [image_of("a"), image_of("b", header=header), image_of("c")]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: len(judged(session)) == 2)
    assert [len(opened.study.images) for opened in session.studies] == [2, 1]
