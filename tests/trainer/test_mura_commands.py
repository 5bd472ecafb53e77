"""From a tree like MURA's to the application's verdict, by the commands that a researcher types."""

import csv
import json

import pytest
import yaml

from mura_desktop.domain.verdict import ImageScore
from mura_desktop.imaging import load
from mura_desktop.inference.analyzer import load_analyzer
from tests.trainer.mura_tree import REGIONS, healthy_tree
from trainer.__main__ import main
from trainer.measuring import resampling


@pytest.fixture
def mura(tmp_path):
    """A renamed copy, one level deeper than what is named on the command line."""
    healthy_tree(tmp_path / "downloads" / "bones", patients=60)
    return tmp_path / "downloads"


@pytest.fixture
def call(recipe_entries, mura, tmp_path, monkeypatch):
    monkeypatch.setattr(resampling, "DRAWS", 20)  # the intervals' exactness is not at stake here
    names = [region.lower() for region in REGIONS]
    recipe_entries["label"] = "abnormality"
    recipe_entries["dataset"] = {"name": "mura", "validation": 0.25, "seed": 0, "fold": 1}
    recipe_entries["regions"] = [
        {"name": name, "title": name, "code": name.upper(), "accepts": [name.upper()]}
        for name in names
    ]
    recipe_entries["network"]["regions"] = names
    del recipe_entries["network"]["branches"][1], recipe_entries["branches"]["coarse"]
    recipe_entries["losses"] |= {"pointing": 0.0, "cells": 0.0}
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(recipe_entries))

    def run(command, *more):
        options = ["--recipe", str(tmp_path / "recipe.yaml"), "--data", str(mura)]
        return main([command, *options, "--run", str(tmp_path / "runs" / "one"), *more])

    return run


def test_a_network_is_trained_on_mura_s_studies_and_opened_by_the_application(call, mura, tmp_path):
    assert call("fit") == 0
    assert call("evaluate") == 0
    assert call("release", "--version", "1.0", "--models", str(tmp_path / "models")) == 0
    figures = json.loads((tmp_path / "runs" / "one" / "evaluation.json").read_text())["figures"]
    assert figures["all images"]["auc"]["value"] > 0.9
    assert figures["all images"]["peak_in_box"]["value"] is None
    config = json.loads((tmp_path / "models" / "spots-1.0" / "config.json").read_text())
    assert config["localisation"] is None
    analyzer = load_analyzer(tmp_path / "models" / "spots-1.0", "cpu")
    assert analyzer.info.label == "abnormality"
    right = judged = 0
    for path in sorted(mura.rglob("valid/*/*/*/image*.png")):
        (image,) = load([path])
        found = analyzer.analyze(image)
        if isinstance(found, ImageScore):
            judged += 1
            right += (found.probability > 0.5) == path.parent.name.endswith("_positive")
    assert judged >= 10
    assert right >= 0.8 * judged


def test_the_public_part_is_measured_by_study_and_changes_nothing_of_the_run(
    call, tmp_path, capsys
):
    assert call("fit") == 0
    assert call("evaluate", "--part", "public-validation") == 2
    assert "run `evaluate` first" in capsys.readouterr().err
    assert call("evaluate") == 0
    folder = tmp_path / "runs" / "one"
    before = (folder / "evaluation.json").read_bytes()
    assert call("evaluate", "--part", "public-validation", "--official-interval") == 0
    assert (folder / "evaluation.json").read_bytes() == before
    text = (folder / "public-validation" / "report.md").read_text()
    assert "never put both in one column" in text
    assert "historical" in text
    figures = json.loads((folder / "public-validation" / "figures.json").read_text())
    assert set(figures) == {"study", "image"}
    assert figures["study"]["all"]["rows"] < figures["image"]["all"]["rows"]
    assert figures["study"]["all"]["scores"]["AUROC"]["value"] > 0.8
    internal = json.loads((folder / "validation" / "figures.json").read_text())
    assert internal["study"]["all"]["rows"] != figures["study"]["all"]["rows"]
    assert call("release", "--version", "1.0", "--models", str(tmp_path / "models")) == 0
    card = (tmp_path / "models" / "spots-1.0" / "README.md").read_text()
    inside, outside = "on the internal validation part", "on the public validation part of MURA"
    assert card.index(inside) < card.index(outside)
    assert f"{figures['study']['all']['scores']['AUROC']['value']:.3f}" in card
    assert "non-commercial research" in card


def test_two_runs_are_compared_on_the_same_studies(call, tmp_path, capsys):
    assert call("fit") == 0
    assert call("evaluate") == 0
    one = str(tmp_path / "runs" / "one")
    capsys.readouterr()
    assert main(["compare", one, one]) == 0
    said = capsys.readouterr().out
    assert "by study" in said
    assert "+0.000 (+0.000 to +0.000)" in said
    assert main(["compare", one, str(tmp_path / "elsewhere")]) == 2
    assert "run `evaluate` first" in capsys.readouterr().err


def test_a_damaged_copy_is_named_before_anything_is_trained(call, mura, tmp_path, capsys):
    with (mura / "bones" / "train_image_paths.csv").open(newline="") as stream:
        first = next(csv.reader(stream))[0].removeprefix("MURA-v1.1/")
    (mura / "bones" / first).unlink()
    assert call("fit") == 2
    said = capsys.readouterr().err
    assert first in said
    assert "trainer doctor" in said
    assert not (tmp_path / "runs").exists()
