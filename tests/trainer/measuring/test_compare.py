from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from tests.trainer.measuring.tables import scored_table
from trainer.measuring import resampling
from trainer.measuring.compare import compare, exact_mcnemar


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(resampling, "DRAWS", 300)


def test_a_network_does_not_differ_from_itself():
    images = scored_table()
    for difference in compare(images, images).values():
        assert difference.area_under_curve.value == 0.0
        assert difference.area_under_curve.low == difference.area_under_curve.high == 0.0
        at = difference.points["even odds"]
        assert (at.only_first, at.only_second, at.p_value) == (0, 0, 1.0)


def test_a_much_better_network_is_told_from_a_worse_one_in_all_and_in_each_region():
    weak, strong = (
        scored_table(1, strength=0.5).by_study(),
        scored_table(2, strength=4.0).by_study(),
    )
    found = compare(weak, strong)
    assert list(found) == ["all", "hand", "wrist"]
    assert found["all"].area_under_curve.low > 0
    assert found["all"].points["even odds"].kappa.low > 0
    assert found["all"].points["even odds"].p_value < 0.05


def test_the_order_of_rows_does_not_matter():
    first, second = scored_table(1), scored_table(2)
    mixed = second.take(np.random.default_rng(0).permutation(len(second)))
    assert compare(first, mixed) == compare(first, second)


def test_other_rows_cannot_be_compared():
    with pytest.raises(ValueError, match="evaluated on the same part"):
        compare(scored_table(studies=60), scored_table(studies=58))


def test_other_labels_cannot_be_compared():
    images = scored_table()
    with pytest.raises(ValueError, match="other labels"):
        compare(images, replace(images, labels=~images.labels))


@pytest.mark.parametrize(("one", "other"), [(3, 9), (0, 5), (12, 12)])
def test_the_exact_test_sums_the_binomial_tails(one, other):
    tail = binom.cdf(min(one, other), one + other, 0.5)
    assert exact_mcnemar(one, other) == pytest.approx(min(1.0, 2 * tail), abs=1e-12)
