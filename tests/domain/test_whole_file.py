"""Files that are there whole or not at all."""

import os
import stat

import pytest

from mura_desktop.domain import whole_file
from mura_desktop.domain.errors import UnwritableFile
from mura_desktop.domain.whole_file import write_whole


@pytest.fixture(params=["nameless", "named"])
def way(request, monkeypatch):
    """Each way to write: without a name first, and on systems that cannot."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)


def test_a_file_is_written_and_replaced_and_nothing_is_left_beside_it(way, tmp_path):
    path = tmp_path / "report.pdf"
    for content in (b"one", b"", b"three" * 1000):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_replaced_keeps_its_rights_and_a_private_one_is_the_users_alone(
    way, tmp_path
):
    public, private = tmp_path / "public", tmp_path / "private"
    write_whole(public, b"1")
    public.chmod(0o640)
    write_whole(public, b"2")
    write_whole(private, b"3", private=True)
    assert stat.S_IMODE(public.stat().st_mode) == 0o640
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_refused(way, tmp_path):
    with pytest.raises(UnwritableFile):
        write_whole(tmp_path / "missing" / "report.pdf", b"1")


def test_what_a_killed_program_left_is_taken_away_and_what_another_is_writing_is_not(way, tmp_path):
    path = tmp_path / "report.pdf"
    old, new, other = (
        tmp_path / f".{name}.unfinished" for name in ("report.pdf.1", "report.pdf.2", "x.3")
    )
    for file in (old, new, other):
        file.write_bytes(b"left")
    os.utime(old, (1, 1))
    os.utime(other, (1, 1))
    write_whole(path, b"1")
    assert sorted(tmp_path.iterdir()) == sorted([path, new, other])


def test_what_was_there_stays_when_the_disk_refuses(way, tmp_path, monkeypatch):
    path = tmp_path / "report.pdf"
    write_whole(path, b"before")

    def full(handle, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file, "_write", full)
    with pytest.raises(UnwritableFile, match="No space left"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
