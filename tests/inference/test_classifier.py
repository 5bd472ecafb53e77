"""The heads of the literature: what a recipe may ask of a classifier."""

import copy

import pytest
import torch

from mura_desktop.inference.backbones import fold_batchnorm
from mura_desktop.inference.bundle import read_bundle, write_bundle
from mura_desktop.inference.classifier import (
    ClassifierConfig,
    ClassifierNetwork,
    Colour,
    Entry,
)
from tests.inference.conftest import build_bundle, randomise_statistics


def test_two_outputs_give_the_softmax_s_probability_of_the_second():
    torch.manual_seed(0)
    network = ClassifierNetwork(
        ClassifierConfig("custom_cnn", "flattened", (8,), 64, dropout=0.5, outputs="softmax")
    ).eval()
    pictures = torch.rand(3, 1, 64, 64)
    two = network.head[:-1](network.features(pictures))
    assert two.shape == (3, 2)
    assert torch.allclose(network(pictures).sigmoid()[:, 0], two.softmax(1)[:, 1], atol=1e-6)


def test_a_flattened_map_is_counted_where_the_stem_is_unpadded():
    config = ClassifierConfig("inception_resnet_v2", "flattened", (256,), 224)
    # 5 x 5 cells, not the 7 x 7 that the stride promises
    assert ClassifierNetwork(config).head[1].in_features == 5 * 5 * 1536


def test_residual_blocks_reach_the_output_and_fold_exactly():
    torch.manual_seed(0)
    config = ClassifierConfig("custom_cnn", "pooled", (16, 8), 64, neck=12, residual_blocks=2)
    network = randomise_statistics(ClassifierNetwork(config))
    pictures = torch.rand(2, 1, 64, 64)
    folded = copy.deepcopy(network)
    fold_batchnorm(folded)
    assert torch.allclose(network(pictures), folded(pictures), atol=1e-4)
    network(pictures).sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in network.neck.parameters())


@pytest.mark.parametrize("hidden", [(), (8,), (16, 8)])
def test_a_bundle_keeps_the_form_of_its_head(tmp_path, hidden):
    config = ClassifierConfig("custom_cnn", "pooled", hidden, 64, 0.2, "softmax", 12, 1)
    write_bundle(build_bundle(ClassifierNetwork(config).eval()), tmp_path / "bundle")
    assert read_bundle(tmp_path / "bundle").network.config == config


def test_each_colour_of_the_entry_gets_its_own_scale_of_brightness():
    colours = (Colour(1.0, -103.939), Colour(1 / 65025, 0.0))
    brightness = torch.tensor([0.0, 51.0, 255.0]).view(1, 1, 1, 3)
    caffe, twice = Entry(colours)(brightness / 127.5 - 1)[0]
    assert torch.allclose(caffe, brightness[0, 0] - 103.939, atol=1e-4)
    assert torch.allclose(twice, brightness[0, 0] / 65025, atol=1e-9)


@pytest.mark.parametrize("name", ["keras_resnet50", "keras_resnet152v2"])
def test_keras_s_resnets_fold_exactly_and_keep_their_epsilon(name):
    torch.manual_seed(0)
    colours = (Colour(1 / 127.5, -1.0),) * 3
    config = ClassifierConfig(name, "pooled", (), 64, colours=colours, norm_epsilon=1.001e-5)
    network = randomise_statistics(ClassifierNetwork(config))
    assert {m.eps for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)} == {1.001e-5}
    pictures = torch.rand(1, 1, 64, 64)
    with torch.no_grad():
        before = network(pictures)
        fold_batchnorm(network)
        assert torch.allclose(network(pictures), before, rtol=1e-4)
