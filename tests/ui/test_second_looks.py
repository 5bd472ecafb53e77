"""The stability of a verdict, and what other bundles say, asked for in the window."""

from dataclasses import replace
from pathlib import Path

import pytest

from mura_desktop.domain.errors import InvalidBundle
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.ui.reading.second_looks import Looked
from mura_desktop.ui.verdicts.bundles_page import BundlesPage
from mura_desktop.ui.verdicts.verdict_controls import Shelf


@pytest.fixture
def shelf(opened, network):
    """Three bundles beside the fake network, one of them damaged."""

    def make(self, device, bundle=None):
        if bundle is not None and bundle.name == "damaged-1.0":
            raise InvalidBundle(bundle, "Its weights are not those that were released.", "")
        return type(network).__bases__[0].__call__(self, device, bundle)

    network.__class__ = type("Shelved", (network.__class__,), {"__call__": make})
    folders = tuple(Path(name) for name in ("fake-1.0", "damaged-1.0", "other-2.0"))
    opened.controls._shelf = Shelf(lambda: folders, Path("models"))
    return folders


@pytest.fixture
def page(opened, shelf, session, qtbot):
    page = opened.controls.show_bundles()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    return page


def test_a_verdict_that_no_variation_changes_is_stable(opened, session, qtbot):
    opened.commands["stability"].trigger()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    assert opened.verdict.stability.text.startswith("Stable: the same word every time")
    assert (
        "0.90 to 0.90, thresholds 0.18 and 0.62, over 10 variations"
        in opened.verdict.stability.text
    )


def test_what_was_found_of_one_image_does_not_stand_beside_another(opened, session, qtbot):
    opened.commands["stability"].trigger()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    session.step(1)
    assert opened.verdict.stability.text == ""
    session.step(-1)
    assert opened.verdict.stability.text.startswith("Stable")


def test_while_one_image_is_varied_nothing_of_another_stands_behind_the_words(
    opened, session, network, qtbot
):
    opened.commands["stability"].trigger()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    said = opened.verdict.stability._said
    assert "as it is: 0.90" in said.toolTip()
    session.step(1)
    network.gate.clear()
    opened.commands["stability"].trigger()
    assert said.isVisible()
    assert said.text() == "Varying the image…"
    assert said.toolTip() == ""
    network.gate.set()
    qtbot.waitUntil(lambda: "as it is: 0.50" in said.toolTip())


def test_a_new_verdict_takes_the_old_ones_stability_away(opened, session, qtbot, is_judged):
    opened.commands["stability"].trigger()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    session.queue.choose_region(session.selected[1], Region("FOOT", RegionSource.READER))
    qtbot.waitUntil(is_judged)
    assert opened.verdict.stability.text == ""


def test_a_check_can_be_cancelled(opened, session, network, qtbot):
    network.gate.clear()
    opened.commands["stability"].trigger()
    assert session.busy
    opened.commands["cancel"].setEnabled(True)
    opened.commands["cancel"].trigger()
    assert not session.queue.looks.busy
    network.gate.set()
    assert opened.verdict.stability.text == ""
    assert session.studies[0].verdict is not None


def test_a_study_that_comes_meanwhile_is_judged_first(
    opened, session, network, files, image_of, qtbot, is_judged
):
    network.gate.clear()
    opened.commands["stability"].trigger()
    files.contents["more"] = [image_of("b1", study="9")]
    session.open([Path("more")])
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    network.gate.set()
    qtbot.waitUntil(is_judged)
    assert len(session.studies) == 2


def test_every_bundle_says_what_it_thinks_of_the_study(page):
    rows = page.text.split("\n")
    assert rows[0].startswith("fake-1.0 1.0 (in use)\tfracture\tFracture suspected\t0.70")
    assert rows[2].startswith("other-2.0 1.0\tfracture\tFracture suspected\t0.70")


def test_a_bundle_that_fails_is_refused_with_the_reason_and_the_rest_goes_on(page):
    row = page.text.split("\n")[1]
    assert "Refused. Its weights are not those that were released." in row
    page.choose(1)
    assert not page._use.isEnabled()


