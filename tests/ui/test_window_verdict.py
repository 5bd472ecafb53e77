from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QTextBrowser

from mura_desktop.domain.errors import DeviceUnavailable
from mura_desktop.domain.operating_points import Curve, CurvePoint, Estimate
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import DISCLAIMER, NoVerdict
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.studies.thumbnail_delegate import ThumbnailDelegate
from mura_desktop.ui.verdicts.heatmap_panel import CAUTION
from mura_desktop.ui.verdicts.verdict_card import ScoreScale
from tests.ui.fakes import INFO


def test_the_study_verdict_comes_in_words_first_with_its_rule(opened, texts):
    said = opened.verdict.text
    assert said.index("Fracture suspected") < said.index("Score 0.70")
    assert "Mean of 2 images" in said
    assert "high specificity" in said
    assert "0.78 (0.73–0.82)" in said  # sensitivity at the upper threshold, with its interval
    assert DISCLAIMER in texts()
    assert "%" not in opened.verdict.study_card.text
    assert "normal" not in said.lower()


def test_scores_without_measured_thresholds_stay_uncertain_and_say_so(
    window, session, files, image_of, network, qtbot, is_judged
):
    files.contents["study"] = [image_of("a")]
    network.info = replace(network.info, operating_points=None)
    network.scores["a"] = 0.97
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    said = window.verdict.text
    assert "Fracture uncertain" in said
    assert "Score 0.97, not calibrated" in said
    assert "never measured" in said
    assert "Sensitivity" not in said


def test_the_image_in_front_has_its_own_verdict(opened, session):
    assert "Score 0.90" in opened.verdict.image_card.text
    QTest.keyClick(opened, Qt.Key.Key_Down)
    assert session.selected[1].path.name == "a2"
    assert "Fracture uncertain" in opened.verdict.image_card.text
    assert "Score 0.50" in opened.verdict.image_card.text


@pytest.mark.parametrize(
    "refusal",
    [NoVerdict("This is a chest."), NoVerdict("Out of luck.", failed=True)],
    ids=["refused", "failed"],
)
def test_a_refused_study_shows_its_reason_and_no_verdict_word(
    window, session, files, image_of, network, qtbot, refusal, is_judged
):
    files.contents["study"] = [image_of("chest")]
    network.scores["chest"] = refusal
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    said = window.verdict.text
    assert refusal.reason in said
    assert "suspected" not in said.lower()
    assert "Score" not in said
    item = window.thumbnails.topLevelItem(0)
    for entry in (item, item.child(0)):
        words = entry.data(0, Qt.ItemDataRole.AccessibleTextRole)
        assert "suspected" not in words
        assert ("Judging failed" if refusal.failed else "No verdict") in words
    assert not window.commands["heatmap"].isEnabled()


def test_a_region_is_called_the_same_everywhere_with_who_says_so(opened, session, qtbot, is_judged):
    def written():
        scene = opened.canvas._scene
        texts = scene._corners(
            scene.image, opened.canvas.presentation, named=True, brief=False
        ).top_right
        entry = opened.thumbnails.topLevelItem(0).child(0).data(0, ThumbnailDelegate.ENTRY)
        return texts[0].text, entry.title.split(" AP")[0], opened.verdict.region.text

    assert written() == ("Wrist, from the header", "Wrist", "Region: Wrist, from the header")
    session.queue.choose_region(session.selected[1], Region("FOOT", RegionSource.READER))
    qtbot.waitUntil(is_judged)
    assert written() == ("Foot, chosen by the reader", "Foot", "Region: Foot, chosen by the reader")


def test_dragging_the_window_leaves_the_verdict_alone(opened, network):
    before, judged = opened.verdict.text, list(network.judged)
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(opened.canvas, QPoint(300, 260))
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 260))
    assert opened.canvas.presentation.voi != opened.canvas.image.default_voi
    assert opened.verdict.text == before
    assert network.judged == judged


def test_the_heatmap_comes_with_its_cautions(opened):
    said = opened.verdict.heatmap.text
    assert CAUTION in said
    assert "Evidence map" in said
    assert "0.72 (0.66–0.78)" in said


def test_the_figures_of_the_verdict_pane_are_those_of_the_region_in_front(
    window, session, files, image_of, network, qtbot, is_judged
):
    points, found = INFO.operating_points, Estimate(0.43, 0.1, 0.8)
    own = replace(points, specific=replace(points.specific, specificity=found, data="7 of wrists"))
    curve = Curve((CurvePoint(0.0, found, found), CurvePoint(1.0, found, found)), "7 of wrists")
    hand = replace(INFO.regions[0], operating_points=own, curve=curve, localisation=found)
    network.info = replace(INFO, regions=(hand, *INFO.regions[1:]))
    files.contents["study"] = [image_of("a1", region=Region("WRIST", RegionSource.HEADER))]
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    assert "0.43 (0.10–0.80)" in window.verdict.text
    assert "7 of wrists" in window.verdict.text
    assert "7 of wrists" in window.verdict.threshold.text
    assert "0.43 (0.10–0.80) of positive images of hand and wrist" in window.verdict.heatmap.text


def test_the_table_names_the_points_and_where_each_begins(opened):
    said = opened.verdict.text
    assert "High specificity\n≥ 0.62" in said
    assert "High sensitivity\n≥ 0.18" in said
    assert "95 % intervals, on validation, all regions together: the model card has each." in said
    assert "<" not in said


