"""A recipe tried out from its file to a verdict, in one process instead of four."""

import contextlib
import json
import shutil

import pytest
import yaml

from mura_desktop.cli.command import main as analyze
from tests.trainer.mura_tree import healthy_tree
from trainer.__main__ import main
from trainer.measuring import resampling
from trainer.opening import OPTIONS
from trainer.recipe import read_recipe
from trainer.rehearsal.rehearse import RECIPES, Stage, rehearse, stage_of
from trainer.rehearsal.table import BEGIN, END
from trainer.training.smoke import WORTHLESS, smaller

RECIPE = {
    "name": "tiny",
    "label": "abnormality",
    "seed": 1,
    "dataset": {"name": "mura", "validation": 0.25, "seed": 0},
    "classifier": {"backbone": "custom_cnn", "head": "pooled", "hidden": [8], "input_size": 320},
    "training": {"epochs": 30, "batch": 32, "keep": "mean_of_best", "schedule": "plateau"},
}


def call(arguments, log):
    """Run a module's command here, as a process of its own would."""
    program, *rest = arguments
    with log.open("w") as stream, contextlib.redirect_stdout(stream):
        return main(rest) if program == "trainer" else analyze(rest[1:])


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory):
    """A stage on which one recipe came to its verdict, and the recipe's file."""
    folder = tmp_path_factory.mktemp("rehearsal")
    tree = healthy_tree(folder / "MURA-v1.1", patients=60).root
    recipe = folder / "tiny.yaml"
    recipe.write_text(yaml.safe_dump(RECIPE))
    stage = Stage(folder / "runs", {"mura": tree})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resampling, "DRAWS", 20)  # the intervals' exactness is not at stake here
        assert rehearse(stage, [recipe], call) == []
    return stage, recipe


def test_a_recipe_comes_from_its_file_to_a_verdict_on_few_images(rehearsed):
    stage, _ = rehearsed
    fitted = read_recipe(stage.folder / "tiny" / "config.yaml", OPTIONS)
    assert (fitted.name, fitted.input_size, fitted.dataset.few) == ("tiny-smoke", 96, 32)
    measured = json.loads((stage.folder / "tiny" / "evaluation.json").read_text())
    assert measured["training"][0] <= 32
    assert WORTHLESS in (stage.models / "tiny-smoke-0.0.0" / "README.md").read_text()
    told = json.loads((stage.folder / "tiny" / "told.json").read_text())
    assert len(told["studies"]) == 3


def test_the_card_says_of_a_classifier_on_mura_what_is_true_of_it(rehearsed):
    stage, _ = rehearsed
    card = " ".join((stage.models / "tiny-smoke-0.0.0" / "README.md").read_text().split())
    for sentence in (
        "One network, trained as a whole",
        "The heatmap is Grad-CAM",
        "The split is by patient",
        "checkpoints of the lowest validation loss were averaged",
        "the data have no boxes",
        "The network names no region.",
    ):
        assert sentence in card
    for untrue in ("gate", "evidence map", "blocks", "hardware |"):
        assert untrue not in card


def test_a_rehearsal_goes_on_where_it_broke_off(rehearsed):
    stage, recipe = rehearsed
    called = []
    record = stage.folder / "tiny" / "rehearsal.json"
    before = record.read_text()
    assert rehearse(stage, [recipe], lambda *given: called.append(given)) == []
    assert called == []
    entries = json.loads(before)
    del entries["seconds"]["analyze"]
    record.write_text(json.dumps(entries | {"verdicts": {}}))
    assert rehearse(stage, [recipe], lambda a, log: called.append(a[1]) or call(a, log)) == []
    assert called == ["analyze"]
    assert json.loads(record.read_text())["verdicts"] == json.loads(before)["verdicts"]


def test_a_command_that_fails_is_named_and_the_next_recipe_is_tried(rehearsed, tmp_path):
    stage, recipe = rehearsed
    other = Stage(tmp_path, stage.data)
    second = tmp_path / "second.yaml"
    second.write_text(yaml.safe_dump(RECIPE | {"name": "second"}))

    def fail(arguments, log):
        log.write_text("Decoding\ntrainer: no room on the disk\n")
        return 2

    problems = rehearse(other, [recipe, second], fail)
    assert problems == [
        "tiny: fit ended with 2: trainer: no room on the disk",
        "second: fit ended with 2: trainer: no room on the disk",
    ]


def test_the_table_of_a_rehearsal_goes_between_a_document_s_marks(rehearsed, tmp_path, capsys):
    stage, _ = rehearsed
    document = tmp_path / "training.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main(["table", "--runs", str(stage.folder), "--into", str(document)]) == 0
    lines = document.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "old" not in lines
    (row,) = (line for line in lines if line.startswith("| tiny-smoke |"))
    assert len(row.split("|")) == len(lines[2].split("|"))
    assert "–" not in row


def test_a_network_that_contradicts_the_labels_is_not_released(rehearsed, tmp_path, capsys):
    stage, _ = rehearsed
    run = shutil.copytree(stage.folder / "tiny", tmp_path / "run")
    measured = json.loads((run / "evaluation.json").read_text())
    measured["figures"]["all images"]["auc"]["value"] = 0.3
    (run / "evaluation.json").write_text(json.dumps(measured))
    entries = yaml.safe_load((run / "config.yaml").read_text())
    entries["dataset"]["few"] = 0  # a training, no try
    (run / "config.yaml").write_text(yaml.safe_dump(entries))
    options = ["--run", str(run), "--data", str(stage.data["mura"]), "--version", "1.0"]
    assert main(["release", *options, "--models", str(tmp_path)]) == 2
    assert "its scores run against the labels (AUROC 0.300" in capsys.readouterr().err
    assert not (tmp_path / "tiny-smoke-1.0").exists()


def test_fracatlas_is_laid_out_as_mura_once_and_a_tree_that_is_named_is_taken(fracatlas, tmp_path):
    made = stage_of(tmp_path, fracatlas, None).data["mura"]
    written = (made / "train_image_paths.csv").stat().st_mtime_ns
    assert stage_of(tmp_path, fracatlas, None).data == {"mura": made, "fracatlas": fracatlas}
    assert (made / "train_image_paths.csv").stat().st_mtime_ns == written
    assert list(tmp_path.iterdir()) == [made]  # and nothing half done beside it
    assert stage_of(tmp_path, fracatlas, tmp_path / "mine").data["mura"] == tmp_path / "mine"


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_smoke_run_keeps_every_kind_of_step(path):
    recipe = read_recipe(path)
    small = smaller(recipe)
    assert small.starts().keys() == recipe.starts().keys()
    assert (small.losses, small.regions) == (recipe.losses, recipe.regions)
    pairs = list(zip(small.branches.values(), recipe.branches.values(), strict=True))
    pairs += [(small.training, recipe.training)] if recipe.training else []
    if recipe.distillation:
        teachers = small.distillation.teachers, recipe.distillation.teachers
        pairs += [(few.training, many.training) for few, many in zip(*teachers, strict=True)]
    for few, many in pairs:
        assert (few.keep, few.schedule, few.average) == (many.keep, many.schedule, many.average)
        assert bool(few.small_epochs) == bool(many.small_epochs)
        assert few.freeze == many.freeze
        assert few.start == ""
