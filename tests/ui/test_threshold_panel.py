"""A threshold to try: what was measured there, what it means, and that it changes no verdict."""

from itertools import product

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from mura_desktop import paths
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.operating_points import Curve, CurvePoint, Estimate
from mura_desktop.domain.study import Study
from mura_desktop.domain.verdict import (
    ImageScore,
    ImageVerdict,
    NoVerdict,
    StudyVerdict,
    Verdict,
)
from mura_desktop.ui.look.colours import DARK, THEMES
from mura_desktop.ui.look.theme import dress
from mura_desktop.ui.measuring.calibration import CalibrationDialog
from mura_desktop.ui.verdicts.threshold_panel import ThresholdPanel
from mura_desktop.ui.words import estimate_text


def sure(value: float) -> Estimate:
    return Estimate(value, value, value)


CURVE = Curve(
    (
        CurvePoint(0.0, sure(1.0), sure(0.0)),
        CurvePoint(0.4, sure(0.9), sure(0.8)),
        CurvePoint(1.0, sure(0.0), sure(1.0)),
    ),
    "120 validation images",
)


def said(*probabilities, study="1.2.3"):
    """What was said of a study, an image each; None is an image that was not judged."""
    heatmap = Heatmap(np.zeros((2, 2), np.float32), (8, 8), (0, 0), "Evidence map")
    images = tuple(
        NoVerdict("Blank.")
        if each is None
        else ImageVerdict(Verdict.UNCERTAIN, ImageScore(each, heatmap, None))
        for each in probabilities
    )
    judged = [each for each in probabilities if each is not None]
    mean = sum(judged) / len(judged)
    return StudyVerdict(Study(study, ()), images, mean, Verdict.UNCERTAIN, None)


@pytest.fixture
def panel(qtbot, dressed, info):
    panel = ThresholdPanel()
    qtbot.addWidget(panel)
    panel.show_score(said(0.5), info.operating_points, CURVE, "fracture")
    return panel


def test_it_begins_at_the_released_point_with_that_points_own_figures(panel):
    assert "the released point “high specificity”" in panel.text
    assert "Sensitivity 0.78 (0.73–0.82)" in panel.text


def test_a_score_just_below_a_threshold_that_is_tried_is_seen_to_be_below_it(panel, info):
    panel.show_score(said(0.4996), info.operating_points, CURVE, "fracture")
    panel.choose(0.5)
    assert "Fracture not suspected at 0.5000, your threshold" in panel.text
    assert "The score is 0.4996." in panel.text


def test_a_threshold_that_was_tried_does_not_follow_the_reader_to_another_study(panel, info):
    panel._open.click()
    panel.choose(1.0)
    panel.show_score(said(0.6), info.operating_points, CURVE, "fracture")
    assert "at 1.000, your threshold" in panel.text, "it is the same study, judged again"
    assert not panel._body.isHidden()

    panel.show_score(said(0.9, study="4.5.6"), info.operating_points, CURVE, "fracture")

    assert "the released point “high specificity”" in panel.text
    assert panel._body.isHidden()


def test_a_study_that_is_opened_again_is_met_afresh(panel, info):
    panel.choose(1.0)
    panel.forget("another")
    panel.show_score(said(0.5), info.operating_points, CURVE, "fracture")
    assert "at 1.000" in panel.text
    panel.forget("1.2.3")
    panel.show_score(said(0.5), info.operating_points, CURVE, "fracture")
    assert "the released point “" in panel.text


def test_a_word_at_the_readers_own_threshold_says_so(panel):
    panel.choose(0.4)
    assert panel.text.startswith("Fracture suspected at 0.400, your threshold: not a released")
    panel.choose(0.55)
    assert panel.text.startswith("Fracture not suspected at 0.550, your threshold: not a released")


@pytest.mark.parametrize("other", [None, 0.7])
def test_no_threshold_clears_a_study_with_an_image_that_reaches_it_or_was_not_judged(
    panel, info, other
):
    panel.show_score(said(0.1, other), info.operating_points, CURVE, "fracture")
    panel.choose(0.6)
    assert panel.text.startswith("Fracture uncertain at 0.600")


@pytest.mark.parametrize(
    ("prevalence", "positive", "negative"),
    [
        (0.0, "PPV 0, since at 0 % nobody has it", "NPV 1, since at 0 % nobody has it"),
        (100.0, "PPV 1, since at 100 % everybody has it", "NPV 0, since at 100 % everybody"),
    ],
)
def test_where_nobody_or_everybody_has_the_finding_that_alone_says_what_the_values_are(
    panel, prevalence, positive, negative
):
    panel._prevalence.setValue(prevalence)
    assert panel._prevalence.value() == prevalence
    assert positive in panel.text
    assert negative in panel.text


def test_predictive_values_follow_the_prevalence(panel):
    panel.choose(0.4)
    panel._prevalence.setValue(10.0)
    assert "PPV 0.33" in panel.text  # 90 of 270 of a thousand patients
    panel._prevalence.setValue(50.0)
    assert "PPV 0.82" in panel.text


@pytest.mark.parametrize("prevalence", [0.0, 10.0, 100.0])
def test_at_a_threshold_that_nobody_reaches_no_value_is_made_up(panel, prevalence):
    panel._prevalence.setValue(prevalence)
    panel.choose(1.0)
    assert "PPV not defined: nobody reaches this threshold" in panel.text
    panel.choose(0.0)
    assert "NPV not defined: nobody is below this threshold" in panel.text


def test_an_interval_without_width_is_not_shown_as_one(panel):
    panel.choose(0.4)
    assert "Sensitivity 0.90 (no interval)" in panel.text
    assert "came out alike, so none can be estimated" in panel.text
    panel.choose(0.62)
    assert "no interval" not in panel.text.lower()


def test_a_value_with_a_bound_that_is_not_defined_has_no_interval():
    assert estimate_text(Estimate(1.0, float("nan"), 1.0)) == "1.00 (no interval)"


def test_an_interval_narrower_than_two_digits_tell_has_three():
    assert estimate_text(Estimate(0.998, 0.997, 0.999)) == "0.998 (0.997–0.999)"


def test_a_bundle_without_a_curve_offers_nothing(panel, info):
    panel.show_score(said(0.5), info.operating_points, None, "fracture")
    assert panel.isHidden()


def prevalence_field():
    panel = ThresholdPanel()
    return panel, panel._prevalence


def calibration_field():
    dialog = CalibrationDialog("12.0 px", lambda length: None)
    return dialog, dialog.length


@pytest.mark.parametrize("worn", THEMES, ids=lambda each: each.name)
@pytest.mark.parametrize("make", [prevalence_field, calibration_field])
def test_a_number_to_enter_is_seen_whole(qtbot, dressed, info, worn, make):
    dress(QApplication.instance(), paths.resources(), worn)
    try:
        widget, field = make()
        qtbot.addWidget(widget)
        if isinstance(widget, ThresholdPanel):
            widget.show_score(said(0.5), info.operating_points, CURVE, "fracture")
            widget._open.click()
            widget.resize(320, 600)
        widget.show()
        qtbot.waitExposed(widget)
        written, whole = field.lineEdit().geometry(), field.rect()
        drawn = field.grab().toImage()
    finally:
        dress(QApplication.instance(), paths.resources(), DARK)

    assert written.width() > field.fontMetrics().horizontalAdvance(field.text()) + 12
    beside = range(written.left() + written.width() // 2, whole.right() - 6)
    rows = range(6, whole.bottom() - 5)
    assert len({drawn.pixel(x, y) for x, y in product(beside, rows)}) == 1, "no dashes for arrows"
