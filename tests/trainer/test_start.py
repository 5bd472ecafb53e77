import pytest
import timm
import torch
from safetensors.torch import save_file

from mura_desktop.inference.backbones import build_backbone, fold_batchnorm
from mura_desktop.inference.network import BranchConfig
from trainer.training.start import pretrained_backbone


@pytest.fixture
def colour_network(tmp_path):
    """A timm network over three colours with every batch normalisation away from the identity."""
    torch.manual_seed(0)
    network = timm.create_model("mobilenetv2_035", num_classes=7, pad_type="same").eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 2.0)
    save_file(network.state_dict(), tmp_path / "start.safetensors")
    return network


@pytest.mark.parametrize("folded", [False, True])
def test_a_start_over_colours_gives_the_same_features_over_grey(colour_network, tmp_path, folded):
    branch = BranchConfig(
        "b", "mobilenetv2_035", (16, 32), folded=folded, options={"pad_type": "same"}
    )
    backbone, _ = build_backbone(branch.backbone, branch.options)
    if folded:
        fold_batchnorm(backbone)
    backbone.load_state_dict(pretrained_backbone(branch, tmp_path / "start.safetensors"))
    grey = torch.randn(1, 1, 64, 64)
    expected = colour_network.forward_intermediates(
        grey.expand(1, 3, 64, 64), intermediates_only=True
    )
    for found, wanted in zip(backbone.eval()(grey), expected, strict=True):
        assert torch.allclose(found, wanted, atol=1e-3)


def test_a_missing_start_is_named_with_a_remedy(tmp_path):
    branch = BranchConfig("b", "mobilenetv2_035", (16,))
    with pytest.raises(FileNotFoundError, match="--backbones"):
        pretrained_backbone(branch, tmp_path / "nothing.safetensors")


def test_a_start_of_another_network_is_refused(colour_network, tmp_path):
    branch = BranchConfig("b", "resnet18", (16,))
    with pytest.raises(ValueError, match="does not fill resnet18"):
        pretrained_backbone(branch, tmp_path / "start.safetensors")