def test_no_sentence_in_the_verdict_pane_is_cut_off(opened, qtbot):
    for size in (opened.size().toTuple(), (1600, 1000), (1280, 800), (1000, 700)):
        opened.resize(*size)
        qtbot.wait(20)
        for label in opened.verdict.widget().findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_cancel_is_there_while_judging_and_leaves_a_button_to_judge(
    window, session, files, image_of, network, qtbot, is_judged
):
    network.gate.clear()
    files.contents["study"] = [image_of("a1")]
    session.open([Path("study")])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.JUDGING)
    assert window.commands["cancel"].isEnabled()
    window.commands["cancel"].trigger()
    assert not window.commands["cancel"].isEnabled()
    assert "Not judged" in window.verdict.text
    network.gate.set()
    window.commands["judge"].trigger()
    qtbot.waitUntil(is_judged)
    assert "Fracture" in window.verdict.text


def test_a_missing_device_is_explained_and_the_images_stay(
    opened, session, network, qtbot, is_judged
):
    network.failure = DeviceUnavailable("cuda", "No such card.", "Choose Automatic.")
    session.queue.choose_device("cuda")
    qtbot.waitUntil(is_judged)
    assert "No such card. Choose Automatic." in opened.trouble.text
    assert opened.canvas.image is not None
    assert "suspected" not in opened.verdict.study_card.text
    network.failure = None
    session.queue.choose_device("cpu")
    qtbot.waitUntil(lambda: "suspected" in opened.verdict.study_card.text)
    assert opened.trouble.text == ""


def test_moving_to_another_device_by_itself_is_told(opened, session, info):
    session.device_changed.emit(replace(info, device="CPU (fallback)"))
    assert "CPU (fallback)" in opened.trouble.text
    assert "CPU (fallback)" in opened.verdict.network.text


def test_the_bundle_and_the_device_in_use_are_shown(opened):
    assert opened.verdict.network.text == "fake 1.0\nIn use: CPU"
    opened.commands["model_card"].trigger()
    dialog = opened.findChild(QDialog)
    assert "Written for a test." in dialog.findChild(QTextBrowser).toPlainText()
    dialog.close()


def test_the_network_is_said_to_be_loading_while_it_is(
    window, session, files, image_of, network, qtbot, is_judged
):
    said = window.verdict.network
    assert "Loaded with the first study" in said.text
    told = []
    session.judging_started.connect(lambda _: told.append(said.text))
    files.contents["study"] = [image_of()]
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    assert "Loading…" in told[0]
    assert "fake 1.0" in said.text


def test_a_threshold_tried_on_a_study_is_gone_with_it(
    window, session, network, two_studies, files, qtbot, is_judged
):
    curve = Curve(
        tuple(
            CurvePoint(at, *(Estimate(rate, rate, rate) for rate in (1 - at, at)))
            for at in (0.0, 1.0)
        ),
        "120 validation images",
    )
    network.info = replace(network.info, curve=curve)
    for path in two_studies:
        session.open([path])
        qtbot.waitUntil(is_judged)
        assert "the released point “" in window.verdict.threshold.text
        window.verdict.threshold.choose(1.0)
        assert "at 1.000, your threshold" in window.verdict.threshold.text
        window.commands["close_study"].trigger()


@pytest.mark.parametrize(
    ("low", "high"), [(0.044, 0.23), (0.01, 0.03), (0.95, 0.99), (0.0, 1.0), (0.5, 0.5)]
)
def test_both_limits_of_a_scale_are_written_whole_and_apart(qtbot, dressed, info, low, high):
    points = info.operating_points
    points = replace(
        points,
        sensitive=replace(points.sensitive, threshold=low),
        specific=replace(points.specific, threshold=high),
    )
    scale = ScoreScale()
    qtbot.addWidget(scale)
    scale.resize(160, 36)
    scale.show_score(0.4, points)
    wide = scale.fontMetrics().horizontalAdvance
    (first, begins), (second, follows) = scale._written(wide)
    assert begins >= 0.0
    assert follows >= begins + wide(first) + 4.0
    assert follows + wide(second) <= scale.width()


@pytest.mark.parametrize(("keys", "way"), [(["Ctrl+D"], " (key Ctrl+D goes there)"), ([], "")])
def test_the_key_beside_the_deciding_image_is_the_one_that_the_reader_has(
    opened, session, keys, way
):
    assert "Image 1 decided most, with 0.90 (key N goes there)." in opened.verdict.text
    opened.commands.set_keys({"driving": [QKeySequence(key) for key in keys]})
    session.step(1)
    assert f"Image 1 decided most, with 0.90{way}." in opened.verdict.text


def test_no_score_in_the_pane_seems_to_reach_a_threshold_that_it_does_not(
    window, session, files, network, image_of, is_judged, qtbot
):
    files.contents["near"] = [image_of("near")]
    network.scores.update(near=0.6161)
    session.open([Path("near")])
    qtbot.waitUntil(is_judged)
    pane = window.verdict
    assert "Fracture uncertain\nScore 0.616" in pane.study_card.text
    assert "Fracture uncertain\nScore 0.616" in pane.image_card.text
    assert "Suspected from 0.620" in pane.text
    assert "≥ 0.620" in pane.text
    scale = pane.study_card.findChild(ScoreScale)
    wide = scale.fontMetrics().horizontalAdvance
    assert [text for text, _ in scale._written(wide)] == ["0.180", "0.620"]
