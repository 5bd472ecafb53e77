import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from mura_desktop.domain.verdict import ImageScore
from mura_desktop.imaging import load
from mura_desktop.inference.analyzer import load_analyzer
from trainer.__main__ import main
from trainer.measuring import resampling
from trainer.training import loop


@pytest.fixture
def call(fracatlas, recipe_file, tmp_path, monkeypatch):
    monkeypatch.setattr(resampling, "DRAWS", 30)  # the intervals' exactness is not at stake here

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
        agreed += max(abs(peak[0] - int(peak_row)), abs(peak[1] - int(peak_column))) <= 1
    assert judged >= 0.9 * len(rows)
    assert agreed >= 0.9 * judged  # where two spots are all but equal, either may be named
    card = (tmp_path / "models" / "spots-1.0" / "README.md").read_text()
    assert "Not a medical device" in card
    assert "Drawn by a program." in card
    assert f"{figures['all images']['auc']['value']:.3f}" in card


def test_a_stopped_training_goes_on_to_the_same_weights(call, monkeypatch, tmp_path):
    monkeypatch.setattr(loop, "CHECKPOINT_STEPS", 7)
    assert call("fit", "--branch", "fine", run="straight") == 0
    original = torch.autograd.backward
    steps = stop_at = 0

    def interrupted(loss, *arguments, **options):
        nonlocal steps
        steps += 1
        if steps == stop_at:
            raise KeyboardInterrupt
        return original(loss, *arguments, **options)

    monkeypatch.setattr(torch.autograd, "backward", interrupted)
    for stop in (25, 11):
        steps, stop_at = 0, stop
        with pytest.raises(KeyboardInterrupt):
            call("fit", "--branch", "fine", run="stopped")
    steps, stop_at = 0, -1
    assert call("fit", "--branch", "fine", run="stopped") == 0
    straight, stopped = (
        load_file(tmp_path / run / "branch-fine.safetensors") for run in ("straight", "stopped")
    )
    for name, weight in straight.items():
        assert torch.equal(weight, stopped[name]), name


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
