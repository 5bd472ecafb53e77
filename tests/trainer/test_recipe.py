from pathlib import Path

import pytest
import yaml

from trainer.recipe import read_recipe

RECIPES = Path(__file__).parents[2] / "trainer" / "recipes"


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_that_ships_can_be_read(path):
    recipe = read_recipe(path)
    assert {region.name for region in recipe.regions} == set(recipe.network.regions)
    for training in recipe.branches.values():
        assert training.phases[-1].size == recipe.network.input_size


@pytest.mark.parametrize(
    ("entry", "value", "message"),
    [
        ("batchsize", 3, "no entry batchsize"),
        ("batch", "many", "recipe.batch must be"),
        ("network", [], "recipe.network must be"),
        ("branches", {}, "name different branches"),
    ],
)
def test_a_slip_in_a_recipe_is_named(recipe_entries, tmp_path, entry, value, message):
    path = tmp_path / "slip.yaml"
    path.write_text(yaml.safe_dump(recipe_entries | {entry: value}))
    with pytest.raises(ValueError, match=message) as refusal:
        read_recipe(path)
    assert "slip.yaml" in str(refusal.value)


def test_a_missing_entry_is_named(recipe_entries, tmp_path):
    del recipe_entries["seed"]
    path = tmp_path / "gap.yaml"
    path.write_text(yaml.safe_dump(recipe_entries))
    with pytest.raises(ValueError, match="seed"):
        read_recipe(path)
