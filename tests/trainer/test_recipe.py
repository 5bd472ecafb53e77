from pathlib import Path

import pytest
import yaml

from trainer.recipe import read_recipe

RECIPES = Path(__file__).parents[2] / "trainer" / "recipes"


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_that_ships_can_be_read(path):
    recipe = read_recipe(path)
    assert recipe.regions
    if recipe.network:
        assert set(recipe.region_names) == set(recipe.architecture.regions)
    assert recipe.name.replace("-", "_") == path.stem or path.stem == "fracatlas"


@pytest.mark.parametrize(
    ("entry", "value", "message"),
    [
        ("batchsize", 3, "'batchsize' is not accepted"),
        ("seed", "many", 'key "seed"'),
        ("network", [], 'key "network"'),
        ("branches", {}, "either training or branches"),
        ("fusion", None, "branches need a fusion"),
        ("regions", [], "regions must be given for fracatlas"),
    ],
)
def test_a_slip_in_a_recipe_is_named(recipe_entries, tmp_path, entry, value, message):
    path = tmp_path / "slip.yaml"
    path.write_text(yaml.safe_dump(recipe_entries | {entry: value}))
    with pytest.raises(ValueError, match=message) as refusal:
        read_recipe(path)
    assert "slip.yaml" in str(refusal.value)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("batch", 0, "batch must be at least 1"),
        ("positives", 99, r"positives must be in \[0, batch\]"),
        ("average", 1.0, "average must be"),
        ("schedule", "saw", 'key "branches.schedule": Expected'),
        ("small_epochs", 1, "need each other"),
        ("augmentation", {"erase": 2}, "augmentation.erase"),
    ],
)
def test_a_slip_in_a_training_is_named(recipe_entries, tmp_path, setting, value, message):
    recipe_entries["branches"]["fine"] |= {setting: value}
    path = tmp_path / "slip.yaml"
    path.write_text(yaml.safe_dump(recipe_entries))
    with pytest.raises(ValueError, match=message):
        read_recipe(path)


def test_boxes_cannot_be_asked_of_mura(recipe_entries, tmp_path):
    recipe_entries["dataset"]["name"] = "mura"
    path = tmp_path / "boxes.yaml"
    path.write_text(yaml.safe_dump(recipe_entries))
    with pytest.raises(ValueError, match="MURA has no boxes"):
        read_recipe(path)


def test_a_missing_entry_is_named(recipe_entries, tmp_path):
    del recipe_entries["seed"]
    path = tmp_path / "gap.yaml"
    path.write_text(yaml.safe_dump(recipe_entries))
    with pytest.raises(ValueError, match="seed"):
        read_recipe(path)
