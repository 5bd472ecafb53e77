import gc
import threading
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.grey import Window
from mura_desktop.domain.pixels import FilePixels, PixelCache
from mura_desktop.domain.study import Header, Image

ONE = 32 * 16 * 2  # bytes of one of the images here


class Disk:
    """Files that hold one image each, and how often each was read."""

    def __init__(self, cache):
        self.cache = cache
        self.read = []
        self.gone = False

    def pixels(self, number):
        def again():
            if self.gone:
                raise UnreadableFile(Path("x"), "It is gone.", "Bring it back.")
            self.read.append(number)
            return np.full((32, 16), number, np.uint16)

        return FilePixels(np.full((32, 16), number, np.uint16), again, self.cache)


@pytest.fixture
def cache():
    return PixelCache(3 * ONE)


@pytest.fixture
def disk(cache):
    return Disk(cache)


def test_pixels_that_are_kept_are_not_read_again(disk):
    held = disk.pixels(1)
    assert (held.get() == 1).all()
    assert not disk.read


def test_no_more_bytes_are_kept_than_the_limit_says(disk, cache):
    held = [disk.pixels(number) for number in range(9)]
    assert cache.bytes_kept == 3 * ONE
    assert [each.at_hand is not None for each in held] == [False] * 6 + [True] * 3


def test_pixels_that_were_let_go_come_again_as_they_were(disk):
    held = [disk.pixels(number) for number in range(9)]
    assert (held[0].get() == 0).all()
    assert held[0].get().dtype == np.uint16
    assert disk.read == [0]


def test_what_was_not_used_for_longest_goes_first(disk):
    first, second, third = (disk.pixels(number) for number in range(3))
    first.get()
    disk.pixels(3)
    assert first.at_hand is not None
    assert second.at_hand is None
    assert third.at_hand is not None


def test_pixels_that_someone_looks_at_are_not_read_again_however_full_the_cache_is(disk):
    shown = disk.pixels(1)
    array = shown.get()
    others = [disk.pixels(number) for number in range(2, 9)]
    assert shown.get() is array
    assert not disk.read
    assert len(others) == 7


def test_shape_and_type_are_known_without_reading(disk):
    held = disk.pixels(1)
    others = [disk.pixels(number) for number in range(2, 9)]
    assert held.at_hand is None
    assert (held.shape, held.dtype) == ((32, 16), np.uint16)
    assert not disk.read
    assert others


def test_an_image_that_is_closed_leaves_the_cache(disk, cache):
    held = disk.pixels(1)
    assert cache.bytes_kept == ONE
    del held
    gc.collect()
    assert cache.bytes_kept == 0


def test_pixels_larger_than_the_cache_are_there_for_as_long_as_they_are_looked_at(disk):
    disk.cache = PixelCache(ONE // 2)
    held = disk.pixels(1)
    looked_at = held.get()
    assert held.get() is looked_at
    del looked_at
    gc.collect()
    assert held.at_hand is None


def test_two_threads_that_want_the_same_pixels_read_once(disk):
    held = disk.pixels(1)
    others = [disk.pixels(number) for number in range(2, 9)]
    got = []
    threads = [threading.Thread(target=lambda: got.append(held.get())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert disk.read == [1]
    assert len(got) == 4
    assert others


def test_nobody_can_change_pixels_that_others_look_at(disk):
    with pytest.raises(ValueError, match="read-only"):
        disk.pixels(1).get()[0, 0] = 9


def test_a_file_that_is_gone_is_told_and_no_other_pixels_are_shown(disk):
    held = disk.pixels(1)
    others = [disk.pixels(number) for number in range(2, 9)]
    disk.gone = True
    with pytest.raises(UnreadableFile):
        held.get()
    assert others


def test_an_image_of_a_file_gives_its_pixels_size_and_brightness_as_one_of_an_array_does():
    pixels = np.arange(64, dtype=np.uint16).reshape(8, 8)
    plain = Image(Path("x"), pixels.copy(), Header("1"), (Window(32.0, 64.0),))
    image = plain.readable_again(pixels.copy)
    assert (image.rows, image.columns, image.stored_range) == (8, 8, (0, 65535))
    np.testing.assert_array_equal(image.pixels, pixels)
    np.testing.assert_array_equal(image.rendered(), plain.rendered())


def test_the_text_of_an_image_names_no_patient_and_reads_no_file():
    image = Image(
        Path("Doe^Jane.dcm"), np.zeros((3, 4), np.uint8), Header("1"), (Window(1.0, 2.0),)
    )
    assert repr(image) == "<Image of 3 x 4 pixels>"
