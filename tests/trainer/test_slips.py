"""What a researcher may get wrong: one sentence, exit code 2, nothing begun."""

import os

import pytest
import yaml
from PIL import Image as Picture

from tests.trainer.mura_tree import MuraTree, healthy_tree
from trainer.__main__ import main

ENTRIES = {
    "name": "small",
    "label": "abnormality",
    "seed": 1,
    "dataset": {"name": "mura", "validation": 0.34, "seed": 0},
    "losses": {"balance": "per_region"},
    "classifier": {"backbone": "test_resnet", "head": "pooled", "hidden": [], "input_size": 64},
    "training": {"epochs": 1, "batch": 4, "epoch_steps": 2},
}


@pytest.fixture(scope="module")
def mura(tmp_path_factory):
    return healthy_tree(tmp_path_factory.mktemp("mura") / "MURA-v1.1", patients=40).root


@pytest.fixture
def refused(mura, tmp_path, capsys):
    """Run `fit` on a changed recipe; return the one line that it says."""

    def run(*more, data=mura, folder=tmp_path / "runs" / "one", **changes):
        entries = dict(ENTRIES)
        for name, value in changes.items():
            own = entries.get(name)
            merge = isinstance(value, dict) and isinstance(own, dict)
            entries[name] = own | value if merge else value
        (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(entries))
        options = ["--recipe", str(tmp_path / "recipe.yaml"), "--data", str(data)]
        options += ["--run", str(folder), "--accelerator", "cpu", "--devices", "1"]
        assert main(["fit", *options, *map(str, more)]) == 2
        said = capsys.readouterr().err.strip()
        assert said.startswith("trainer: ")
        assert "\n" not in said
        assert len(said) < 600
        return said

    return run


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batchsize": 3}, "recipe.yaml: Option 'batchsize' is not accepted"),
        ({"training": {"epoch": 3}}, "key \"training\": Option 'epoch' is not accepted"),
        ({"training": {"epochs": "many"}}, "key \"training.epochs\": Expected a <class 'int'>"),
        ({"training": {"head_rate": -1.0}}, "rates must be above nought"),
        ({"training": {"clip": -1.0}}, "clip must not be below nought"),
        ({"training": {"augmentation": {"rotation": -5}}}, "rotation must not be below nought"),
        ({"training": {"batch": 4000}}, "a batch wants 4000 images, and there are"),
        ({"classifier": {"head": "none"}}, 'key "classifier.head": Expected a typing.Literal'),
        ({"classifier": {"backbone": "densenet9"}}, "Unknown model (densenet9)"),
        ({"classifier": {"input_size": 5}}, "input_size must be at least 32"),
        ({"dataset": {"validation": 0.0}}, "dataset.validation must be in (0, 0.5]"),
        ({"dataset": {"name": "lera"}}, "dataset.name must be fracatlas or mura"),
        ({"name": "../elsewhere"}, "name must be one word"),
    ],
)
def test_a_slip_in_a_recipe_is_one_sentence(refused, changes, message):
    assert message in refused(**changes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--training.epoch", "3"), "Option 'epoch' is not accepted"),
        (("--training.epochs", "x"), 'key "training.epochs": Expected'),
        (("--precision", "8"), 'key "precision": Expected'),
        (("--accelerator", "abacus"), "This computer cannot train so: "),
        (("--devices", "0"), "This computer cannot train so: "),
        (("--strategy", "blitz"), "This computer cannot train so: "),
        (("--workers", "-1"), "--workers must not be below nought"),
        (("--pretrained", "hub", "--from-scratch"), "exclude each other"),
    ],
)
def test_a_slip_on_the_command_line_is_one_sentence(refused, tmp_path, options, message):
    assert message in refused(*options)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "this is no recipe: it has no entries"),
        (b"a: [1\n b", "this is no YAML in line"),
        (b"\xff\xfe\0\1", "this is no text, and so no recipe"),
        (None, "there is no such file"),
    ],
)
def test_what_is_no_recipe_is_named(tmp_path, capsys, content, message):
    path = tmp_path / "spoilt.yaml"
    if content is not None:
        path.write_bytes(content)
    assert main(["fit", "--recipe", str(path)]) == 2
    assert f"{path}: {message}" in capsys.readouterr().err


def test_fit_without_a_recipe_says_where_recipes_are(capsys):
    assert main(["fit", "--seed", "3"]) == 2
    assert "--recipe" in capsys.readouterr().err


def test_weights_that_are_none_are_named(refused, tmp_path):
    (tmp_path / "junk.safetensors").write_bytes(b"junk" * 10)
    assert "is damaged, or no safetensors" in refused("--pretrained", tmp_path / "junk.safetensors")


