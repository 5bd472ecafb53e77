"""A backbone under dense layers, as in the literature, from a tree like MURA's to a verdict."""

import json

import pytest
import yaml

from mura_desktop.cli.command import main as analyze
from tests.trainer.mura_tree import healthy_tree
from trainer.__main__ import main

RECIPE = {
    "name": "classifier",
    "label": "abnormality",
    "seed": 1,
    "dataset": {"name": "mura", "validation": 0.25, "seed": 0},
    "losses": {"kind": "binary", "balance": "overall"},
    "training": {
        "start": "",
        "epochs": 3,
        "epoch_steps": 20,
        "batch": 12,
        "backbone_rate": 0.003,
        "head_rate": 0.003,
        "schedule": "cosine",
        "average": 0.9,
        "augmentation": {"flip": True, "noise": 5},
    },
    "limits": ["Drawn by a program."],
    "attributions": ["Nobody."],
}
HEADS = {
    "pooled": {"hidden": [8], "outputs": "sigmoid"},
    "flattened": {"hidden": [8], "outputs": "softmax"},
}


@pytest.mark.parametrize("head", HEADS)
def test_a_classifier_is_fitted_measured_released_and_opened_by_the_application(
    head, tmp_path, coarse
):
    tree = healthy_tree(tmp_path / "MURA-v1.1", patients=60).root
    shape = {"backbone": "custom_cnn", "head": head, "input_size": 64, **HEADS[head]}
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(RECIPE | {"classifier": shape}))
    options = ["--data", str(tree), "--run", str(tmp_path / "run")]
    models = tmp_path / "models"
    assert main(["fit", "--recipe", str(tmp_path / "recipe.yaml"), *options]) == 0
    assert main(["evaluate", *options]) == 0
    assert main(["release", *options, "--version", "1.0", "--models", str(models)]) == 0
    measured = json.loads((tmp_path / "run" / "evaluation.json").read_text())
    assert measured["figures"]["all images"]["auc"]["value"] > 0.8
    assert measured["region_accuracy"]["value"] is None  # its head names no region
    refused, tried = map(sum, zip(*measured["refused"].values(), strict=True))
    assert refused >= 0.5 * tried  # most strangers, even after so short a training
    told = tmp_path / "told.json"
    bundle = ["--bundle", str(models / "classifier-1.0"), "--device", "cpu", "--json", str(told)]
    assert analyze([str(tree / "valid"), *bundle]) in (0, 1)  # left-overs of macOS are no images
    images = [i for study in json.loads(told.read_text())["studies"] for i in study["images"]]
    judged = [image for image in images if image["score"] is not None]
    right = ((image["score"] > 0.5) == ("_positive" in image["path"]) for image in judged)
    assert len(judged) >= 10
    assert sum(right) >= 0.8 * len(judged)
