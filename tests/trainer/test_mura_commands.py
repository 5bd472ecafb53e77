"""From a tree like MURA's to the application's verdict, by the commands that a researcher types."""

import csv
import json
import shutil
from functools import partial

import pytest
import yaml

from mura_desktop.domain.verdict import ImageScore
from mura_desktop.imaging.reading import load
from mura_desktop.inference.analyzer import load_analyzer
from tests.trainer.mura_tree import REGIONS, healthy_tree
from tests.trainer.spots import spots_recipe
from trainer.__main__ import main


@pytest.fixture(scope="module")
def mura(tmp_path_factory):
    """A renamed copy, one level deeper than what is named on the command line."""
    folder = tmp_path_factory.mktemp("downloads")
    healthy_tree(folder / "bones", patients=60)
    return folder


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    """A recipe's file for MURA: one branch, all regions."""
    entries = spots_recipe()
    names = [region.lower() for region in REGIONS]
    entries["label"] = "abnormality"
    entries["dataset"] = {"name": "mura", "validation": 0.25, "seed": 0, "fold": 1}
    entries["regions"] = [
        {"name": name, "title": name, "code": name.upper(), "accepts": [name.upper()]}
        for name in names
    ]
    entries["network"]["regions"] = names
    del entries["network"]["branches"][1], entries["branches"]["coarse"]
    entries["losses"] |= {"pointing": 0.0, "cells": 0.0}
    path = tmp_path_factory.mktemp("recipe") / "recipe.yaml"
    path.write_text(yaml.safe_dump(entries))
    return path


@pytest.fixture(scope="module")
def command(recipe, mura):
    """Runs one command on a run's folder."""

    def run(folder, name, *more):
        where = ["--recipe", str(recipe), "--data", str(mura), "--run", str(folder)]
        return main([name, *where, *more])

    return run


@pytest.fixture(scope="module")
def evaluated(command, coarse, tmp_path_factory):
    """A run that was fitted and evaluated, to be copied and not changed."""
    folder = tmp_path_factory.mktemp("runs") / "one"
    assert command(folder, "fit") == 0
    assert command(folder, "evaluate") == 0
    return folder


@pytest.fixture
def call(command, evaluated, tmp_path):
    """Runs one command on a copy of the evaluated run."""
    folder = shutil.copytree(evaluated, tmp_path / "runs" / "one")
    return partial(command, folder)


def test_a_network_is_trained_on_mura_s_studies_and_opened_by_the_application(call, mura, tmp_path):
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
    folder = tmp_path / "runs" / "one"
    before = (folder / "evaluation.json").read_bytes()
    (folder / "evaluation.json").unlink()
    assert call("evaluate", "--part", "public-validation") == 2
    assert "run `evaluate` first" in capsys.readouterr().err
    (folder / "evaluation.json").write_bytes(before)
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


def test_figures_on_another_data_set_say_so_and_leave_the_run_as_it_is(
    call, tmp_path, coarse, capsys
):
    folder, other = tmp_path / "runs" / "one", tmp_path / "other-bones"
    healthy_tree(other, patients=100)  # of whom the run knows the first sixty
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert call("evaluate", "--data", str(other)) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "external data" in said
    assert "another data set than the run's own" in said
    assert "Nothing was fitted" in said
    assert {path: path.read_bytes() for path in before} == before
    written = folder / "external" / "other-bones"
    text = (written / "report.md").read_text()
    assert "external data" in text
    assert "come from the run's own validation part" in text
    own = len((folder / "images.txt").read_text().splitlines())
    assert f"without {own} that the run was fitted on" in text
    figures = json.loads((written / "figures.json").read_text())
    with (other / "train_image_paths.csv").open() as stream:
        assert figures["image"]["all"]["rows"] == len(stream.readlines()) - own
    assert figures["image"]["all"]["scores"]["AUROC"]["value"] > 0.8
    assert call("scope", "--data", str(other)) == 2
    assert "another data set" in capsys.readouterr().err
    assert call("fit", "--resume", "--data", str(other)) == 2
    assert "begun on other images" in capsys.readouterr().err


def test_a_part_of_the_run_s_own_data_is_no_other_data(call, tmp_path, capsys):
    healthy_tree(tmp_path / "some", patients=40)
    assert call("evaluate", "--data", str(tmp_path / "some")) == 2
    assert "as it was when it was fitted" in capsys.readouterr().err


def test_a_run_that_kept_no_list_of_its_images_is_measured_on_trust_and_says_so(call, tmp_path):
    folder = tmp_path / "runs" / "one"
    assert "taken on trust" not in (folder / "validation" / "report.md").read_text()
    (folder / "images.txt").unlink()
    assert call("evaluate") == 0
    assert "taken on trust" in (folder / "validation" / "report.md").read_text()


def test_a_run_is_not_measured_by_a_recipe_that_parts_the_data_otherwise(
    recipe, evaluated, mura, tmp_path, capsys
):
    other = tmp_path / "other.yaml"
    other.write_text(recipe.read_text().replace("fold: 1", "fold: 2"))
    where = ["--recipe", str(other), "--data", str(mura), "--run", str(evaluated)]
    assert main(["evaluate", *where]) == 2
    assert "another recipe" in capsys.readouterr().err


def test_two_runs_are_compared_on_the_same_studies(call, tmp_path, capsys):
    one = str(tmp_path / "runs" / "one")
    capsys.readouterr()
    assert main(["compare", one, one]) == 0
    said = capsys.readouterr().out
    assert "by study" in said
    assert "+0.000 (+0.000 to +0.000)" in said
    assert main(["compare", one, str(tmp_path / "elsewhere")]) == 2
    assert "run `evaluate` first" in capsys.readouterr().err


def test_a_damaged_copy_is_named_before_anything_is_trained(recipe, mura, tmp_path, capsys):
    copy = shutil.copytree(mura, tmp_path / "copy")
    with (copy / "bones" / "train_image_paths.csv").open(newline="") as stream:
        first = next(csv.reader(stream))[0].removeprefix("MURA-v1.1/")
    (copy / "bones" / first).unlink()
    where = ["--data", str(copy), "--run", str(tmp_path / "runs" / "one")]
    assert main(["fit", "--recipe", str(recipe), *where]) == 2
    said = capsys.readouterr().err
    assert first in said
    assert "trainer doctor" in said
    assert not (tmp_path / "runs").exists()
