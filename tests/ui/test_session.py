"""What is open: from files to studies in front of the reader."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.study import Patient
from tests.ui.open_studies import judged, study_of


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


def test_images_are_kept_in_reading_order_however_they_arrive(session, files, image_of, qtbot):
    files.contents["x"] = [image_of("second", instance=2), image_of("first", instance=1)]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    assert [image.path.name for image in session.studies[0].study.images] == ["first", "second"]


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
    assert "already read" in told.reason
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


def test_a_file_of_an_unknown_study_counts_against_those_beside_it_also_when_it_comes_late(
    session, files, image_of, qtbot
):
    bad = UnreadableFile(Path("bad"), "It is cut short.", "Copy it again.")
    bad.folder = Path()
    files.contents |= {"x": [image_of("good")], "y": [bad]}
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(judged(session)))
    assert "same folder" not in (session.studies[0].verdict.reason or "")
    session.open([Path("y")])
    qtbot.waitUntil(
        lambda: bool(judged(session)) and "same folder" in (session.studies[0].verdict.reason or "")
    )
