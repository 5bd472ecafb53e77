"""Curves, and what a word means where the finding is common or rare."""

import math

import pytest

from mura_desktop.domain.operating_points import (
    Curve,
    CurvePoint,
    Estimate,
    OperatingPoint,
    predictive_values,
)


def sure(value: float) -> Estimate:
    return Estimate(value, value, value)


CURVE = Curve(
    (
        CurvePoint(0.0, sure(1.0), sure(0.0)),
        CurvePoint(0.5, Estimate(0.8, 0.7, 0.9), sure(0.9)),
        CurvePoint(1.0, sure(0.0), sure(1.0)),
    ),
    "data",
)


def point(sensitivity: Estimate, specificity: Estimate) -> OperatingPoint:
    return OperatingPoint("", 0.5, sensitivity, specificity, "data")


def test_a_curve_tells_what_was_measured_at_a_threshold():
    assert CURVE.at(0.5).sensitivity == Estimate(0.8, 0.7, 0.9)


def test_between_two_thresholds_a_curve_is_linear():
    found = CURVE.at(0.25)
    assert found.sensitivity.value == pytest.approx(0.9)
    assert found.sensitivity.low == pytest.approx(0.85)
    assert found.specificity.value == pytest.approx(0.45)


def test_predictive_values_are_those_of_counted_patients():
    # of 1000 patients 100 have it: 90 found, 10 missed; 180 of 900 others are suspected
    found = predictive_values(point(sure(0.9), sure(0.8)), 0.1)
    assert found.positive.value == pytest.approx(90 / (90 + 180))
    assert found.negative.value == pytest.approx(720 / (720 + 10))


def test_the_bounds_come_from_the_ends_of_both_intervals():
    found = predictive_values(point(Estimate(0.9, 0.8, 0.95), Estimate(0.8, 0.7, 0.9)), 0.2)
    assert found.positive.low == pytest.approx(0.16 / (0.16 + 0.24))
    assert found.negative.high == pytest.approx(0.72 / (0.72 + 0.01))


def test_where_nobody_is_suspected_there_is_no_positive_predictive_value():
    found = predictive_values(point(sure(0.0), sure(1.0)), 0.2)
    assert math.isnan(found.positive.value)
    assert found.negative.value == pytest.approx(0.8)


@pytest.mark.parametrize("prevalence", [0.0, 1.0])
def test_where_nobody_or_everybody_has_it_the_values_are_sure_or_not_defined(prevalence):
    found = predictive_values(point(sure(0.9), sure(0.8)), prevalence)
    assert (found.positive.value, found.negative.value) == (prevalence, 1.0 - prevalence)

    reached_by_nobody = predictive_values(point(sure(0.0), sure(1.0)), prevalence)
    assert math.isnan(reached_by_nobody.positive.value)
    assert reached_by_nobody.negative.value == 1.0 - prevalence

    reached_by_all = predictive_values(point(sure(1.0), sure(0.0)), prevalence)
    assert math.isnan(reached_by_all.negative.value)
    assert reached_by_all.positive.value == prevalence


@pytest.mark.parametrize("prevalence", [-0.1, 1.5])
def test_a_prevalence_lies_between_none_and_all(prevalence):
    with pytest.raises(ValueError, match="prevalence"):
        predictive_values(point(sure(0.9), sure(0.9)), prevalence)
