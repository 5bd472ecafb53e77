import math
from dataclasses import replace

import numpy as np
import pytest

from tests.trainer.measuring.tables import scored_table
from trainer.measuring import resampling
from trainer.measuring.figures import kappa_intervals, measure
from trainer.measuring.measures import weighted_mean
from trainer.measuring.resampling import estimate


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(resampling, "DRAWS", 300)


def test_every_region_is_measured_beside_all():
    figures = measure(scored_table().by_study())
    assert list(figures) == ["all", "hand", "wrist"]
    assert figures["hand"].rows + figures["wrist"].rows == figures["all"].rows == 60
    hit, false, missed, rest = figures["all"].points["even odds"].counts
    assert hit + missed == figures["all"].positives
    assert hit + false + missed + rest == 60
    area = figures["all"].scores["AUROC"]
    assert area.low < area.value < area.high


def test_an_area_comes_from_scores_and_never_from_yes_and_no():
    images = scored_table()
    areas = {
        threshold: measure(replace(images, thresholds={"point": np.full(len(images), threshold)}))[
            "all"
        ]
        for threshold in (0.2, 0.8)
    }
    assert areas[0.2].scores == areas[0.8].scores
    assert areas[0.2].points["point"].counts != areas[0.8].points["point"].counts


def test_a_group_of_one_class_has_no_area_and_says_so_with_nan():
    images = scored_table()
    one = images.take(np.flatnonzero(images.labels))
    assert math.isnan(measure(one)["all"].scores["AUROC"].value)


def test_an_interval_grows_when_images_come_in_patients():
    random = np.random.default_rng(1)
    hits = np.repeat(random.random(30) < 0.6, 10).astype(float)

    def share(weights):
        return weighted_mean(hits, weights)

    alone = estimate(share, np.arange(300).astype(str))
    grouped = estimate(share, np.repeat(np.arange(30), 10).astype(str))
    assert alone.low <= alone.value <= alone.high
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_the_historical_interval_is_the_one_that_was_published_for_mura():
    # the paper gives 0.705 (0.700 to 0.710) on 207 studies: 177 right among equal classes
    right, historical = kappa_intervals((88, 15, 15, 89))
    assert historical.low == pytest.approx(0.705, abs=0.012)
    assert historical.high - historical.low == pytest.approx(0.010, abs=0.001)
    assert right.high - right.low == pytest.approx(0.19, abs=0.01)


def test_no_kappa_has_no_interval():
    for interval in kappa_intervals((10, 0, 0, 0)):
        assert math.isnan(interval.value)
