from pathlib import Path

import numpy as np
import torch

from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from mura_desktop.inference.preprocess import letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from trainer.data.examples import Example
from trainer.evaluation.scope import count_refused, fit_scope, inverted
from trainer.evaluation.strangers import draw_strangers


def small_reader():
    torch.manual_seed(0)
    branch = BranchConfig("only", "custom_cnn", (8, 16), 16)
    network = HybridNetwork(NetworkConfig((branch,), ("arm",), False, 64))
    return NetworkReader(network.eval(), Calibration(1.0, 0.0), torch.device("cpu"))


def embedding_of(reader, picture):
    return reader.read(normalize(letterbox(picture, 64)[0])[None]).embedding.numpy()


def test_strangers_are_drawn_anew_from_the_same_seed_and_differ_among_themselves():
    first, again, other = (draw_strangers(seed, 3) for seed in (0, 0, 1))
    for kind, pictures in first.items():
        assert len(pictures) == 3
        assert all(picture.dtype == np.uint8 and picture.ndim == 2 for picture in pictures)
        assert all(np.array_equal(a, b) for a, b in zip(pictures, again[kind], strict=True))
        assert len({picture.tobytes() for picture in pictures}) == 3
        assert {p.tobytes() for p in pictures} != {p.tobytes() for p in other[kind]}


def test_what_lies_far_from_the_training_pictures_is_counted_as_refused():
    reader, random = small_reader(), np.random.default_rng(0)
    known = [(100 + 30 * random.random((64, 64))).astype(np.uint8) for _ in range(60)]
    embeddings = np.stack([embedding_of(reader, picture) for picture in known])
    scope = fit_scope(embeddings[:30], embeddings[30:])
    bars = np.tile(np.repeat(np.array([0, 255], np.uint8), 8), (64, 4))
    blank = np.full((64, 64), 90, np.uint8)
    kinds = {"known": known[30:], "bars": [bars, bars.T.copy()], "blank": [blank]}
    refused = count_refused(reader, scope, kinds)
    assert refused["bars"] == (2, 2)
    assert refused["blank"] == (1, 1)
    assert refused["known"][0] <= 1


def test_an_inverted_radiograph_is_inverted_inside_its_frame_alone():
    picture = np.full((40, 20), 30, np.uint8)
    square = letterbox(picture, 64)[0].numpy()
    example = Example(
        path=Path("a.png"),
        positive=False,
        regions=frozenset({"arm"}),
        boxes=(),
        block=0,
        patient="one",
        group="one",
        hardware=False,
        size=(40, 20),
    )
    (found,) = inverted([example], square, 5)
    assert found.shape == (64, 32)
    assert (found == 225).all()
