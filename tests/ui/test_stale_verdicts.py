"""A verdict holds for one region, one bundle, one set of pixels; after that it is stale."""

from pathlib import Path

import pytest

from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.saving.report import report_document


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


def test_the_verdict_follows_the_region_that_the_reader_chooses(
    opened, session, front, network, qtbot, is_judged
):
    opened.verdict.region.region_chosen.emit(Region("FOOT", RegionSource.READER))
    assert front().phase is not Phase.JUDGED
    qtbot.waitUntil(is_judged)
    assert opened.verdict.region.text == "Region: Foot, chosen by the reader"
    assert front().verdict.basis.regions == ("FOOT", "WRIST")
    assert front().verdict.images[0].region == Region("FOOT", RegionSource.READER)


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
