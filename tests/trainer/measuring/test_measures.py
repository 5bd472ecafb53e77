import numpy as np
import pytest
import sklearn.metrics as theirs

from trainer.measuring import measures as ours

ONE_DRAW = slice(None), None


@pytest.fixture(params=range(8))
def rows(request):
    """Scores with ties, labels, calls at 0.5, and how often each row counts."""
    random = np.random.default_rng(request.param)
    scores = random.integers(0, 21, 90) / 20
    labels = random.random(90) < 0.2 + 0.6 * scores
    weights = random.integers(0, 4, (3, 90)).astype(float)
    weights[0] = 1.0
    return scores, labels, scores >= 0.5, weights


def by_scikit_learn(figure, weights, *arguments):
    return [figure(*arguments, sample_weight=each) for each in weights]


def test_areas_and_brier_score_agree_with_scikit_learn_ties_and_weights_included(rows):
    scores, labels, _, weights = rows
    for mine, reference in (
        (ours.area_under_curve, theirs.roc_auc_score),
        (ours.average_precision, theirs.average_precision_score),
        (ours.brier_score, theirs.brier_score_loss),
    ):
        expected = by_scikit_learn(reference, weights, labels, scores)
        np.testing.assert_allclose(mine(scores, labels, weights), expected, rtol=0, atol=1e-12)


def test_figures_of_calls_agree_with_scikit_learn(rows):
    _, labels, calls, weights = rows
    counts = ours.confusion(calls, labels, weights)
    for mine, reference in (
        (ours.cohen_kappa, theirs.cohen_kappa_score),
        (ours.sensitivity, theirs.recall_score),
        (ours.precision, theirs.precision_score),
        (ours.accuracy, theirs.accuracy_score),
        (ours.f1, theirs.f1_score),
    ):
        expected = by_scikit_learn(reference, weights, labels, calls)
        np.testing.assert_allclose(mine(counts), expected, rtol=0, atol=1e-12)
    expected = by_scikit_learn(theirs.recall_score, weights, ~labels, ~calls)
    np.testing.assert_allclose(ours.specificity(counts), expected, rtol=0, atol=1e-12)


def test_the_calibration_error_is_the_mean_gap_of_ten_bins():
    scores = np.array([0.1, 0.4, 0.35, 0.8])
    labels = np.array([False, False, True, True])
    # bins 0.1, 0.3, 0.4, 0.8, one row each: |.1-0|, |.35-1|, |.4-0|, |.8-1| over 4
    (error,) = ours.expected_calibration_error(scores, labels, np.ones((1, 4)))
    assert error == pytest.approx(1.35 / 4, abs=1e-12)


def test_one_class_alone_has_no_area_no_sensitivity_and_no_kappa():
    labels = np.array([True, True])
    calls, weights = np.array([True, True]), np.ones((1, 2))
    counts = ours.confusion(calls, labels, weights)
    assert np.isnan(ours.area_under_curve(np.array([0.1, 0.2]), labels, weights)).all()
    assert np.isnan(ours.specificity(counts)).all()
    assert np.isnan(ours.cohen_kappa(counts)).all()


def test_the_kappas_published_for_shoulders_follow_from_their_tables():
    # 285 images without and 278 with the finding, of which 476 and 477 were called right: Uysal et
    # al., Applied Sciences 11 (2021) 2723. The tables that give this accuracy differ in how the
    # errors lie; the published kappa must be among theirs.
    for right, published in ((476, 0.6907), (477, 0.6942)):
        hits = np.arange(right - 285, 279, dtype=float)
        rest = right - hits
        counts = ours.Confusion(hits, 285 - rest, 278 - hits, rest)
        assert np.abs(ours.cohen_kappa(counts) - published).min() < 5e-5
        assert ours.accuracy(counts)[0] == pytest.approx(right / 563)


def test_a_mean_leaves_out_what_is_not_known():
    values = np.array([1.0, np.nan, 0.0])
    assert ours.weighted_mean(values, np.array([[1.0, 5.0, 3.0]]))[0] == 0.25
