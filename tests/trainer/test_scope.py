"""Pictures that are out of scope, and what tells them from radiographs."""

import numpy as np
import pytest
import torch

from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from mura_desktop.inference.preprocess import letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from trainer.evaluation.scope import ANNOTATED, INVERTED, fit_scope, with_limits
from trainer.evaluation.spoilt import annotated, inverted
from trainer.evaluation.strangers import KINDS, draw_strangers


def limb(number: int) -> np.ndarray:
    """A light shaft on dark soft tissue on black, with some noise."""
    random = np.random.default_rng(number)
    xs = np.mgrid[0:96, 0:96][1]
    middle, width = random.uniform(38, 58), random.uniform(5, 9)
    tissue = 70.0 * (np.abs(xs - middle) < 3 * width) + 110.0 * (np.abs(xs - middle) < width)
    return np.clip(tissue + random.normal(0, 4, xs.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def signature_of():
    torch.manual_seed(0)
    branch = BranchConfig("only", "custom_cnn", (8, 16), 16)
    network = HybridNetwork(NetworkConfig((branch,), ("arm",), False, 64))
    reader = NetworkReader(network.eval(), Calibration(1.0, 0.0), torch.device("cpu"))
    return lambda picture: reader.read(normalize(letterbox(picture, 64)[0])[None]).signature.numpy()


@pytest.fixture(scope="module")
def scope(signature_of):
    known = np.stack([signature_of(limb(i)) for i in range(60)])
    spoilt = {
        INVERTED: np.stack([signature_of(inverted(limb(i))) for i in range(30)]),
        ANNOTATED: np.stack(
            [signature_of(annotated(limb(i), np.random.default_rng(i))) for i in range(30)]
        ),
    }
    seen = np.stack([signature_of(limb(i)) for i in range(100, 160)])
    return with_limits(fit_scope(known, spoilt), seen)


def refusals(scope, signature_of, pictures):
    return [scope.refusal(torch.from_numpy(signature_of(each))) for each in pictures]


def test_strangers_are_drawn_anew_from_the_same_seed_and_differ_among_themselves():
    first, again, other = (draw_strangers(seed, 3) for seed in (0, 0, 1))
    assert first.keys() == KINDS.keys()
    for kind, pictures in first.items():
        assert all(picture.dtype == np.uint8 and picture.ndim == 2 for picture in pictures)
        assert all(np.array_equal(a, b) for a, b in zip(pictures, again[kind], strict=True))
        assert len({picture.tobytes() for picture in pictures}) == 3
        assert {p.tobytes() for p in pictures} != {p.tobytes() for p in other[kind]}


def test_most_of_what_is_in_scope_passes(scope, signature_of):
    said = refusals(scope, signature_of, [limb(i) for i in range(200, 240)])
    assert sum(each is not None for each in said) <= 6


def test_an_exchange_of_black_and_white_lies_beyond_its_cut(scope, signature_of):
    pictures = [inverted(limb(i)) for i in range(300, 310)]
    assert None not in refusals(scope, signature_of, pictures)
    cut = next(check for check in scope.checks if check.reason == INVERTED)
    for picture in pictures:
        features = scope.standardised(torch.from_numpy(signature_of(picture)))
        assert float(features @ cut.weights) > cut.limit


def test_what_lies_far_from_the_training_pictures_is_refused(scope, signature_of):
    bars = np.tile(np.repeat(np.array([0, 255], np.uint8), 8), (96, 6))
    assert None not in refusals(scope, signature_of, [bars, bars.T.copy()])


def test_a_mark_changes_few_pixels_and_those_much():
    picture = limb(0)
    marked = annotated(picture, np.random.default_rng(3))
    changed = marked != picture
    assert 0 < changed.mean() < 0.3