def test_another_bundle_judges_from_then_on(page, opened, session, qtbot):
    page.choose(2)
    page._use.click()
    assert session.queue.bundle_folder == Path("other-2.0")
    assert session.studies[0].stale
    opened.commands["judge"].trigger()
    qtbot.waitUntil(lambda: session.studies[0].stale is None and not session.studies[0].busy)
    assert session.queue.bundle.name == "other-2.0"


def test_closing_the_page_ends_the_looking(opened, shelf, session, network, qtbot):
    network.gate.clear()
    page = opened.controls.show_bundles()
    page.reject()
    assert not session.queue.looks.busy
    network.gate.set()


def test_a_bundle_without_an_open_study_is_shown_all_the_same(qtbot, dressed, info):
    page = BundlesPage((Path("fake-1.0"),), None)
    qtbot.addWidget(page)
    page.show_looked(Looked(Path("fake-1.0"), info))
    assert "Not judged" in page.text


def test_what_is_withheld_waits_for_the_reader_on_the_page_of_bundles_and_beside_the_image(
    opened, shelf, session, qtbot
):
    session.withhold(lambda study: True)
    page = opened.controls.show_bundles()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    rows = page.text.split("\n")
    assert "Waits for your verdict" in rows[0]
    assert "Waits for your verdict" in rows[2]
    assert opened.verdict.heatmap.text == "The heatmap waits for your verdict."


def test_heatmaps_are_made_anew_by_the_method_that_the_reader_chooses(
    opened, session, network, qtbot, is_judged
):
    network.info = replace(network.info, methods=("Evidence map", "Score-CAM"))
    session.queue.choose_device("cpu")
    qtbot.waitUntil(is_judged)
    score = session.studies[0].verdict.probability
    assert "Measured" in opened.verdict.heatmap.text
    opened.verdict.heatmap.method_chosen.emit("Score-CAM")
    qtbot.waitUntil(is_judged)
    assert session.studies[0].verdict.probability == score
    assert opened.verdict.heatmap.text.startswith("Score-CAM")
    assert "not measured" in opened.verdict.heatmap.text


def test_what_cannot_act_is_grey_while_the_verdict_is_withheld(opened, session):
    for name in ("stability", "driving", "save_report"):
        assert opened.commands[name].isEnabled()
    assert not opened.commands["judge"].isEnabled()  # nothing changed since it was judged
    session.withhold(lambda study: True)
    for name in ("stability", "driving", "save_report", "judge"):
        assert not opened.commands[name].isEnabled()


def test_a_judgement_that_was_cancelled_can_be_asked_for_again(
    opened, session, network, files, image_of, qtbot, is_judged
):
    network.gate.clear()
    files.contents["more"] = [image_of("b1", study="9")]
    session.open([Path("more")])
    qtbot.waitUntil(lambda: session.queue.busy and len(session.studies) == 2)
    opened.commands["cancel"].trigger()
    network.gate.set()
    assert opened.commands["judge"].isEnabled()
    assert not opened.commands["stability"].isEnabled()
    opened.commands["judge"].trigger()
    qtbot.waitUntil(is_judged)
    assert not opened.commands["judge"].isEnabled()
    assert opened.commands["stability"].isEnabled()


def test_while_another_study_is_judged_the_check_says_why_it_waits(
    opened, session, network, files, image_of, qtbot
):
    first = session.selected[1]
    network.gate.clear()
    files.contents["more"] = [image_of("b1", study="9")]
    session.open([Path("more")])
    qtbot.waitUntil(lambda: session.queue.busy and len(session.studies) == 2)
    session.select(first)
    opened.commands["stability"].trigger()
    assert opened.verdict.stability.text.startswith("A study is being judged.")
    network.gate.set()


def test_no_bundle_says_anything_of_a_study_whose_verdict_is_withheld(
    opened, shelf, session, qtbot
):
    session.withhold(lambda study: True)
    page = opened.controls.show_bundles()
    qtbot.waitUntil(lambda: not session.queue.looks.busy)
    assert "suspected" not in page.text
    page.reject()
