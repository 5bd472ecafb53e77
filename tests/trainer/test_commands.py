import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from mura_desktop.domain.verdict import ImageScore
from mura_desktop.imaging.reading import load
from mura_desktop.inference.analyzer import load_analyzer
from trainer.__main__ import main
from trainer.data.batches import BatchSource
from trainer.opening import OPTIONS
from trainer.recipe import read_recipe


@pytest.fixture
def call(fracatlas, recipe_file, tmp_path, coarse):

    def run(command, *more, run="run"):
        options = ["--recipe", str(recipe_file), "--data", str(fracatlas)]
        return main([command, *options, "--run", str(tmp_path / run), *more])

    return run


def test_a_network_is_fitted_measured_released_and_opened_by_the_application(
    call, fracatlas, tmp_path, capsys
):
    assert call("fit") == 0
    assert call("evaluate") == 0
    assert call("release", "--version", "1.0", "--models", str(tmp_path / "models")) == 0
    figures = json.loads((tmp_path / "run" / "evaluation.json").read_text())["figures"]
    assert figures["all images"]["auc"]["value"] > 0.8
    analyzer = load_analyzer(tmp_path / "models" / "spots-1.0", "cpu")
    for region in analyzer.info.regions:
        own = region.operating_points
        assert own.thresholds == analyzer.info.operating_points.thresholds
        assert own.specific.data.endswith(f"of {region.title}")
        assert own.specific.data == region.curve.data
        assert region.localisation is not None
    assert analyzer.info.curve.data.endswith("all regions together")
    (table, *rows) = (tmp_path / "run" / "readings.csv").read_text().splitlines()
    assert table.split(",")[:3] == ["image", "positive", "logit"]
    calibration = json.loads((tmp_path / "run" / "evaluation.json").read_text())["fitted"]
    judged = agreed = 0
    for row in rows:
        name, _, logit, peak_row, peak_column = row.split(",")
        (image,) = load([fracatlas / "images" / name])
        found = analyzer.analyze(image)
        if not isinstance(found, ImageScore):
            continue  # a few images in a hundred lie outside the scope by its definition
        judged += 1
        expected = torch.sigmoid(
            torch.tensor(
                float(logit) / calibration["calibration"]["temperature"]
                + calibration["calibration"]["offset"]
            )
        )
        assert found.probability == pytest.approx(float(expected), abs=1e-4)
        peak = found.heatmap.peak(image.rows, image.columns)
        # within its cell a peak is placed by a parabola, whose top moves with the calibration
        near = 0.5 * max(found.heatmap.cell) + 1
        place = (int(peak_row), int(peak_column))
        there = found.heatmap.at(*(np.array([axis + 0.5]) for axis in place))[0, 0]
        # drawn spots are told apart so well that a calibrated map may be full, or empty, throughout
        agreed += there >= found.heatmap.values.max() - 1e-3 or (
            max(abs(peak[0] - place[0]), abs(peak[1] - place[1])) <= near
        )
    assert judged >= 0.9 * len(rows)
    assert agreed >= 0.9 * judged  # where two spots are all but equal, either may be named
    card = (tmp_path / "models" / "spots-1.0" / "README.md").read_text()
    assert "Not a medical device" in card
    assert "Drawn by a program." in card
    assert f"{figures['all images']['auc']['value']:.3f}" in card


def test_ctrl_c_saves_and_resume_goes_on(
    call, recipe_entries, recipe_file, monkeypatch, tmp_path, capsys
):
    recipe_entries["branches"]["fine"]["epoch_steps"] = 5
    recipe_file.write_text(yaml.safe_dump(recipe_entries))
    original, asked = BatchSource.draw, []

    def draw(self, drawing, step, *rest):
        asked.append(step)
        if len(asked) == 8:
            os.kill(os.getpid(), signal.SIGINT)
        return original(self, drawing, step, *rest)

    monkeypatch.setattr(BatchSource, "draw", draw)
    assert call("fit", "--branch", "fine") == 130
    assert "stopped after 8 steps; go on with --resume" in capsys.readouterr().err
    assert call("fit", "--branch", "fine") == 2
    assert "holds a training that was begun" in capsys.readouterr().err
    assert call("fit", "--branch", "fine", "--resume") == 0
    assert asked == list(range(15))  # no batch twice, and none left out
    assert (tmp_path / "run" / "branch-fine.safetensors").exists()


def test_the_resolved_configuration_is_printed_and_kept(call, tmp_path, capsys):
    with pytest.raises(SystemExit):
        call("fit", "--fusion.steps", "9", "--print_config")
    printed = yaml.safe_load(capsys.readouterr().out)
    assert printed["fusion"]["steps"] == 9
    assert printed["branches"]["fine"]["clip"] == 1.0  # not in the file, but in force
    assert call("fit", "--branch", "fine", "--smoke", "--seed", "4") == 0
    kept = read_recipe(tmp_path / "run" / "config.yaml", OPTIONS)
    assert kept.seed == 4
    assert kept.name == "spots-smoke"
    assert call("fit", "--branch", "fine", "--seed", "5") == 2
    assert "another recipe (other: name, seed" in capsys.readouterr().err


def test_a_version_is_released_once(call, tmp_path, capsys):
    (tmp_path / "models" / "spots-1.0").mkdir(parents=True)
    assert call("release", "--version", "1.0", "--models", str(tmp_path / "models")) == 2
    assert "released before" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "more", "message"),
    [
        ("evaluate", (), "finish `fit` first"),
        ("release", ("--version", "9"), "run `evaluate` first"),
        ("fit", ("--branch", "none"), "no branch 'none'"),
    ],
)
def test_a_step_out_of_turn_says_what_comes_first(call, capsys, command, more, message):
    assert call(command, *more) == 2
    assert message in capsys.readouterr().err


def test_a_missing_recipe_is_named(tmp_path, capsys):
    assert main(["fit", "--recipe", str(Path("nowhere.yaml"))]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


@pytest.fixture
def deterministic_once():
    """What a fit asks of the whole process is taken back after the test."""
    yield
    torch.use_deterministic_algorithms(False)
    os.environ.pop("CUBLAS_WORKSPACE_CONFIG", None)


def test_two_deterministic_fits_end_with_the_same_bytes_and_another_seed_with_others(
    call, recipe_entries, recipe_file, tmp_path, deterministic_once
):
    recipe_entries["branches"]["fine"] |= {"epochs": 1, "epoch_steps": 3}
    recipe_file.write_text(yaml.safe_dump(recipe_entries))
    weights = []
    for run, seed in (("first", "1"), ("second", "1"), ("other", "2")):
        assert call("fit", "--branch", "fine", "--deterministic", "--seed", seed, run=run) == 0
        assert torch.are_deterministic_algorithms_enabled()
        weights.append((tmp_path / run / "branch-fine.safetensors").read_bytes())
    first, second, other = weights
    assert first == second
    assert first != other
