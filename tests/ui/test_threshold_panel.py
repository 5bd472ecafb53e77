"""A threshold to try: what was measured there, what it means, and that it changes no verdict."""

import pytest

from mura_desktop.domain.operating_points import Curve, CurvePoint, Estimate
from mura_desktop.ui.threshold_panel import ThresholdPanel


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


@pytest.fixture
def panel(qtbot, dressed, info):
    panel = ThresholdPanel()
    qtbot.addWidget(panel)
    panel.show_score(0.5, info.operating_points, CURVE, "fracture")
    return panel


def test_it_begins_at_the_released_point_with_that_points_own_figures(panel):
    assert "the released point “high specificity”" in panel.text
    assert "Sensitivity 0.78 (0.73–0.82)" in panel.text


def test_a_word_at_the_readers_own_threshold_says_so(panel):
    panel.choose(0.4)
    assert panel.text.startswith("Fracture suspected at 0.400, your threshold: not a released")
    panel.choose(0.55)
    assert panel.text.startswith("Fracture not suspected at 0.550, your threshold: not a released")


def test_predictive_values_follow_the_prevalence(panel):
    panel.choose(0.4)
    panel._prevalence.setValue(10.0)
    assert "PPV 0.33" in panel.text  # 90 of 270 of a thousand patients
    panel._prevalence.setValue(50.0)
    assert "PPV 0.82" in panel.text


def test_at_a_threshold_that_nobody_reaches_no_value_is_made_up(panel):
    panel.choose(1.0)
    assert "PPV nobody is left to count" in panel.text


def test_a_bundle_without_a_curve_offers_nothing(panel, info):
    panel.show_score(0.5, info.operating_points, None, "fracture")
    assert panel.isHidden()
