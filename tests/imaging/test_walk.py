"""Which files a path leads to, and in what order."""

import numpy as np
import PIL.Image
import pytest

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.finding import walk
from mura_desktop.imaging.finding.names import natural_key
from mura_desktop.imaging.reading import load


@pytest.fixture
def tree(tmp_path):
    """A folder, and the files that should be found in it, in that order."""
    wanted = ["1.png", "2.png", "10.png", "notes.txt", "Ünder/a.png", "Ünder/deep/b"]
    unwanted = [
        ".hidden",
        "._1.png",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "__MACOSX/x",
        ".git/x",
    ]
    for name in wanted + unwanted:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path, [tmp_path / name for name in wanted]


def paths_of(found):
    return [each.path for each in found]


def test_a_folder_is_searched_to_any_depth_in_natural_order(tree):
    folder, wanted = tree
    assert paths_of(walk.files([folder])) == wanted


def test_a_file_that_is_named_is_taken_whatever_its_name(tree):
    folder, _ = tree
    assert paths_of(walk.files([folder / "Thumbs.db", folder / "._1.png"])) == [
        folder / "Thumbs.db",
        folder / "._1.png",
    ]


def test_paths_keep_the_order_in_which_they_were_given(tree):
    _, wanted = tree
    assert paths_of(walk.files([wanted[2], wanted[0]])) == [wanted[2], wanted[0]]


def test_a_file_that_several_paths_lead_to_comes_once(tree):
    folder, wanted = tree
    assert paths_of(walk.files([wanted[1], folder, wanted[0]])) == [
        wanted[1],
        *wanted[:1],
        *wanted[2:],
    ]


def test_a_folder_without_files_is_listed(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / ".DS_Store").write_bytes(b"x")
    (refusal,) = walk.files([tmp_path])
    assert isinstance(refusal, UnreadableFile)
    assert refusal.path == tmp_path
    assert "no files" in refusal.reason


def test_a_link_in_a_circle_ends(tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / "again").symlink_to(tmp_path)
    assert paths_of(walk.files([tmp_path])) == [tmp_path / "a.png"]


@pytest.mark.parametrize(
    "names",
    [
        ["image2", "image10"],
        ["A1", "a2", "A3"],
        ["1", "a"],
        ["a", "a1"],
        ["007", "8"],
    ],
)
def test_names_sort_as_a_person_counts(names):
    assert sorted([*names[1:], names[0]], key=natural_key) == names


def test_each_image_is_there_before_the_next_file_is_touched(tmp_path):
    for name in ("1.png", "2.png"):
        PIL.Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name)
    images = load([tmp_path])
    assert next(images).path.name == "1.png"
    (tmp_path / "2.png").write_bytes(b"")
    assert next(images).reason == "The file is empty."


def test_nothing_is_read_after_a_cancellation(tmp_path):
    for name in ("1.png", "2.png", "3.png"):
        PIL.Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name)
    seen = []
    for image in load([tmp_path], cancelled=lambda: len(seen) == 2):
        seen.append(image.path.name)
    assert seen == ["1.png", "2.png"]
