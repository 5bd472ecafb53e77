import numpy as np
import pytest
import torch
from PIL import Image as Picture

from mura_desktop.imaging.reading import load
from mura_desktop.inference.preprocess import letterbox, normalize
from trainer.data.augment import Augmentation, random_affine
from trainer.data.batches import BatchSource, Drawing, _sampling_grid
from trainer.data.cache import cached_squares
from trainer.data.examples import Example
from trainer.data.fracatlas import read_fracatlas
from trainer.data.split import split_by_blocks
from trainer.training.module import network_input

EVERYTHING = Augmentation(
    flip=True,
    rotation=25,
    scale=0.2,
    aspect=0.08,
    shift=0.12,
    gamma=0.35,
    contrast=0.25,
    brightness=25,
    noise=6,
    invert=0.03,
    erase=0.2,
)
ROUGH = Drawing(seed=5, batch=8, positives=4, augmentation=EVERYTHING)


def example_of(path, size):
    return Example(path, True, frozenset({"humerus"}), (), 1, "1", "1", False, size)


@pytest.fixture
def examples(fracatlas):
    return read_fracatlas(fracatlas)


@pytest.fixture
def source(examples, tmp_path):
    return BatchSource(examples, cached_squares(examples, 96, tmp_path), ["hand", "leg"])


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
    for one, other in zip(source.draw(ROUGH, 3, 64), source.draw(ROUGH, 3, 64), strict=True):
        assert torch.equal(one.nan_to_num(), other.nan_to_num())
    assert not torch.equal(source.draw(ROUGH, 3, 64).pictures, source.draw(ROUGH, 4, 64).pictures)


def test_two_processes_share_a_batch_image_by_image(source):
    whole = source.draw(ROUGH, 3, 64)
    shares = [source.draw(ROUGH, 3, 64, rank, 2) for rank in (0, 1)]
    for rank, share in enumerate(shares):
        assert torch.equal(share.indices, whole.indices[rank::2])
        assert torch.equal(share.pictures, whole.pictures[rank::2])
        assert torch.equal(share.boxes, whole.boxes[rank::2])


def test_an_epoch_takes_no_image_twice_and_another_order_each_time(source):
    drawing = Drawing(seed=5, batch=32)
    epochs = [
        np.concatenate([source.choose(drawing, step) for step in range(first, first + 7)])
        for first in (0, 7)
    ]
    assert source.steps(32) == 7
    for epoch in epochs:
        assert len(set(epoch)) == 7 * 32
    assert epochs[0].tolist() != epochs[1].tolist()


def test_a_batch_holds_the_wanted_positives_and_the_step_normalises_its_pictures(source):
    batch = source.draw(Drawing(5, 9, 3, EVERYTHING), 0, 64)
    assert batch.labels.sum() == 3
    assert batch.pictures.shape == (9, 1, 64, 64)
    assert batch.pictures.dtype == torch.uint8
    assert network_input(batch).min() >= -1.0
    assert network_input(batch).max() <= 1.0
    assert batch.regions.sum(1).eq(1).all()


def test_too_few_positives_for_a_batch_are_named(source):
    with pytest.raises(ValueError, match="lower `batch` or `positives`"):
        source.draw(Drawing(5, 200, 150), 0, 64)


def test_without_augmentation_a_picture_is_what_the_application_sees(examples, source):
    """No second scaling, no swapped colours, nothing cut off."""
    batch = source.plain(np.array([0, 5, 9]))
    drawn = source.draw(Drawing(5, 240), 0, 96)
    for row, index in enumerate((0, 5, 9)):
        (image,) = load([examples[index].path])
        seen = normalize(letterbox(image.rendered(), 96)[0])
        assert torch.equal(network_input(batch)[row], seen)
        place = drawn.indices.tolist().index(index)
        assert torch.equal(network_input(drawn)[place], seen)
    assert network_input(batch).min() < -0.9
    assert network_input(batch).max() > 0.5


def test_a_long_bone_keeps_both_ends(tmp_path):
    tall = np.full((480, 120), 90, np.uint8)
    tall[:12], tall[-12:] = 250, 200
    Picture.fromarray(tall).save(tmp_path / "humerus.png")
    example = example_of(tmp_path / "humerus.png", tall.shape)
    source = BatchSource([example], cached_squares([example], 96, tmp_path), ["humerus"])
    for batch in (source.plain(np.array([0])), source.draw(Drawing(1, 1), 0, 96)):
        middle = network_input(batch)[0, 0, :, 48]
        assert middle[0] > 0.8
        assert middle[-1] > 0.4


def test_colours_are_weighed_as_red_green_and_blue(tmp_path):
    """Read as blue, green and red, a red mark would be as dark as a blue one should be."""
    colours = np.zeros((40, 40, 3), np.uint8)
    colours[:, :20, 0], colours[:, 20:, 2] = 255, 255
    Picture.fromarray(colours).save(tmp_path / "mark.png")
    example = example_of(tmp_path / "mark.png", (40, 40))
    square = cached_squares([example], 40, tmp_path)[0]
    assert square[20, 5] == pytest.approx(76, abs=2)
    assert square[20, 35] == pytest.approx(29, abs=2)


def test_boxes_follow_their_picture_through_every_augmentation(source):
    brighter = 0
    for step in range(20):
        batch = source.draw(Drawing(5, 8, 8, EVERYTHING), step, 96)
        pixels = torch.nn.functional.avg_pool2d(network_input(batch), 8)
        inside = (pixels * batch.boxes).sum() / batch.boxes.sum()
        outside = (pixels * (1 - batch.boxes)).sum() / (1 - batch.boxes).sum()
        brighter += bool(inside > outside + 0.2)
    assert brighter >= 18  # a rare batch is mostly inverted or erased


@pytest.mark.parametrize("size", [64, 33])
def test_pictures_are_sampled_where_torch_s_own_grid_says(size):
    random = np.random.default_rng(0)
    matrices = np.stack([random_affine(EVERYTHING, random) for _ in range(3)])
    given = torch.from_numpy(matrices)
    expected = torch.nn.functional.affine_grid(given, [3, 1, size, size], align_corners=False)
    assert torch.allclose(_sampling_grid(matrices, size), expected, atol=1e-6)
