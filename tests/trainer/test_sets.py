import pytest

from tests.trainer.mura_tree import healthy_tree
from trainer.data.fracatlas import read_fracatlas
from trainer.data.sets import divide, read_data
from trainer.data.split import split_by_blocks
from trainer.recipe import DataConfig


@pytest.fixture(scope="module")
def mura(tmp_path_factory):
    return healthy_tree(tmp_path_factory.mktemp("mura") / "MURA-v1.1").root


def config(name="mura", **more):
    return DataConfig(name, validation=0.25, seed=0, **more)


def test_what_is_trained_on_holds_nothing_of_the_public_validation_part(mura):
    examples = read_data(config(), mura)
    assert examples
    assert {e.path.relative_to(mura).parts[0] for e in examples} == {"train"}
    split = divide(config(), examples)
    assert len(split.train) + len(split.validation) == len(examples)


def test_mura_is_divided_by_patient(mura):
    examples = read_data(config(), mura)
    for fold in range(4):
        split = divide(config(fold=fold), examples)
        train, validation = (
            {examples[i].patient for i in part} for part in (split.train, split.validation)
        )
        assert train
        assert validation
        assert not train & validation


def test_a_recipe_may_keep_few_images_of_each_part_to_be_tried_out(mura):
    examples = read_data(config(), mura)
    whole, few = (divide(config(few=count), examples) for count in (0, 4))
    for kept, part in ((few.train, whole.train), (few.validation, whole.validation)):
        assert set(kept) < set(part)
        there = sum(examples[i].positive for i in part)
        assert sum(examples[i].positive for i in kept) == min(2, there)
        assert len(kept) == 2 + min(2, there)
        assert len({examples[i].patient for i in kept}) > 1  # not the first ones of the list


def test_a_recipe_may_choose_regions(mura):
    chosen = read_data(config(regions=("wrist", "elbow")), mura)
    assert {region for e in chosen for region in e.regions} == {"wrist", "elbow"}


def test_fracatlas_is_read_and_divided_as_ever(fracatlas):
    examples = read_data(config("fracatlas"), fracatlas)
    assert examples == read_fracatlas(fracatlas)
    assert divide(config("fracatlas"), examples) == split_by_blocks(examples, 0.25, 0)


def test_slips_are_named(mura, fracatlas):
    with pytest.raises(ValueError, match="no data set 'lera', only fracatlas, mura"):
        read_data(config("lera"), mura)
    with pytest.raises(ValueError, match="no image shows 'knee', only elbow"):
        read_data(config(regions=("knee",)), mura)
    with pytest.raises(ValueError, match="no fold 4"):
        divide(config(fold=4), read_data(config(), mura))
    with pytest.raises(ValueError, match="fracatlas has no folds"):
        divide(config("fracatlas", fold=1), read_fracatlas(fracatlas))
