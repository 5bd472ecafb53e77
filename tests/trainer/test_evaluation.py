from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from trainer.data.examples import Example
from trainer.evaluation import metrics
from trainer.evaluation.calibrate import SENSITIVITY, SPECIFICITY, apply, cross_fit, fit
from trainer.evaluation.metrics import (
    area_under_curve,
    average_precision,
    expected_calibration_error,
    share,
    with_interval,
)
from trainer.evaluation.predict import Predictions, contains
from trainer.evaluation.report import measure, shuffled_hits


@pytest.fixture
def scored():
    """Logits that are twice too bold and shifted, of 400 patients."""
    random = np.random.default_rng(0)
    truth = random.normal(-1.0, 2.0, 400)
    labels = random.random(400) < 1 / (1 + np.exp(-truth))
    return 2.0 * truth + 3.0, labels, np.array([f"p{i // 2}" for i in range(400)])


def test_calibration_undoes_boldness_and_shift(scored):
    logits, labels, _ = scored
    calibration = fit(logits, labels).calibration
    assert calibration.temperature == pytest.approx(2.0, abs=0.4)
    assert calibration.offset == pytest.approx(-1.5, abs=0.4)


def test_thresholds_hold_what_they_were_chosen_for(scored):
    logits, labels, _ = scored
    fitted = fit(logits, labels)
    probabilities = apply(fitted.calibration, logits)
    assert (probabilities[labels] >= fitted.sensitive).mean() >= SENSITIVITY
    assert (probabilities[~labels] < fitted.specific).mean() >= SPECIFICITY
    assert fitted.sensitive <= fitted.specific


def test_scores_that_run_against_the_labels_cannot_be_released(scored):
    logits, labels, _ = scored
    with pytest.raises(ValueError, match="against the labels"):
        fit(-logits, labels)


def test_no_patient_is_judged_by_a_fit_on_himself():
    # one patient's label is the only one that contradicts the score: a fit that saw it would waver
    logits = np.concatenate([np.linspace(-4, -1, 40), np.linspace(1, 4, 40)])
    labels = logits + np.tile([0.9, -0.9], 40) > 0
    patients = np.array([str(i) for i in range(80)])
    whole = cross_fit(logits, labels, patients).probabilities
    changed = labels.copy()
    changed[79] = not labels[79]
    again = cross_fit(logits, changed, patients).probabilities
    assert whole[79] == again[79]
    assert not np.array_equal(whole, again)


def test_measures_agree_with_their_definitions():
    scores = np.array([0.1, 0.4, 0.35, 0.8])
    labels = np.array([False, False, True, True])
    # bins 0.1, 0.3, 0.4, 0.8, one image each: |.1-0|, |.35-1|, |.4-0|, |.8-1| over 4
    assert expected_calibration_error(scores, labels) == pytest.approx(1.35 / 4)
    assert share(np.array([1.0, np.nan, 0.0])) == 0.5


@pytest.mark.parametrize("seed", range(10))
def test_areas_agree_with_scikit_learn_ties_included(seed):
    random = np.random.default_rng(seed)
    scores = random.integers(0, 12, 50).astype(float)
    labels = random.random(50) < 0.4
    assert area_under_curve(scores, labels) == pytest.approx(
        roc_auc_score(labels, scores), abs=1e-12
    )
    assert average_precision(scores, labels) == pytest.approx(
        average_precision_score(labels, scores), abs=1e-12
    )


def test_one_class_alone_has_no_area():
    assert np.isnan(area_under_curve(np.array([0.1, 0.2]), np.array([True, True])))


def test_an_interval_grows_when_images_come_in_patients():
    random = np.random.default_rng(1)
    hits = np.repeat(random.random(30) < 0.6, 10).astype(float)
    alone = with_interval(lambda i: share(hits[i]), np.arange(300).astype(str))
    grouped = with_interval(lambda i: share(hits[i]), np.repeat(np.arange(30), 10).astype(str))
    assert alone.low <= alone.value <= alone.high
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_a_pixel_is_in_a_box_when_its_centre_is():
    box = (10.0, 20.0, 4.0, 2.0)
    assert contains(box, 20, 10)
    assert contains(box, 21, 13)
    assert not contains(box, 22, 10)
    assert not contains(box, 20, 14)


def example(number, positive, boxes=(), hardware=False):
    return Example(
        Path(f"{number}.jpg"),
        positive,
        frozenset({"hand"} if number % 2 else {"leg"}),
        boxes,
        number,
        str(number),
        str(number),
        hardware,
        (100, 100),
    )


@pytest.fixture
def predictions():
    examples = [example(i, i % 4 < 2, ((0.0, 0.0, 50.0, 100.0),) * (i % 4 < 2)) for i in range(80)]
    random = np.random.default_rng(2)
    labels = np.array([e.positive for e in examples])
    peaks = np.stack([np.full(80, 10), np.where(np.arange(80) % 8 < 4, 20, 70)], 1)
    return Predictions(
        examples, random.normal(2.0 * labels), np.zeros((80, 3), np.float32), peaks, np.zeros(80)
    )


def test_figures_come_for_all_images_and_for_each_group(predictions, monkeypatch):
    monkeypatch.setattr(metrics, "DRAWS", 30)
    figures = measure(predictions, ["hand", "leg"])
    assert list(figures) == ["all images", "hand", "leg", "without hardware"]
    assert figures["all images"].images == 80
    assert figures["hand"].positives + figures["leg"].positives == 40
    assert figures["all images"].peak_in_box.value == 0.5
    assert figures["all images"].chance.value == 0.5


def test_a_shuffled_peak_is_another_image_s(predictions):
    hits = shuffled_hits(predictions)
    assert np.isnan(hits[~predictions.labels]).all()
    assert np.nanmean(hits) == pytest.approx(0.5, abs=0.02)
