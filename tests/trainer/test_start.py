import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest
import timm
import torch
from huggingface_hub import close_session
from safetensors.torch import save_file

from mura_desktop.inference.backbones import build_backbone, fold_batchnorm
from mura_desktop.inference.network import BranchConfig
from trainer.recipe import read_recipe
from trainer.training import start
from trainer.training.start import start_weights

RECIPES = Path(__file__).parents[2] / "trainer/recipes"


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
    backbone.load_state_dict(start_weights(branch, "start.safetensors", tmp_path))
    grey = torch.randn(1, 1, 64, 64)
    expected = colour_network.forward_intermediates(
        grey.expand(1, 3, 64, 64), intermediates_only=True
    )
    for found, wanted in zip(backbone.eval()(grey), expected, strict=True):
        assert torch.allclose(found, wanted, atol=1e-3)


def test_a_package_gives_its_weights_in_order_whatever_their_names(
    colour_network, tmp_path, monkeypatch
):
    package = tmp_path / "some_weights"
    package.mkdir()
    (package / "__init__.py").touch()
    weights = {f"layer{i}": w for i, w in enumerate(colour_network.state_dict().values())}
    torch.save(weights, package / "some.pth")
    monkeypatch.syspath_prepend(tmp_path)
    options = {"pad_type": "same", "num_classes": 7}
    branch = BranchConfig("b", "mobilenetv2_035", (16,), options=options)
    packaged = start_weights(branch, "package:some_weights", tmp_path)
    from_file = start_weights(branch, "start.safetensors", tmp_path)
    assert packaged.keys() == from_file.keys()
    assert all(torch.equal(packaged[name], from_file[name]) for name in packaged)
    with pytest.raises(ValueError, match="does not fill mobilenetv2_050"):
        start_weights(replace(branch, backbone="mobilenetv2_050"), "package:some_weights", tmp_path)


def test_a_package_that_is_not_installed_is_named_with_a_remedy(tmp_path):
    branch = BranchConfig("b", "mobilenetv2_035", (16,))
    with pytest.raises(FileNotFoundError, match="pip install no-such-weights"):
        start_weights(branch, "package:no_such_weights", tmp_path)


def test_the_default_recipe_starts_every_branch_from_weights_that_fill_it(tmp_path):
    recipe = read_recipe(RECIPES / "fracatlas.yaml")
    packaged = [
        (branch, named)
        for branch in recipe.network.branches
        if (named := recipe.branches[branch.name].start).startswith("package:")
    ]
    assert packaged
    for branch, named in packaged:
        backbone, _ = build_backbone(branch.backbone, branch.options)
        if branch.folded:
            fold_batchnorm(backbone)
        backbone.load_state_dict(start_weights(branch, named, tmp_path))
        deepest = backbone.eval()(torch.rand(1, 1, 96, 96))[-1]
        assert deepest.isfinite().all()
        assert deepest.std() > 0


def test_a_missing_start_is_named_with_a_remedy(tmp_path):
    branch = BranchConfig("b", "mobilenetv2_035", (16,))
    with pytest.raises(FileNotFoundError, match="--pretrained"):
        start_weights(branch, "nothing.safetensors", tmp_path)


def test_a_start_of_another_network_is_refused(colour_network, tmp_path):
    branch = BranchConfig("b", "resnet18", (16,))
    with pytest.raises(ValueError, match="does not fill resnet18"):
        start_weights(branch, "start.safetensors", tmp_path)


@pytest.mark.parametrize("name", ["resnetv2_152", "custom_cnn"])
def test_a_network_without_weights_on_the_hub_is_named_with_a_remedy(tmp_path, name):
    with pytest.raises(FileNotFoundError, match="--from-scratch"):
        start_weights(BranchConfig("b", name, ()), "hub", tmp_path)


@pytest.fixture
def hub_that_never_answers(monkeypatch):
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setattr(start.hub, "ENDPOINT", address)
        for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(variable, raising=False)
        close_session()
        yield address
    close_session()


def test_a_hub_out_of_reach_is_named_with_a_remedy(hub_that_never_answers, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "HUB_PATIENCE", 0.2)
    monkeypatch.setattr(start.hub, "HF_HUB_CACHE", str(tmp_path))
    said = re.escape(f"no answer from {hub_that_never_answers} within 0.2 s")
    with pytest.raises(FileNotFoundError, match=rf"densenet169 .*{said}.*--pretrained FILE"):
        start_weights(BranchConfig("b", "densenet169", ()), "hub", tmp_path)


def test_what_was_fetched_once_is_found_without_the_hub(
    hub_that_never_answers, tmp_path, monkeypatch
):
    monkeypatch.setattr(start, "HUB_PATIENCE", 0.2)
    monkeypatch.setattr(start.hub, "HF_HUB_CACHE", str(tmp_path))
    network = timm.create_model("test_resnet")
    repository = tmp_path / f"models--{network.pretrained_cfg['hf_hub_id'].replace('/', '--')}"
    kept = repository / "snapshots" / ("0" * 40)
    kept.mkdir(parents=True)
    save_file(network.state_dict(), kept / "model.safetensors")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0" * 40)
    found = start_weights(BranchConfig("b", "test_resnet", ()), "hub", tmp_path)
    name = "conv1.1.weight"
    assert torch.equal(found[name], network.state_dict()[name])
