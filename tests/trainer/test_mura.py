import shutil

import numpy as np
import pytest
from PIL import Image as Picture

from tests.trainer.mura_tree import MuraTree, healthy_tree
from trainer.data.cache import cached_squares
from trainer.data.mura import read_mura
from trainer.data.public_validation import read_public_validation
from trainer.data.refusal import UnusableData


@pytest.fixture
def tree(tmp_path):
    return healthy_tree(tmp_path / "MURA-v1.1")


def test_files_and_their_order_come_from_the_list(tree):
    examples = read_mura(tree.root)
    found = [e.path.relative_to(tree.root).as_posix() for e in examples]
    assert found == tree.images["train"]


def test_a_file_that_is_not_listed_is_not_read(tree):
    folder = tree.root / tree.images["train"][0]
    shutil.copy(folder, folder.with_name("image9.png"))
    (folder.parent / "._image1.png").write_bytes(b"no picture")
    assert len(read_mura(tree.root)) == len(tree.images["train"])


def test_every_view_carries_its_study_s_label_and_key(tree):
    tree.add("train", "ELBOW", 900, 2, abnormal=True, modes=("L", "RGB", "RGBA"), size=(108, 70))
    tree.write_lists()
    views = read_mura(tree.root)[-3:]
    assert {view.study for view in views} == {"elbow/patient00900/study2_positive"}
    assert all(view.positive and view.regions == {"elbow"} for view in views)
    assert {view.size for view in views} == {(108, 70)}


def test_a_patient_s_studies_of_two_regions_are_two_studies_of_one_patient(tree):
    tree.add("train", "HAND", 900, 1, abnormal=True)
    tree.add("train", "WRIST", 900, 1, abnormal=True)
    tree.write_lists()
    hand, wrist = read_mura(tree.root)[-2:]
    assert hand.study != wrist.study
    assert (hand.patient, hand.block) == (wrist.patient, wrist.block)


def test_the_public_validation_part_shares_no_image_and_no_patient(tree):
    train, public = read_mura(tree.root), read_public_validation(tree.root)
    assert len(public) == len(tree.images["valid"])
    assert not {e.path for e in train} & {e.path for e in public}
    assert not {e.patient for e in train} & {e.patient for e in public}


def test_the_data_set_is_found_under_another_name_and_one_level_deeper(tree, tmp_path):
    expected = len(read_mura(tree.root))
    renamed = tree.root.rename(tmp_path / "bones")
    assert len(read_mura(renamed)) == expected
    (tmp_path / "__MACOSX" / "MURA-v1.1").mkdir(parents=True)
    assert len(read_mura(tmp_path)) == expected


def test_lists_with_a_byte_order_mark_and_windows_line_ends_are_read(tree):
    path = tree.root / "train_image_paths.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n") + b"\n")
    assert len(read_mura(tree.root)) == len(tree.images["train"])


def test_the_withdrawn_first_version_is_refused_with_the_reason(tmp_path):
    for name in ("train.csv", "valid.csv"):
        (tmp_path / name).write_text("")
    with pytest.raises(UnusableData, match=r"v1\.0, which was withdrawn") as refusal:
        read_mura(tmp_path)
    assert "v1.1" in refusal.value.remedy


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: shutil.rmtree(root), "no such folder"),
        (lambda root: (root / "train_image_paths.csv").unlink(), "Neither it nor a folder"),
        (lambda root: (root / "train_labeled_studies.csv").unlink(), "The file is missing"),
        (lambda root: _append(root / "train_image_paths.csv", "a,b"), r"Line \d+ has 2 fields"),
        (lambda root: _append(root / "train_image_paths.csv", "x/../y.png"), "no path of MURA's"),
        (
            lambda root: _append(
                root / "train_image_paths.csv",
                "MURA-v1.1/valid/XR_HAND/patient00001/study1_negative/image1.png",
            ),
            "no path of MURA's",
        ),
        (
            lambda root: _append(
                root / "train_labeled_studies.csv",
                "MURA-v1.1/train/XR_FOOT/patient00001/study1_negative/,0",
            ),
            "no path of MURA's",
        ),
        (
            lambda root: _append(
                root / "train_labeled_studies.csv",
                "MURA-v1.1/train/XR_HAND/patient00901/study1_negative/,normal",
            ),
            "the label is 'normal'",
        ),
        (
            lambda root: _append(
                root / "train_labeled_studies.csv",
                "MURA-v1.1/train/XR_HAND/patient00901/study1_negative/,0",
            ),
            "1 studies have a label but no image: hand/patient00901/study1_negative",
        ),
        (
            lambda root: _append(
                root / "train_image_paths.csv",
                "MURA-v1.1/train/XR_HAND/patient00901/study1_negative/image1.png",
            ),
            "1 studies have images but no label: hand/patient00901/study1_negative",
        ),
        (lambda root: _repeat_last(root / "train_image_paths.csv"), "1 images are listed twice"),
        (lambda root: _repeat_last(root / "train_labeled_studies.csv"), "study is listed twice"),
        (lambda root: (root / "train_image_paths.csv").write_bytes(b"\xff\xfe\0"), "not a CSV"),
    ],
)
def test_what_is_wrong_with_the_lists_is_named_with_a_remedy(tree, spoil, message):
    spoil(tree.root)
    with pytest.raises(UnusableData, match=message) as refusal:
        read_mura(tree.root)
    assert refusal.value.remedy.endswith(".")


def test_missing_and_empty_images_are_counted_and_named(tree):
    (tree.root / tree.images["train"][0]).unlink()
    (tree.root / tree.images["train"][3]).write_bytes(b"")
    with pytest.raises(UnusableData, match="2 listed images are missing or no PNG") as refusal:
        read_mura(tree.root)
    for index in (0, 3):
        assert tree.images["train"][index] in str(refusal.value)
    assert "trainer doctor" in refusal.value.remedy


def test_many_missing_images_are_named_in_part_and_counted_in_full(tmp_path):
    tree = MuraTree(tmp_path)
    folder = tree.add("train", "HAND", 1, 1, abnormal=False, modes=("L",) * 8)
    tree.add("valid", "HAND", 2, 1, abnormal=False)
    tree.write_lists()
    shutil.rmtree(folder)
    with pytest.raises(UnusableData, match=r"8 listed images are .* and 3 more"):
        read_mura(tmp_path)


def test_two_data_sets_side_by_side_are_not_chosen_between(tree, tmp_path):
    shutil.copytree(tree.root, tmp_path / "copy")
    with pytest.raises(UnusableData, match="several data sets: "):
        read_mura(tmp_path)


def test_grey_and_colour_files_are_the_same_to_the_cache(tmp_path):
    tree = MuraTree(tmp_path / "mura")
    folder = tree.add("train", "HAND", 1, 1, abnormal=False, modes=("L", "RGB"))
    tree.add("valid", "HAND", 2, 1, abnormal=False)
    tree.write_lists()
    Picture.open(folder / "image1.png").convert("RGB").save(folder / "image2.png")
    grey, coloured = cached_squares(read_mura(tree.root), 32, tmp_path / "cache")
    assert np.array_equal(grey, coloured)


def _append(path, line):
    path.write_text(path.read_text() + line + "\n")


def _repeat_last(path):
    _append(path, path.read_text().split()[-1])
