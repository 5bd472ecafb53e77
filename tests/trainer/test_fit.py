"""What a recipe sets in motion: one network, or teachers first."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from mura_desktop.inference.classifier import ClassifierConfig
from tests.trainer.mura_tree import healthy_tree
from tests.trainer.small_recipe import small_recipe
from trainer.__main__ import main
from trainer.data.sets import divide, read_data
from trainer.recipe import Distillation, Teacher
from trainer.training import fit as fitting
from trainer.training.fit import Way, fit, learn_from_teachers
from trainer.training.run import Run
from trainer.training.settings import Machine

WAY = Way(Machine(accelerator="cpu", devices=1))


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return healthy_tree(tmp_path_factory.mktemp("mura") / "MURA-v1.1", patients=60).root


def run_of(recipe, tree, folder):
    examples = read_data(recipe.dataset, tree)
    return Run(folder, recipe, examples, divide(recipe.dataset, examples), folder)


def test_a_network_is_written_that_fits_its_recipe(tree, tmp_path):
    run = run_of(small_recipe(), tree, tmp_path / "runs" / "one")
    fit(run, WAY)
    run.recipe.build().load_state_dict(load_file(run.network_file))


def test_a_teacher_judges_only_patients_that_it_never_saw(tree, tmp_path, monkeypatch):
    recipe = small_recipe()
    teacher = Teacher("one", ClassifierConfig("test_resnet", "pooled", (), 64), recipe.training)
    recipe = replace(recipe, distillation=Distillation((teacher,), 3, 0.5))
    run = run_of(recipe, tree, tmp_path / "runs" / "taught")
    parts = []
    original = fitting._input
    monkeypatch.setattr(
        fitting,
        "_input",
        lambda run, part, size: (parts.append(part), original(run, part, size))[1],
    )
    monkeypatch.setattr(fitting, "train", lambda task, *_, **__: task.network)
    run.folder.mkdir(parents=True)
    soft = learn_from_teachers(run, WAY)
    assert soft.shape == (len(run.split.train),)
    assert np.all((soft > 0) & (soft < 1))
    judged = sorted(i for part in parts for i in part.validation)
    assert judged == sorted(run.split.train)  # each once, and none of the validation part
    for part in parts:
        assert not set(part.train) & set(run.split.validation)
        taught_on = {run.examples[i].patient for i in part.train}
        assert not taught_on & {run.examples[i].patient for i in part.validation}


def test_what_the_teachers_say_draws_the_network(tree, tmp_path):
    recipe = small_recipe()
    run = run_of(recipe, tree, tmp_path / "runs" / "drawn")
    part = fitting.Part(run.split.train, run.split.validation)
    taught = replace(part, soft=np.full(len(part.train), 0.5, np.float32))
    torch.manual_seed(0)
    task = fitting.task_of(run, recipe.build(), recipe.training, taught, taught=0.5)
    source = fitting._input(run, taught, 64).training
    assert source.plain(np.arange(3)).soft.tolist() == [0.5, 0.5, 0.5]
    assert task.taught == 0.5


def test_weights_out_of_reach_are_said_so_and_a_fresh_start_is_offered(tree, tmp_path, capsys):
    recipe = Path(__file__).parents[2] / "trainer/recipes/resnet152v2_residual.yaml"
    options = ["--recipe", str(recipe), "--data", str(tree), "--run", str(tmp_path / "run")]
    size = ["--classifier.input_size", "64"]
    assert main(["fit", *options, *size]) == 2
    said = capsys.readouterr().err
    assert "--pretrained" in said
    assert "--from-scratch" in said
