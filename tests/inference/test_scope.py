"""What is refused for what the network sees in it, and the reason that is given."""

import pytest
import torch

from mura_desktop.inference.scope import UNLIKE, Check, Scope

DRAWN_ON = "Something is drawn on it."


@pytest.fixture
def scope():
    """Two features around (10, 10), a cut to the right, and a third that never varied."""
    return Scope(
        mean=torch.tensor([10.0, 10.0, 0.0]),
        whitening=torch.eye(3)[:, :2] / 2.0,
        limit=3.0,
        scale=torch.ones(3),
        spread=torch.tensor([2.0, 2.0]),
        rest=0.1,
        checks=(Check(DRAWN_ON, torch.tensor([1.0, 0.0, 0.0]), 2.0),),
    )


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        ((10.0, 10.0, 0.0), None),
        ((11.9, 10.0, 0.0), None),
        ((13.0, 10.0, 0.0), DRAWN_ON),
        ((10.0, 20.0, 0.0), UNLIKE),
        ((17.0, 10.0, 0.0), f"{UNLIKE} {DRAWN_ON}"),
        ((90.0, 10.0, 0.0), UNLIKE),
    ],
)
def test_the_reason_tells_what_lies_beyond_a_cut_from_what_lies_far_out(scope, features, reason):
    assert scope.refusal(torch.tensor(features)) == reason


def test_what_never_varied_in_training_counts_once_it_does(scope):
    assert scope.refusal(torch.tensor([10.0, 10.0, 0.4])) == UNLIKE
