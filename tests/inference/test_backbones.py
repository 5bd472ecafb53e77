import copy

import pytest
import torch

from mura_desktop.inference.backbones import build_backbone, fold_batchnorm
from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig


@pytest.mark.parametrize(
    "name",
    [
        "custom_cnn",
        "mobilenetv2_035",
        "resnet18",
        "densenet121",
        "keras_resnet50",
        "keras_resnet152v2",
    ],
)
def test_a_backbone_gives_the_maps_that_it_declares(name):
    module, stages = build_backbone(name, {})
    maps = module.eval()(torch.zeros(1, 1, 64, 64))
    assert [(m.shape[1], 64 // m.shape[2]) for m in maps] == [
        (stage.channels, stage.stride) for stage in stages
    ]


def test_folding_batch_normalisation_changes_no_output(network):
    folded = copy.deepcopy(network)
    fold_batchnorm(folded)
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in folded.modules())
    pictures = torch.randn(2, 1, 64, 64)
    before, after = network(pictures), folded(pictures)
    before, after = (o if isinstance(o, torch.Tensor) else o.evidence for o in (before, after))
    assert torch.allclose(before, after, atol=1e-4)


def test_an_unknown_backbone_is_named():
    with pytest.raises(ValueError, match="'resnet_of_dreams' cannot be built"):
        build_backbone("resnet_of_dreams", {})


def test_a_stride_that_a_backbone_lacks_is_named():
    branch = BranchConfig("a", "custom_cnn", (2, 8))
    with pytest.raises(ValueError, match=r"branch 'a' asks for strides \[2\]"):
        HybridNetwork(NetworkConfig((branch,), ("arm",), False, 64))
