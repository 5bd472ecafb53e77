"""A DICOMDIR: what it lists is opened, wherever that really lies, and nothing twice."""

import os
import unicodedata
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
    generate_uid,
)

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging import limits
from mura_desktop.imaging.reading import load

PIXELS = np.arange(64, dtype=np.uint16).reshape(8, 8)


@pytest.fixture
def dicomdir(tmp_path):
    """Write a DICOMDIR that lists files by their components and return its path."""

    def write(*file_ids, name="DICOMDIR", inactive=()):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        ds.FileSetID = "DISC"
        patient = Dataset()
        patient.DirectoryRecordType = "PATIENT"
        patient.RecordInUseFlag = 0xFFFF
        records = [patient]
        for file_id in file_ids:
            record = Dataset()
            record.DirectoryRecordType = "IMAGE"
            record.RecordInUseFlag = 0 if file_id in inactive else 0xFFFF
            with warnings.catch_warnings(action="ignore"):  # some names break the standard
                record.add_new("ReferencedFileID", "CS", file_id)
            records.append(record)
        ds.DirectoryRecordSequence = records
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        ds.save_as(path, enforce_file_format=True)
        return path

    return write


def told(*paths):
    return [(each.path.name, getattr(each, "reason", None)) for each in load(paths)]


def test_a_dicomdir_opens_the_images_that_it_lists_in_its_order(dicomdir, dicom_file):
    for name in ("IMAGES/A", "IMAGES/B", "OTHER"):
        dicom_file(PIXELS, name)
    index = dicomdir(["IMAGES", "B"], ["IMAGES", "A"])
    assert told(index) == [("B", None), ("A", None)]


def test_its_folder_opens_every_image_once_and_those_not_listed_too(dicomdir, dicom_file, tmp_path):
    for name in ("IMAGES/A", "IMAGES/B", "OTHER"):
        dicom_file(PIXELS, name)
    index = dicomdir(["IMAGES", "B"], ["OTHER"])
    assert sorted(told(tmp_path)) == [("A", None), ("B", None), ("OTHER", None)]
    assert sorted(told(index, tmp_path, index)) == [("A", None), ("B", None), ("OTHER", None)]


def test_a_dicomdir_is_recognised_by_content(dicomdir, dicom_file):
    dicom_file(PIXELS, "A")
    assert told(dicomdir(["A"], name="index.bin")) == [("A", None)]


@pytest.mark.parametrize(
    ("listed", "there"),
    [
        (["IMAGES", "IM1"], "images/im1"),
        (["images", "im1"], "IMAGES/IM1"),
        (["IMAGES", "IM1"], "Images/IM1.dcm"),
        (["IMAGES", "IM1.DCM"], "IMAGES/im1.dcm"),
        (["IMAGES", "IM1"], "IMAGES/IM1;1"),
        (["IMAGES", "IM1;1"], "IMAGES/IM1"),
        (["IMAGES", "IM1"], "IMAGES/IM1."),
        ("IMAGES/IM1", "IMAGES/IM1"),
    ],
)
def test_names_that_differ_a_little_on_disk_are_found(
    dicomdir, dicom_file, tmp_path, listed, there
):
    path = dicom_file(PIXELS, there)
    (image,) = load([dicomdir(listed)])
    assert isinstance(image, Image)
    assert image.path == path
    assert len(list(load([tmp_path]))) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_accents_may_be_written_otherwise_on_disk(dicomdir, dicom_file, form, encoding):
    path = dicom_file(PIXELS, unicodedata.normalize(form, "Größe"))
    listed = "Größe".encode(encoding)
    index = dicomdir(["X" * len(listed)])
    index.write_bytes(index.read_bytes().replace(b"X" * len(listed), listed))
    (image,) = load([index])
    assert image.path == path


def test_of_two_names_that_differ_in_case_alone_the_exact_one_is_taken(dicomdir, dicom_file):
    lower, upper = dicom_file(PIXELS, "im1"), dicom_file(PIXELS, "IM1")
    if lower.samefile(upper):
        pytest.skip("this file system ignores case")
    assert [image.path for image in load([dicomdir(["IM1"])])] == [upper]


def test_each_missing_file_is_listed_and_the_rest_opens(dicomdir, dicom_file, tmp_path):
    dicom_file(PIXELS, "A")
    index = dicomdir(["GONE"], ["A"], ["LOST", "B"])
    for path in (index, tmp_path):
        image, gone, lost = sorted(load([path]), key=lambda each: each.path)
        assert (gone.path, lost.path) == (tmp_path / "GONE", tmp_path / "LOST" / "B")
        assert "lists this file, but it is not there" in gone.reason
        # whatever studies have images beside it may lack it
        assert (gone.folder, lost.folder) == (gone.path.parent, lost.path.parent)
        assert gone.remedy
        assert isinstance(image, Image)


