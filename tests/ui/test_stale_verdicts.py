"""A verdict holds for one region, one bundle, one set of pixels; after that it is stale."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox

from mura_desktop.domain.errors import InvalidBundle
from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import NoVerdict
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.saving.report import report_document
from tests.ui.fakes import INFO, POINTS


@pytest.fixture
def front(opened, session):
    return lambda: session.selected[0]


def test_a_verdict_goes_stale_when_another_bundle_is_chosen(opened, session, front, qtbot):
    session.queue.choose_bundle(Path("another-1.0"))
    assert front().stale
    assert opened.verdict.study_card.text.startswith("STALE · ")
    assert opened.verdict.image_card.text.startswith("STALE · ")
    assert "another bundle" in opened.verdict.study_card.text


def test_a_stale_study_is_judged_again_when_the_reader_says_so(opened, session, front, qtbot):
    session.queue.choose_bundle(Path("another-1.0"))
    assert front().phase is Phase.JUDGED  # and not by itself
    opened.commands["judge"].trigger()
    qtbot.waitUntil(lambda: front().phase is Phase.JUDGED and front().stale is None)
    assert front().info.name == "another-1.0"
    assert "STALE" not in opened.verdict.text


def choose(session, qtbot, folder):
    """Choose a bundle and wait until it is loaded."""
    with qtbot.waitSignal(session.bundle_loaded):
        session.queue.choose_bundle(Path(folder))


def test_a_verdict_holds_again_when_its_very_bundle_is_chosen_again(
    opened, session, front, network, qtbot
):
    opened.commands["heatmap"].setChecked(True)
    before, judged = front().verdict, list(network.judged)
    choose(session, qtbot, "another-1.0")
    assert "STALE" in opened.verdict.text
    choose(session, qtbot, INFO.sha256)  # from another folder: the weights are the same
    assert front().verdict == before
    assert "STALE" not in opened.verdict.text
    assert "STALE" not in opened.thumbnails.topLevelItem(0).toolTip(0)
    assert opened.views.active.heatmap_painted
    assert opened.commands["save_report"].isEnabled()
    assert network.judged == judged  # and nothing was judged again for it
    assert session.queue.bundle.sha256 == INFO.sha256


def test_a_verdict_stays_stale_until_the_bundle_chosen_again_turns_out_to_be_its_own(
    opened, session, front, network, qtbot
):
    choose(session, qtbot, "another-1.0")
    network.info = replace(INFO, operating_points=None)  # it was changed in its folder meanwhile
    choose(session, qtbot, INFO.name)
    assert "another bundle" in front().stale
    network.failure = InvalidBundle(Path("x"), "It is damaged.", "Take another.")
    with qtbot.waitSignal(session.judging_failed):
        session.queue.choose_bundle(Path(INFO.sha256))
    assert "another bundle" in front().stale
    assert "It is damaged." in opened.trouble.text


def test_the_device_is_no_part_of_what_a_verdict_rests_on(opened, front, session):
    elsewhere = replace(INFO, device="CUDA", name="copied")
    assert front().held_against(elsewhere).stale is None
    finer = replace(INFO, operating_points=None)
    assert "thresholds" in front().held_against(finer).stale


def test_a_verdict_of_lost_pixels_does_not_hold_again_with_its_bundle(
    opened, session, front, qtbot
):
    session.queue.disown(front().verdict, "Stale: the file is gone.")
    choose(session, qtbot, "another-1.0")
    choose(session, qtbot, INFO.sha256)
    assert front().stale == "Stale: the file is gone."
    opened.commands["judge"].trigger()
    qtbot.waitUntil(lambda: front().phase is Phase.JUDGED and front().stale is None)


def test_a_bundle_keeps_the_saliency_method_that_was_chosen_for_it(
    opened, session, front, qtbot, is_judged
):
    session.queue.choose_method("Grad-CAM")
    qtbot.waitUntil(is_judged)
    choose(session, qtbot, "another-1.0")
    session.queue.judge_again(front().study.id)
    qtbot.waitUntil(is_judged)
    assert front().heatmap(front().study.images[0]).method == "Evidence map"
    session.queue.choose_bundle(Path(INFO.sha256))
    session.queue.choose_method("Grad-CAM")
    qtbot.waitUntil(is_judged)
    choose(session, qtbot, "another-1.0")
    choose(session, qtbot, INFO.sha256)
    assert front().stale is None
    session.queue.choose_region(front().study.images[0], Region("FOOT", RegionSource.READER))
    qtbot.waitUntil(is_judged)
    assert front().heatmap(front().study.images[0]).method == "Grad-CAM"


def test_one_study_holds_again_and_another_goes_stale(session, network, two_studies, qtbot):
    session.open(two_studies)
    qtbot.waitUntil(lambda: [each.phase for each in session.studies] == [Phase.JUDGED] * 2)
    choose(session, qtbot, "another-1.0")
    session.queue.judge_again(session.studies[1].study.id)
    qtbot.waitUntil(lambda: session.studies[1].stale is None and not session.studies[1].busy)
    choose(session, qtbot, INFO.sha256)
    assert [bool(each.stale) for each in session.studies] == [False, True]
    choose(session, qtbot, "another-1.0")
    assert [bool(each.stale) for each in session.studies] == [True, False]


def test_a_stale_verdict_keeps_the_word_of_the_bundle_that_made_it(opened, session, network, qtbot):
    network.info = replace(INFO, label="abnormality")
    choose(session, qtbot, "another-1.0")
    study = opened.thumbnails.topLevelItem(0)
    for words in (study.toolTip(0), study.child(0).toolTip(0), opened.verdict.image_card.text):
        assert "STALE · Fracture suspected" in words
    assert opened.verdict.study_card.text.startswith("STALE · Fracture suspected")


def test_that_there_was_no_verdict_goes_stale_in_the_same_words_everywhere(
    window, session, files, image_of, network, qtbot, is_judged
):
    files.contents["chest"] = [image_of("chest")]
    network.scores["chest"] = NoVerdict("It looks like no region that the network knows.")
    session.open([Path("chest")])
    qtbot.waitUntil(is_judged)
    choose(session, qtbot, "another-1.0")
    study = window.thumbnails.topLevelItem(0)
    cards = (window.verdict.study_card.text, window.verdict.image_card.text)
    for words in (study.toolTip(0), study.child(0).toolTip(0), *cards):
        assert "STALE · No verdict" in words
    opened = session.studies[0]
    written = report_document(opened.verdict, opened.info).toPlainText()
    assert written.count("STALE · No verdict") == 2


def test_looking_through_bundles_does_not_keep_the_chosen_one_from_being_loaded(
    opened, session, front, qtbot
):
    choose(session, qtbot, "another-1.0")
    with qtbot.waitSignal(session.bundle_loaded):
        session.queue.choose_bundle(Path(INFO.sha256))
        opened.controls.show_bundles().reject()
    assert front().stale is None


def test_nothing_is_left_on_the_image_of_a_verdict_that_went_stale(opened, session, qtbot):
    opened.commands["heatmap"].setChecked(True)
    assert opened.views.active.heatmap_painted
    session.queue.choose_bundle(Path("other-2.0"))
    assert opened.views.active.heatmap is None
    assert not opened.views.active.heatmap_painted
    assert "no longer holds" in opened.verdict.heatmap.text
    assert not opened.commands["heatmap"].isEnabled()


def test_the_judge_command_leaves_a_verdict_that_holds_alone(opened, network):
    before = list(network.judged)
    opened.commands["judge"].trigger()
    assert network.judged == before


def test_the_region_is_shown_with_its_source(opened):
    assert opened.verdict.region.text == "Region: Wrist, from the header"


def test_the_choice_of_a_region_says_what_it_decides_for_the_bundle_at_hand(opened, qtbot):
    choice = opened.verdict.region.findChild(QComboBox)
    assert choice.toolTip() == f"Say what this image shows. {INFO.about_region}"
    assert "score and thresholds are the same for all" in INFO.about_region
    own = replace(POINTS, specific=replace(POINTS.specific, threshold=0.7))
    hand = replace(INFO.regions[0], operating_points=own)
    assert "with which thresholds" in replace(INFO, regions=(hand,)).about_region


def test_the_verdict_follows_the_region_that_the_reader_chooses(
    opened, session, front, network, qtbot, is_judged
):
    before, heatmap = list(network.judged), opened.canvas.heatmap
    opened.verdict.region.region_chosen.emit(Region("FOOT", RegionSource.READER))
    assert is_judged(), "the bundle says the same of either region"
    assert network.judged == before
    assert opened.canvas.heatmap is heatmap
    assert opened.verdict.region.text == "Region: Foot, chosen by the reader"
    assert front().verdict.basis.regions == ("FOOT", "WRIST")
    assert front().verdict.images[0].region == Region("FOOT", RegionSource.READER)


@pytest.mark.parametrize("differing", ["score", "thresholds", "refusal"])
def test_a_region_that_may_change_the_verdict_is_judged_again(
    window, session, files, network, image_of, qtbot, is_judged, differing
):
    own = replace(POINTS, specific=replace(POINTS.specific, threshold=0.95))
    foot = replace(INFO.regions[1], operating_points=own if differing == "thresholds" else None)
    network.info = replace(
        INFO, regions=(INFO.regions[0], foot), score_by_region=differing == "score"
    )
    network.scores["a1"] = NoVerdict("Not of it.") if differing == "refusal" else 0.9
    files.contents["study"] = [image_of("a1")]
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    session.queue.choose_region(session.selected[1], Region("FOOT", RegionSource.READER))
    qtbot.waitUntil(is_judged)
    assert network.judged == ["a1", "a1"]
    word = {"score": "Fracture suspected", "thresholds": "Fracture uncertain"}
    assert word.get(differing, "No verdict") in window.verdict.study_card.text


def test_the_choice_of_a_region_can_be_undone(opened, session, front, qtbot, is_judged):
    session.queue.choose_region(session.selected[1], Region("FOOT", RegionSource.READER))
    qtbot.waitUntil(is_judged)
    session.queue.choose_region(session.selected[1], None)
    qtbot.waitUntil(is_judged)
    assert opened.verdict.region.text == "Region: Wrist, from the header"
    assert front().verdict.basis.regions == ("WRIST", "WRIST")


def test_a_chosen_region_stays_when_another_image_of_the_study_arrives(
    opened, session, front, files, image_of, qtbot, is_judged
):
    session.queue.choose_region(session.selected[1], Region("FOOT", RegionSource.READER))
    files.contents["more"] = [image_of("a3", instance=3)]
    session.open([Path("more")])
    qtbot.waitUntil(lambda: is_judged() and len(front().study.images) == 3)
    assert front().verdict.basis.regions == ("FOOT", "WRIST", "WRIST")


def test_the_rule_names_the_image_that_decided_most(opened):
    assert "Mean of 2 images" in opened.verdict.text
    assert "Image 1 decided most, with 0.90 (key N goes there)" in opened.verdict.text


def test_a_report_says_stale_when_a_file_has_changed_since(opened, session, front):
    verdict = front().verdict
    assert verdict.with_pixels_of_now().stale is None
    front().study.images[0].pixels[0, 0] += 1
    stale = verdict.with_pixels_of_now()
    assert "pixels" in stale.stale
    written = report_document(stale, front().info).toPlainText()
    assert "STALE · Fracture suspected" in written
    assert "score" not in written.replace("Score at least", "").replace("Scores are", "")
    assert "1. STALE · Fracture suspected" in written
    assert "strongest at" not in written


def test_a_report_tells_what_the_self_test_found(opened, front):
    written = report_document(front().verdict, front().info, None, "Self-test: 3 of 3.")
    assert "Self-test: 3 of 3." in written.toPlainText()


@pytest.fixture
def read_again(opened, session, files, qtbot):
    """Opens what a path holds by now, and returns what was refused of it."""

    def read(*images):
        files.contents["again"] = list(images)
        refused = []
        session.file_refused.connect(refused.append)
        with qtbot.waitSignal(session.opening_finished):
            session.open([Path("again")])
        return refused

    return read


@pytest.fixture
def changed(image_of):
    """Gives the first image of the study as its file is after it was overwritten."""

    def change(**changes):
        return image_of("a1", pixels=np.full((64, 48), 7, np.uint16), **changes)

    return change


def test_a_verdict_goes_stale_when_the_file_opened_again_holds_other_pixels(
    opened, front, read_again, changed
):
    (refused,) = read_again(changed())
    assert "The file has changed since it was opened" in refused.reason
    assert "pixels of a file have changed" in front().stale
    assert opened.verdict.study_card.text.startswith("STALE · ")
    assert len(front().study.images) == 2


def test_a_verdict_goes_stale_when_the_file_opened_again_asks_for_another_window(
    front, read_again, image_of
):
    read_again(replace(image_of("a1"), vois=(Window(100.0, 200.0),)))
    assert "have changed" in front().stale


def test_a_verdict_goes_stale_when_its_file_is_another_patients_by_now(
    session, read_again, changed, qtbot, is_judged
):
    read_again(changed(study="9.9"))
    qtbot.waitUntil(is_judged)
    before, now = session.studies
    assert "have changed" in before.stale
    assert now.stale is None


def test_the_old_pixels_of_a_changed_file_are_judged_again_with_a_reservation_only(
    opened, session, front, read_again, changed, qtbot
):
    read_again(changed())
    opened.commands["judge"].trigger()
    qtbot.waitUntil(lambda: front().phase is Phase.JUDGED and front().stale is None)
    assert "could not be read" in front().verdict.reason


def test_a_changed_file_is_judged_as_it_is_once_the_study_was_closed(
    session, front, read_again, changed, qtbot, is_judged
):
    read_again(changed())
    session.close_study(front().study.id)
    read_again(changed())
    qtbot.waitUntil(is_judged)
    assert front().stale is None
    assert front().verdict.reason is None
    assert int(front().study.images[0].pixels[0, 0]) == 7


def test_a_verdict_holds_when_the_file_opened_again_is_the_same(front, read_again, image_of):
    assert read_again(image_of("a1")) == []
    assert front().stale is None
