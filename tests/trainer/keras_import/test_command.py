"""``import-keras`` and, behind it, the application."""

import json

import h5py
import numpy as np
import pytest

from mura_desktop.cli import main as application
from mura_desktop.inference.bundle import read_bundle
from mura_desktop.inference.network import BranchConfig
from trainer.__main__ import main
from trainer.training.start import start_weights

SAID = ["--preprocess", "torch", "--abnormal-class", "1", "--label", "abnormality"]


@pytest.fixture
def bundle(written, tmp_path):
    folder = tmp_path / "wrist-1.2.0"
    call = [str(written / "densenet121.keras"), "--as", "densenet121", "--output", str(folder)]
    assert main(["import-keras", *call, *SAID, "--regions", "wrist", "hand"]) == 0
    return folder


def test_an_imported_network_is_opened_by_the_application_and_claims_nothing(
    bundle, written, tmp_path, capsys
):
    capsys.readouterr()
    report = tmp_path / "report.json"
    call = ["analyze", str(written / "picture1.png"), "--bundle", str(bundle)]
    assert application([*call[1:], "--device", "cpu", "--json", str(report)]) == 0
    said = json.loads(report.read_text())
    assert said["bundle"]["name"] == "wrist"
    assert said["studies"][0]["verdict"] == "uncertain"
    assert "never measured" in said["studies"][0]["reason"]
    assert 0.0 < said["studies"][0]["score"] < 1.0
    assert "not calibrated" in " ".join(capsys.readouterr().out.split())


def test_the_card_says_what_was_told_and_that_nothing_was_measured(bundle):
    found = read_bundle(bundle)
    assert (found.name, found.version, found.operating_points) == ("wrist", "1.2.0", None)
    assert [region.code for region in found.regions] == ["WRIST", "HAND"]
    card = " ".join(found.card.split())
    for sentence in (
        "read as DenseNet121",
        "Class 1 of the network is the abnormality.",
        "ImageNet's mean and deviation",
        "stretched, by picking single pixels, to 64 pixels",
        "no sensitivity, no specificity",
    ):
        assert sentence in card
    assert "normal" not in card.replace("abnormal", "")


def test_a_refusal_is_one_sentence_with_a_remedy(written, tmp_path, capsys):
    call = [str(written / "vgg19.h5"), "--as", "resnet50", "--output", str(tmp_path / "a-1.0")]
    assert main(["import-keras", *call, *SAID]) == 2
    assert "They look like VGG19: try --as vgg19." in capsys.readouterr().err


def test_a_folder_without_a_version_is_refused(written, tmp_path, capsys):
    call = [str(written / "vgg19.h5"), "--as", "vgg19", "--output", str(tmp_path / "wrist")]
    assert main(["import-keras", *call, *SAID]) == 2
    assert "NAME-VERSION" in capsys.readouterr().err


def test_weights_without_a_head_become_a_start_that_a_recipe_can_name(written, tmp_path):
    with (
        h5py.File(written / "densenet121.h5") as whole,
        h5py.File(tmp_path / "notop.h5", "w") as alone,
    ):
        inside = whole["model_weights/densenet121"]
        whole.copy(inside, alone, "densenet121")
        alone.attrs["layer_names"] = ["densenet121"]
        first = inside["conv1_conv/kernel"][...]
    out = tmp_path / "start.safetensors"
    call = [str(tmp_path / "notop.h5"), "--as", "densenet121", "--output", str(out)]
    assert main(["import-keras-backbone", *call]) == 0
    state = start_weights(BranchConfig("a", "densenet121", (16,)), out.name, tmp_path)
    grey = state["features_conv0.weight"][:, 0].numpy()
    assert np.allclose(grey, first.sum(2).transpose(2, 0, 1), atol=1e-5)
    assert main(["import-keras-backbone", *call]) == 2


def test_a_backbone_with_a_head_is_no_start(written, tmp_path, capsys):
    out = tmp_path / "start.safetensors"
    call = [str(written / "densenet121.h5"), "--as", "densenet121", "--output", str(out)]
    assert main(["import-keras-backbone", *call]) == 2
    assert "has a layer of kind Flatten" in capsys.readouterr().err
    assert not out.exists()