@pytest.mark.parametrize(
    "file_id",
    [["..", "SECRET"], ["A", "..", "..", "SECRET"], "../SECRET", ["", "SECRET"], "/SECRET"],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(dicomdir, dicom_file, file_id):
    dicom_file(PIXELS, "SECRET")
    (refusal,) = load([dicomdir(file_id, name="disc/DICOMDIR")])
    assert "outside of its folder" in refusal.reason


def test_a_link_is_followed_inside_the_folder_and_not_out_of_it(dicomdir, dicom_file, tmp_path):
    index = dicomdir(["INNER"], ["OUTER"], ["FOLDER", "SECRET"], name="disc/DICOMDIR")
    dicom_file(PIXELS, "disc/store/IM1")
    dicom_file(PIXELS, "SECRET")
    (tmp_path / "disc" / "INNER").symlink_to(Path("store", "IM1"))
    (tmp_path / "disc" / "OUTER").symlink_to(Path("..", "SECRET"))
    (tmp_path / "disc" / "FOLDER").symlink_to(tmp_path)
    image, outer, folder = load([index])
    assert isinstance(image, Image)
    assert "outside of its folder" in outer.reason
    assert "outside of its folder" in folder.reason


def test_a_link_in_a_circle_is_refused(dicomdir, tmp_path):
    index = dicomdir(["LOOP"])
    (tmp_path / "LOOP").symlink_to("LOOP")
    (refusal,) = load([index])
    assert isinstance(refusal, UnreadableFile)


def test_a_pipe_that_is_listed_is_not_waited_for(dicomdir, tmp_path):
    os.mkfifo(tmp_path / "PIPE")
    (refusal,) = load([dicomdir(["PIPE"])])
    assert "not a regular file" in refusal.reason


def test_records_out_of_use_are_left_out(dicomdir, dicom_file):
    dicom_file(PIXELS, "A")
    assert told(dicomdir(["A"], ["B"], inactive=(["B"],))) == [("A", None)]


def test_a_dicomdir_that_lists_nothing_says_so(dicomdir):
    assert told(dicomdir()) == [("DICOMDIR", "The DICOMDIR lists no files.")]


def test_a_dicomdir_that_lists_itself_ends(dicomdir):
    ((name, reason),) = told(dicomdir(["DICOMDIR"]))
    assert (name, "DICOMDIR" in reason) == ("DICOMDIR", True)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_dicomdir_ends_in_files_or_a_reason(dicomdir, dicom_file, share):
    dicom_file(PIXELS, "A")
    index = dicomdir(["A"], *([f"GONE{n}"] for n in range(20)))
    data = index.read_bytes()
    index.write_bytes(data[: int(len(data) * share)])
    results = list(load([index]))
    assert results
    assert all(isinstance(each, (Image, UnreadableFile)) for each in results)


def test_a_dicomdir_that_calls_itself_deflated_is_not_inflated(dicomdir, dicom_file):
    dicom_file(PIXELS, "A")
    index = dicomdir(["A"])
    syntax = ExplicitVRLittleEndian.encode() + b"\0"
    data = index.read_bytes()
    at = data.index(syntax)
    deflated = DeflatedExplicitVRLittleEndian.encode()
    header = data[: at - 2] + len(deflated).to_bytes(2, "little") + deflated
    index.write_bytes(header + data[at + len(syntax) :])
    assert told(index) == [("A", None)]


def test_a_dicomdir_too_large_to_be_one_is_refused(dicomdir, dicom_file, monkeypatch):
    dicom_file(PIXELS, "A")
    monkeypatch.setattr(limits, "MAX_INDEX_BYTES", 100)
    ((_, reason),) = told(dicomdir(["A"]))
    assert "DICOMDIR is larger than" in reason


def test_any_single_damaged_byte_ends_in_images_or_refusals(dicomdir, dicom_file):
    dicom_file(PIXELS, "A")
    index = dicomdir(["A"], ["GONE"])
    seed = index.read_bytes()
    random = np.random.default_rng(3)
    for at in random.integers(128, len(seed), 60):
        data = bytearray(seed)
        data[at] ^= 1 << int(random.integers(8))
        index.write_bytes(data)
        for result in load([index]):
            assert isinstance(result, (Image, UnreadableFile))


def test_any_mix_of_paths_opens_every_image_once(dicomdir, dicom_file, tmp_path):
    single, listed, inside = (dicom_file(PIXELS, name) for name in ("single", "disc/A", "folder/1"))
    index = dicomdir(["A"], name="disc/DICOMDIR")
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(inside, "2.dcm")
    found = list(load([single, packed, index, inside.parent, single, tmp_path]))
    assert [image.path for image in found] == [single, packed / "2.dcm", listed, inside]


def test_an_archive_or_index_that_a_dicomdir_lists_is_refused(dicomdir, tmp_path):
    with zipfile.ZipFile(tmp_path / "A", "w") as archive:
        archive.writestr("1.dcm", b"x")
    dicomdir(["A"], name="B")
    ((first, one), (second, two)) = told(dicomdir(["A"], ["B"]))
    assert (first, second) == ("A", "B")
    assert "ZIP archive" in one
    assert "DICOMDIR" in two


def test_a_dicomdir_in_an_archive_names_what_the_archive_lacks(dicomdir, dicom_file, tmp_path):
    dicomdir(["IMG", "1"], ["img", "2"], ["IMG", "3"])
    files = dicom_file(PIXELS, "IMG/1"), dicom_file(PIXELS, "IMG/2.dcm"), tmp_path / "DICOMDIR"
    path = tmp_path / "disc.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, f"export/{file.relative_to(tmp_path)}")
    missing = "The DICOMDIR lists this file, but it is not there."
    assert told(path) == [("1", None), ("2.dcm", None), ("3", missing)]


def test_a_damaged_dicomdir_in_an_archive_is_told_and_the_images_open(
    dicomdir, dicom_file, tmp_path
):
    index = dicomdir(["IMG", "1"])
    path = tmp_path / "disc.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(dicom_file(PIXELS, "IMG/1"), "IMG/1")
        archive.writestr("DICOMDIR", index.read_bytes()[:400])
    (image, refusal) = load([path])
    assert isinstance(image, Image)
    assert refusal.path == path / "DICOMDIR"
    assert "DICOMDIR" in refusal.reason
