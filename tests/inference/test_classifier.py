"""The heads of the literature: what a recipe may ask of a classifier."""

import copy

import pytest
import torch

from mura_desktop.inference.backbones import fold_batchnorm
from mura_desktop.inference.bundle import read_bundle, write_bundle
from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
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
