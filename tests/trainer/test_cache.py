import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from trainer.data import cache, cache_record
from trainer.data.cache import cached_squares
from trainer.data.fracatlas import read_fracatlas
from trainer.data.refusal import UnusableData


@pytest.fixture
def examples(fracatlas, tmp_path):
    """Examples whose files a test may spoil."""
    shutil.copytree(fracatlas, tmp_path / "fracatlas")
    return read_fracatlas(tmp_path / "fracatlas")[:12]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def array_of(folder) -> Path:
    (array,) = folder.glob("*.npy")
    return array


def spoil_a_square(folder):
    """Change the array, so that a test can tell whether it was made again."""
    squares = np.load(array_of(folder), mmap_mode="r+")
    squares[0] ^= 255
    squares.flush()


def test_squares_are_decoded_once(examples, folder):
    first = np.array(cached_squares(examples, 32, folder))
    spoil_a_square(folder)
    again = cached_squares(examples, 32, folder)
    assert np.array_equal(again[0], first[0] ^ 255)
    assert np.array_equal(again[1:], first[1:])


def test_other_files_and_other_sizes_have_arrays_of_their_own(examples, folder):
    for chosen, size in ((examples, 32), (examples[1:], 32), (examples, 40)):
        assert cached_squares(chosen, size, folder).shape == (len(chosen), size, size)
    assert len(list(folder.glob("*.npy"))) == 3


def test_a_changed_file_is_decoded_again(examples, folder):
    before = np.array(cached_squares(examples, 32, folder)[0])
    shutil.copy(examples[1].path, examples[0].path)
    assert not np.array_equal(cached_squares(examples, 32, folder)[0], before)


def test_the_same_folder_named_otherwise_finds_the_same_array(
    examples, folder, tmp_path, monkeypatch
):
    cached_squares(examples, 32, folder)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    cached_squares(read_fracatlas(Path("../fracatlas"))[:12], 32, folder)
    assert array_of(folder).exists()


def test_the_record_names_size_padding_and_libraries(examples, folder):
    cached_squares(examples, 32, folder)
    record = json.loads(array_of(folder).with_suffix(".json").read_text())
    assert set(record) == {"size", "padding", "versions"}
    assert set(record["versions"]) == {"pillow", "torch", "numpy"}


@pytest.mark.parametrize("gone", ["unlink", "write"])
def test_an_array_of_unknown_origin_is_kept_when_fresh_squares_agree(examples, folder, gone):
    cached_squares(examples, 32, folder)
    array = array_of(folder)
    record = array.with_suffix(".json")
    record.unlink() if gone == "unlink" else record.write_text("not JSON")
    stamp = array.stat().st_mtime_ns
    cached_squares(examples, 32, folder)
    assert array.stat().st_mtime_ns == stamp
    assert "versions" in record.read_text()


def test_an_array_of_other_libraries_is_made_anew_when_fresh_squares_differ(
    examples, folder, monkeypatch
):
    expected = np.array(cached_squares(examples, 32, folder))
    spoil_a_square(folder)
    monkeypatch.setattr(cache_record, "version", lambda library: "0.0.1")
    assert np.array_equal(cached_squares(examples, 32, folder), expected)


def test_other_padding_is_another_record(monkeypatch):
    before = cache_record.record_of(32)
    original = cache_record.letterbox
    monkeypatch.setattr(
        cache_record, "letterbox", lambda p, size: (original(p, size)[0].roll(1, -1), None)
    )
    assert cache_record.record_of(32)["padding"] != before["padding"]


def test_images_that_cannot_be_decoded_are_counted_and_named_and_nothing_is_left(examples, folder):
    for example in (examples[2], examples[5]):
        example.path.write_bytes(example.path.read_bytes()[:200])
    with pytest.raises(UnusableData, match="2 of 12 images cannot be decoded") as refusal:
        cached_squares(examples, 32, folder)
    for example in (examples[2], examples[5]):
        assert example.path.name in str(refusal.value)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_refused_before_anything_is_decoded(examples, folder, monkeypatch):
    monkeypatch.setattr(cache, "SPARE_BYTES", 1 << 60)
    monkeypatch.setattr(cache, "load", pytest.fail)
    with pytest.raises(UnusableData, match="GB are free") as refusal:
        cached_squares(examples, 32, folder)
    assert "--run" in refusal.value.remedy
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_left_half_built_is_deleted_the_day_after(examples, folder):
    folder.mkdir()
    left, fresh = (folder / f"squares-448-0123456789abcdef.{pid}.part" for pid in (1, 2))
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (0, 0))
    cached_squares(examples, 32, folder)
    assert not left.exists()
    assert fresh.exists()
