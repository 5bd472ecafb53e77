import pytest
import torch

from trainer.data.batches import BatchSource
from trainer.data.cache import cached_squares
from trainer.data.fracatlas import read_fracatlas
from trainer.data.split import split_by_blocks


@pytest.fixture
def examples(fracatlas):
    return read_fracatlas(fracatlas)


@pytest.fixture
def source(examples, tmp_path):
    return BatchSource(examples, cached_squares(examples, 96, tmp_path), ["hand", "leg"], seed=5)


def test_labels_boxes_and_sizes_are_read(examples):
    first, second = examples[0], examples[1]
    assert first.positive
    assert len(first.boxes) == 1
    assert first.regions == {"hand"}
    assert not second.positive
    assert second.boxes == ()
    assert second.size == (96, 80)


def test_a_folder_that_is_not_the_data_set_is_named_with_a_remedy(tmp_path):
    with pytest.raises(FileNotFoundError, match="--data"):
        read_fracatlas(tmp_path)


@pytest.mark.parametrize("seed", range(5))
def test_no_block_and_no_group_of_near_duplicates_stands_on_both_sides(examples, seed):
    split = split_by_blocks(examples, 0.3, seed)
    sides = [[examples[i] for i in part] for part in (split.train, split.validation)]
    for trait in ("block", "group", "patient"):
        train, validation = ({getattr(e, trait) for e in side} for side in sides)
        assert not train & validation
    parts = [*split.train, *split.validation, *split.excluded]
    assert sorted(parts) == list(range(len(examples)))


def test_only_near_duplicates_of_validation_images_are_left_out(examples):
    left_out = {
        examples[i].group
        for seed in range(8)
        for i in split_by_blocks(examples, 0.3, seed).excluded
    }
    assert left_out == {"11"}


def test_a_split_depends_on_its_seed_alone(examples):
    assert split_by_blocks(examples, 0.3, 1) == split_by_blocks(examples, 0.3, 1)
    assert split_by_blocks(examples, 0.3, 1) != split_by_blocks(examples, 0.3, 2)


def test_a_batch_depends_on_seed_and_step_alone(source):
    for one, other in zip(source.draw(3, 8, 4, 64), source.draw(3, 8, 4, 64), strict=True):
        assert torch.equal(one, other)
    assert not torch.equal(source.draw(3, 8, 4, 64).pictures, source.draw(4, 8, 4, 64).pictures)


def test_a_batch_holds_the_wanted_positives_in_the_network_s_range(source):
    batch = source.draw(0, 9, 3, 64)
    assert batch.labels.sum() == 3
    assert batch.pictures.shape == (9, 1, 64, 64)
    assert batch.pictures.min() >= -1.0
    assert batch.pictures.max() <= 1.0
    assert batch.regions.sum(1).eq(1).all()


def test_boxes_follow_their_picture_through_every_augmentation(source):
    brighter = 0
    for step in range(20):
        batch = source.draw(step, 8, 8, 96)
        pixels = torch.nn.functional.avg_pool2d(batch.pictures, 8)
        inside = (pixels * batch.boxes).sum() / batch.boxes.sum()
        outside = (pixels * (1 - batch.boxes)).sum() / (1 - batch.boxes).sum()
        brighter += bool(inside > outside + 0.2)
    assert brighter >= 18  # a rare batch is mostly inverted or erased