def test_a_folder_that_cannot_be_written_is_named(refused, tmp_path):
    (tmp_path / "file").write_text("")
    assert f"{tmp_path / 'file'}: File exists. Name another folder with --run" in refused(
        folder=tmp_path / "file"
    )
    if os.geteuid():  # nothing is closed to root
        (tmp_path / "closed").mkdir(mode=0o500)
        said = refused(folder=tmp_path / "closed" / "run")
        assert "Permission denied. Name a folder that you may read and write" in said


def tree_of(root, studies):
    tree = MuraTree(root)
    for patient, abnormal in enumerate(studies, 1):
        tree.add("train", "WRIST", patient, 1, abnormal)
    tree.add("valid", "WRIST", 90, 1, abnormal=True)
    return tree.write_lists().root


@pytest.mark.parametrize(
    ("studies", "message"),
    [
        ([], "train_image_paths.csv: It lists no image"),
        ([True], "1 patients cannot be dealt out to 3 folds"),
        ([False] * 9, "0 of them with the finding, and needs both kinds"),
        ([True] * 9, "6 of them with the finding, and needs both kinds"),
    ],
)
def test_a_data_set_that_nothing_can_be_learned_from_is_refused(
    refused, tmp_path, studies, message
):
    root = tmp_path / "few"
    root.mkdir()
    assert message in refused(data=tree_of(root, studies))


def test_a_validation_part_too_small_to_fit_and_measure_on_is_refused(tmp_path, capsys):
    root = tree_of(tmp_path / "wrists", [number % 3 == 0 for number in range(1, 13)])
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(ENTRIES))
    options = ["--data", str(root), "--run", str(tmp_path / "runs" / "one")]
    machine = ["--accelerator", "cpu", "--devices", "1"]
    assert main(["fit", "--recipe", str(tmp_path / "recipe.yaml"), *options, *machine]) == 0
    capsys.readouterr()
    assert main(["evaluate", *options]) == 2
    assert "holds 1 patients with the finding, too few" in capsys.readouterr().err


def test_a_path_with_spaces_and_umlauts_is_a_path_like_any_other(tmp_path, capsys):
    root = tmp_path / "Über alle Knochen" / "MURA v1.1 ä"
    root.mkdir(parents=True)
    tree_of(root, [number % 2 == 0 for number in range(12)])
    run = tmp_path / "meine Läufe" / "Lauf 1"
    (tmp_path / "Rezept ö.yaml").write_text(yaml.safe_dump(ENTRIES))
    options = ["--recipe", str(tmp_path / "Rezept ö.yaml"), "--data", str(root.parent)]
    machine = ["--accelerator", "cpu", "--devices", "1"]
    assert main(["fit", *options, "--run", str(run), *machine]) == 0
    assert (run / "network.safetensors").exists()


def test_pictures_of_every_kind_that_png_knows_are_read_as_grey(tmp_path):
    modes = ("L", "RGB", "RGBA", "1", "P", "LA")
    tree = MuraTree(tmp_path / "kinds")
    for patient in range(1, 13):
        tree.add("train", "WRIST", patient, 1, patient % 2 == 0, modes)
    tree.add("valid", "WRIST", 90, 1, abnormal=True)
    tree.write_lists()
    deep = Picture.new("I;16", (60, 44), 30_000)
    deep.save(tree.root / tree.images["train"][0])
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(ENTRIES))
    options = ["--recipe", str(tmp_path / "recipe.yaml"), "--data", str(tree.root)]
    options += ["--run", str(tmp_path / "run"), "--accelerator", "cpu", "--devices", "1"]
    assert main(["fit", *options]) == 0


@pytest.mark.parametrize("version", ["../1", "one", "1.0/..", "-"])
def test_a_version_that_is_none_is_refused(mura, tmp_path, capsys, version):
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(ENTRIES))
    options = ["--recipe", str(tmp_path / "recipe.yaml"), "--data", str(mura)]
    options += ["--run", str(tmp_path / "run"), "--models", str(tmp_path / "models")]
    assert main(["release", *options, f"--version={version}"]) == 2
    assert "is no version" in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("file", "command", "message"),
    [
        ("network.safetensors", ("evaluate",), "is damaged, or no safetensors file"),
        ("evaluation.json", ("release", "--version", "1"), "is damaged"),
        ("network/last.ckpt", ("fit", "--resume"), "is damaged, so nothing can be resumed"),
    ],
)
def test_a_file_of_a_run_that_was_cut_short_is_named(
    mura, tmp_path, capsys, file, command, message
):
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(ENTRIES))
    path = tmp_path / "run" / file
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{cut")
    options = ["--recipe", str(tmp_path / "recipe.yaml"), "--data", str(mura)]
    assert main([*command, *options, "--run", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert f"trainer: {path} {message}" in said
    assert "\n" not in said.strip()
