"""Pictures that are out of scope, and what tells them from radiographs."""

import numpy as np
import PIL.Image
import pytest
import torch

from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from mura_desktop.inference.preprocess import letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from trainer.data.refusal import UnusableData
from trainer.evaluation.elsewhere import strangers_in
from trainer.evaluation.features import KeptFeatures, changed, feature_maps, unchanged
from trainer.evaluation.scope import ANNOTATED, INVERTED, fit_scope, with_limits
from trainer.evaluation.spoilt import annotated, inverted, marked
from trainer.evaluation.strangers import KINDS, draw_strangers
from trainer.evaluation.varied import VARIATIONS, varied


def limb(number: int) -> np.ndarray:
    """A light shaft on dark soft tissue on black, with some noise."""
    random = np.random.default_rng(number)
    xs = np.mgrid[0:96, 0:96][1]
    middle, width = random.uniform(38, 58), random.uniform(5, 9)
    tissue = 70.0 * (np.abs(xs - middle) < 3 * width) + 110.0 * (np.abs(xs - middle) < width)
    return np.clip(tissue + random.normal(0, 4, xs.shape), 0, 255).astype(np.uint8)


def limbs(numbers, change=unchanged):
    return list(changed((limb(number) for number in numbers), change))


@pytest.fixture(scope="module")
def reader():
    torch.manual_seed(0)
    branch = BranchConfig("only", "custom_cnn", (8, 16), 16)
    network = HybridNetwork(NetworkConfig((branch,), ("arm",), False, 64))
    return NetworkReader(network.eval(), Calibration(1.0, 0.0), torch.device("cpu"))


@pytest.fixture(scope="module")
def signature_of(reader):
    return lambda picture: reader.read(normalize(letterbox(picture, 64)[0])[None]).signature.numpy()


@pytest.fixture(scope="module")
def scope(signature_of, reader):
    def features(numbers, change=unchanged):
        return np.stack([signature_of(picture) for picture in limbs(numbers, change)])

    known = np.concatenate([features(range(60)), features(range(60), varied)])
    spoilt = {INVERTED: features(range(30), inverted), ANNOTATED: features(range(30), annotated)}
    seen = np.concatenate([features(range(100, 160)), features(range(100, 160), varied)])
    return with_limits(fit_scope(known, spoilt, feature_maps(reader).number), seen)


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
    pictures = limbs(range(300, 310), inverted)
    assert None not in refusals(scope, signature_of, pictures)
    cut = next(check for check in scope.checks if check.reason == INVERTED)
    for picture in pictures:
        features = scope.standardised(torch.from_numpy(signature_of(picture)))
        assert float(features @ cut.weights) > cut.limit


def test_what_lies_far_from_the_training_pictures_is_refused(scope, signature_of):
    bars = np.tile(np.repeat(np.array([0, 255], np.uint8), 8), (96, 6))
    assert None not in refusals(scope, signature_of, [bars, bars.T.copy()])


def test_most_of_what_is_only_changed_passes(scope, signature_of):
    said = refusals(scope, signature_of, limbs(range(200, 240), varied))
    assert sum(each is not None for each in said) <= 6


@pytest.mark.parametrize("kind", VARIATIONS)
def test_a_radiograph_is_changed_from_chance_alone_and_stays_a_picture(kind):
    picture, other = (np.kron(limb(i), np.ones((4, 4), np.uint8)) for i in (1, 2))
    before = picture.copy()
    first, again = (VARIATIONS[kind](picture, other, np.random.default_rng(5)) for _ in range(2))
    assert first.dtype == np.uint8
    assert first.ndim == 2
    assert np.array_equal(first, again)
    assert first.shape != picture.shape or not np.array_equal(first, picture)
    assert np.array_equal(picture, before)


def test_a_narrow_feature_map_counts_as_much_as_a_wide_one():
    random = np.random.default_rng(0)
    known = random.normal(size=(2000, 44)).astype(np.float32)
    scope = fit_scope(known, {}, np.repeat([0, 1], [4, 40]))
    squared = scope.standardised(torch.from_numpy(known)).square()
    assert float(squared[:, :4].sum() / squared[:, 4:].sum()) == pytest.approx(1.0, abs=0.01)


def test_a_mark_changes_few_pixels_and_those_much():
    picture = limb(0)
    shown = marked(picture, np.random.default_rng(3)) != picture
    assert 0 < shown.mean() < 0.3


def test_strangers_in_a_folder_are_read_by_kind_and_the_obvious_ones_without_the_network(
    reader, tmp_path
):
    for kind in ("chest", "photographs"):
        (tmp_path / "strangers" / kind).mkdir(parents=True)
    for number in range(3):
        save(limb(number), tmp_path / "strangers" / "chest" / f"{number}.png")
    save(np.zeros((40, 40), np.uint8), tmp_path / "strangers" / "chest" / "blank.png")
    colours = np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    save(colours, tmp_path / "strangers" / "photographs" / "flower.png")
    features = KeptFeatures(tmp_path / "kept", reader)
    found = {kind: (blind, len(rows)) for kind, blind, rows in read(tmp_path, features)}
    assert found == {"chest": (1, 3), "photographs": (1, 0)}


def test_a_folder_without_strangers_is_refused_with_the_remedy(reader, tmp_path):
    with pytest.raises(UnusableData, match="its own folder"):
        read(tmp_path, KeptFeatures(tmp_path / "kept", reader))


def read(folder, features):
    return list(strangers_in(folder / "strangers", features))


def save(picture, path):
    PIL.Image.fromarray(picture).save(path)
