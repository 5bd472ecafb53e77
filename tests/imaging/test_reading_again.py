"""Files that die in the decoder, and files that are read a second time."""

import os
import signal
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from pydicom.uid import RLELossless

from mura_desktop.domain import giving_up
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.pixels import CACHE
from mura_desktop.domain.study import Image
from mura_desktop.imaging import picture
from mura_desktop.imaging.decoding import pool
from mura_desktop.imaging.reading import load

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals that end a process")


class There:
    """An argument on whose arrival something happens to the decoder."""

    def __init__(self, function, *arguments):
        self.happens = function, arguments

    def __reduce__(self):
        return self.happens


def let_go(image):
    """Do what the cache does when it is full."""
    CACHE.drop(id(image.held))
    assert image.pixels_at_hand is None


@pytest.fixture
def folder(tmp_path):
    """Three pictures; the second is the one that the tests below are about."""
    for number in (1, 2, 3):
        PIL.Image.fromarray(np.full((8, 6), number, np.uint8)).save(tmp_path / f"{number}.png")
    return tmp_path


@pytest.fixture
def deadly(monkeypatch):
    """Return a function that makes something happen to the decoder at the file 2.png."""

    def make(function, *arguments):
        apart = picture.decoding.decode_apart

        def sent(path, size, work, *rest):
            hidden = (There(function, *arguments),) if path.name == "2.png" else ()
            return apart(path, size, work, *rest, *hidden)

        monkeypatch.setattr(picture.decoding, "decode_apart", sent)

    return make


@POSIX
def test_a_file_that_kills_the_decoder_is_named_and_the_others_open(folder, deadly):
    deadly(signal.raise_signal, signal.SIGSEGV)
    first, second, third = load([folder])
    assert isinstance(second, UnreadableFile)
    assert second.path == folder / "2.png"
    assert second.reason == "The decoder crashed while reading the pixels: they are damaged."
    assert [int(each.pixels[0, 0]) for each in (first, third)] == [1, 3]


def test_a_file_that_hangs_the_decoder_is_named_and_the_others_open(folder, deadly, monkeypatch):
    list(load([folder / "1.png"]))  # the decoder is warm
    monkeypatch.setattr(pool, "LEAST_SECONDS", 1.0)
    deadly(time.sleep, 60)
    first, second, third = load([folder])
    assert isinstance(second, UnreadableFile)
    assert "after 1 seconds" in second.reason
    assert [int(each.pixels[0, 0]) for each in (first, third)] == [1, 3]


def test_opening_that_is_cancelled_does_not_wait_for_the_decoder(folder, deadly):
    deadly(time.sleep, 60)
    arrived = []
    for _ in load([folder], cancelled=lambda: bool(arrived) and time.monotonic() > arrived[0] + 1):
        arrived.append(time.monotonic())
    assert len(arrived) == 1
    assert time.monotonic() - arrived[0] < 8


def test_pixels_that_nobody_waits_for_any_more_are_not_decoded_to_the_end(folder, opened, deadly):
    image = opened(folder / "2.png")
    let_go(image)
    deadly(time.sleep, 60)
    begun = time.monotonic()
    with giving_up.giving_up_when(lambda: True), pytest.raises(giving_up.GivenUp):
        _ = image.pixels
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("syntax", [None, RLELossless])
def test_pixels_that_were_let_go_of_come_again_the_same(dicom_file, build, opened, ramp, syntax):
    path = dicom_file(ramp)
    if syntax:
        ds = build(ramp)
        ds.compress(syntax)
        ds.save_as(path, enforce_file_format=True)
    image = opened(path)
    let_go(image)
    assert (image.rows, image.columns) == ramp.shape
    np.testing.assert_array_equal(image.pixels, ramp)


def test_pixels_come_again_from_an_archive(folder):
    archive = folder / "study.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(folder / "2.png", "images/2.png")
    (image,) = load([archive])
    assert isinstance(image, Image)
    let_go(image)
    assert (image.pixels == 2).all()


def test_a_file_that_was_replaced_meanwhile_is_refused_and_not_shown_as_the_old_one(folder, opened):
    image = opened(folder / "2.png")
    let_go(image)
    (folder / "3.png").replace(folder / "2.png")
    with pytest.raises(UnreadableFile) as refused:
        _ = image.pixels
    assert refused.value.reason == "The file has changed since it was opened."
    assert refused.value.path == folder / "2.png"


def test_a_file_that_was_written_over_meanwhile_is_refused(folder, opened):
    path = folder / "2.png"
    image = opened(path)
    before = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))
    let_go(image)
    with pytest.raises(UnreadableFile, match="has changed"):
        _ = image.pixels


def test_a_file_that_is_gone_meanwhile_is_told(folder, opened):
    image = opened(folder / "2.png")
    let_go(image)
    (folder / "2.png").unlink()
    with pytest.raises(UnreadableFile) as refused:
        _ = image.pixels
    assert "not there" in refused.value.reason


def test_a_folder_yields_its_first_image_before_the_second_is_read(folder):
    (folder / "2.png").unlink()
    images = load([folder])
    assert int(next(images).pixels[0, 0]) == 1
    (folder / "3.png").write_bytes(b"")
    assert isinstance(next(images), UnreadableFile)


def test_no_more_pixels_of_a_folder_are_kept_than_the_cache_says(tmp_path, monkeypatch):
    monkeypatch.setattr(CACHE, "_limit", 3 * 64 * 64)
    for number in range(9):
        PIL.Image.fromarray(np.full((64, 64), number, np.uint8)).save(
            Path(tmp_path, f"{number}.png")
        )
    images = list(load([tmp_path]))
    assert sum(each.pixels_at_hand is not None for each in images) == 3
    assert [int(each.pixels[5, 5]) for each in images] == list(range(9))
