"""Files as they really lie about: any name, links, things that are no files, and a moving disk."""

import os
import socket
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging.finding.names import natural_key
from mura_desktop.imaging.reading import load

PIXELS = np.arange(64, dtype=np.uint16).reshape(8, 8)
NAMES = {
    "no extension": "IM000001",
    "dots alone": "1.2.840.113619.2",
    "composed": unicodedata.normalize("NFC", "Größe é.dcm"),
    "decomposed": unicodedata.normalize("NFD", "Größe é.dcm"),
    "Japanese": "胸部正面.dcm",
    "Arabic": "يد يسرى.dcm",
    "Cyrillic": "рука.dcm",
    "emoji": "🦴.dcm",
    "blanks": "  left hand .dcm",
    "line feed": "a\nb.dcm",
    "percent": "a%20b#c?.dcm",
    "undecodable": os.fsdecode(b"a\xff\xe4.dcm"),
    "wrong extension": "scan.zip",
    "index name": "DICOMDIR",
}


def results(*paths):
    return {each.path.name: each for each in load(paths)}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_opens_whatever_its_name_and_its_folders_name(dicom_file, tmp_path, name):
    path = dicom_file(PIXELS, f"{name}/{name}")
    for given in (path, path.parent, tmp_path):
        (image,) = load([given])
        assert isinstance(image, Image)
        assert image.path == path
        assert np.array_equal(image.pixels, PIXELS)
        assert image.header.study_id == str(path.parent)


def test_a_bare_data_set_without_preamble_and_extension_opens(dicom_file):
    path = dicom_file(PIXELS, "IM1")
    data = path.read_bytes()
    path.write_bytes(data[144 + int.from_bytes(data[140:144], "little") :])
    assert np.array_equal(results(path)["IM1"].pixels, PIXELS)


def test_an_undecodable_name_can_be_told(tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.dcm")
    path.write_bytes(b"")
    (refusal,) = load([tmp_path])
    assert refusal.path == path
    assert str(refusal).encode("utf-8", "replace")


def test_composed_and_decomposed_names_sort_alike():
    names = [unicodedata.normalize(form, name) for name in ("é2", "é10") for form in ("NFD", "NFC")]
    assert sorted(names, key=natural_key) == names


def test_links_to_nowhere_and_in_a_circle_are_told_and_the_rest_opens(dicom_file, tmp_path):
    dicom_file(PIXELS, "image.dcm")
    (tmp_path / "dead").symlink_to("gone")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "here").symlink_to(tmp_path)
    found = results(tmp_path)
    assert sorted(found) == ["dead", "image.dcm", "one", "two"]
    assert isinstance(found["image.dcm"], Image)
    assert "leads to a file that is not there" in found["dead"].reason
    assert found["one"].reason == "The link leads in a circle."


@pytest.mark.timeout(60)
def test_pipes_sockets_and_devices_are_not_waited_for(dicom_file, tmp_path):
    dicom_file(PIXELS, "image.dcm")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's address is short
        try:
            listening.bind("socket")
        finally:
            os.chdir(here)
        found = results(tmp_path)
    assert isinstance(found.pop("image.dcm"), Image)
    assert sorted(found) == ["pipe", "socket", "zero"]
    assert {each.reason for each in found.values()} == {"This is not a regular file."}


def test_files_and_folders_that_vanish_meanwhile_are_told(dicom_file, tmp_path):
    for name in ("1.dcm", "2.dcm", "3.dcm", "folder/4.dcm"):
        dicom_file(PIXELS, name)
    opening = load([tmp_path])
    assert isinstance(next(opening), Image)
    (tmp_path / "2.dcm").unlink()
    (tmp_path / "folder" / "4.dcm").unlink()
    (tmp_path / "folder").rmdir()
    gone, image, folder = opening
    assert gone.reason == "The file is no longer there."
    assert isinstance(image, Image)
    assert isinstance(folder, UnreadableFile)
    assert "could not be listed" in folder.reason


def test_a_folder_is_listed_when_its_turn_comes(dicom_file, tmp_path):
    for name in ("1.dcm", "folder/2.dcm"):
        dicom_file(PIXELS, name)
    opening = load([tmp_path])
    next(opening)
    dicom_file(PIXELS, "folder/3.dcm")
    assert [image.path.name for image in opening] == ["2.dcm", "3.dcm"]
