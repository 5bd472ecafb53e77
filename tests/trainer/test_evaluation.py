from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainer.data.examples import Example
from trainer.evaluation.calibrate import SENSITIVITY, SPECIFICITY, apply, cross_fit, fit
from trainer.evaluation.predict import Predictions, contains
from trainer.evaluation.report import measure, shuffled_hits
from trainer.measuring import resampling


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


def test_scores_that_run_against_the_labels_are_told_by_the_share_of_positives(scored):
    logits, labels, _ = scored
    fitted = fit(-logits, labels)
    probabilities = apply(fitted.calibration, -logits)
    assert probabilities == pytest.approx(np.full(len(labels), labels.mean()), abs=0.01)
    assert (np.argsort(probabilities) == np.argsort(-logits)).all()  # never turned round
    assert (probabilities[labels] >= fitted.sensitive).mean() >= SENSITIVITY
    assert (probabilities[~labels] < fitted.specific).mean() >= SPECIFICITY


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


def test_images_without_hardware_are_a_group_where_the_data_know_of_hardware(
    predictions, monkeypatch
):
    monkeypatch.setattr(resampling, "DRAWS", 30)
    metal = [replace(e, hardware=i < 8) for i, e in enumerate(predictions.examples)]
    figures = measure(replace(predictions, examples=metal), ["hand", "leg"])
    assert figures["without hardware"].images == 72


def test_figures_come_for_all_images_and_for_each_group(predictions, monkeypatch):
    monkeypatch.setattr(resampling, "DRAWS", 30)
    figures = measure(predictions, ["hand", "leg"])
    assert list(figures) == ["all images", "hand", "leg"]
    assert figures["all images"].images == 80
    assert figures["hand"].positives + figures["leg"].positives == 40
    assert figures["all images"].peak_in_box.value == 0.5
    assert figures["all images"].chance.value == 0.5


def test_a_shuffled_peak_is_another_image_s(predictions):
    hits = shuffled_hits(predictions)
    assert np.isnan(hits[~predictions.labels]).all()
    assert np.nanmean(hits) == pytest.approx(0.5, abs=0.02)
