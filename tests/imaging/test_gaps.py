"""A file that is an image of a study, and cannot be read, says which study lacks it."""

import zipfile

import numpy as np
import pytest
from PIL import Image as Picture
from pydicom import dcmread
from pydicom.uid import RLELossless

from mura_desktop.domain.gaps import Gaps
from mura_desktop.imaging.reading import load

PIXELS = np.arange(64, dtype=np.uint16).reshape(8, 8)
STUDY = {"StudyInstanceUID": "1.2.3", "PatientName": "Doe^Jane", "PatientID": "7"}


@pytest.mark.parametrize(
    "elements",
    [
        {"BitsAllocated": 64},
        {"PixelData": PIXELS.tobytes()[:-40]},
        {"PixelData": b""},
        {"PhotometricInterpretation": "HSV"},
    ],
    ids=["bits", "cut", "no pixels", "colour space"],
)
def test_an_image_that_cannot_be_read_names_its_study(dicom_file, opened, refused, elements):
    whole = opened(dicom_file(PIXELS, "whole.dcm", **STUDY))
    gap = refused(dicom_file(PIXELS, "gap.dcm", **(STUDY | elements)))
    assert gap.study_key == whole.header.study_key
    assert "Doe" not in str(gap)


def test_a_file_cut_short_in_its_pixels_names_its_study(dicom_file, opened, refused):
    path = dicom_file(PIXELS, **STUDY)
    key = opened(path).header.study_key
    path.write_bytes(path.read_bytes()[:-40])
    assert refused(path).study_key == key


def compressed(path):
    """Compress a file's pixels, in place, with something that no decoder is needed to cut."""
    ds = dcmread(path)
    ds.compress(RLELossless)
    ds.save_as(path, enforce_file_format=True)
    return path.read_bytes()


@pytest.mark.parametrize("lost", [8, 10, 40])
def test_a_compressed_file_cut_anywhere_behind_its_header_names_its_study(
    dicom_file, opened, refused, lost
):
    path = dicom_file(PIXELS, **STUDY)
    data = compressed(path)
    key = opened(path).header.study_key
    path.write_bytes(data[:-lost])
    gap = refused(path)
    assert gap.study_key == key
    assert gap.reason == "The file is cut short, in its pixels or behind them."


def test_a_file_cut_before_its_study_is_known_may_be_of_any_study_in_its_folder(
    dicom_file, refused
):
    path = dicom_file(PIXELS, "a/gap.dcm", **STUDY)
    data = path.read_bytes()
    for kept in (200, data.index(b"1.2.3\0") - 20):
        path.write_bytes(data[:kept])
        gap = refused(path)
        assert (gap.study_key, gap.folder, gap.archive) == ("", path.parent, None)


def test_a_broken_picture_is_missing_from_the_study_that_its_folder_is(tmp_path, opened, refused):
    folder = tmp_path / "XR_HAND/patient1/study1_positive"
    folder.mkdir(parents=True)
    whole, gap = folder / "image1.png", folder / "image2.png"
    Picture.fromarray(np.eye(32, dtype=np.uint8)).save(whole)
    gap.write_bytes(whole.read_bytes()[:-50])
    assert refused(gap).study_key == opened(whole).header.study_key


def test_a_damaged_member_may_be_of_any_study_in_its_archive(dicom_file, tmp_path):
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(dicom_file(PIXELS, "whole.dcm", **STUDY), "SE1/1.dcm")
        archive.write(dicom_file(PIXELS, "gap.dcm", **STUDY), "SE2/1.dcm")
    data = bytearray(path.read_bytes())
    data[data.rindex(PIXELS.tobytes()) + 8] ^= 1
    path.write_bytes(data)
    whole, gap = load([path])
    assert (gap.study_key, gap.archive) == ("", path)
    assert "1 file in the same folder or archive" in Gaps([gap]).missing(
        whole.header.study_key, [whole.path]
    )


@pytest.mark.parametrize(
    "name", ["1.dcm", "1.DCM", "1.dicom", "1.png", "1.jpeg", "1.tif", "IM0001", "1.2.840.10008.5"]
)
@pytest.mark.parametrize(
    "head", [bytes(4096), bytes(range(255, -1, -1)) * 16], ids=["zeros", "noise"]
)
def test_a_file_that_was_damaged_beyond_recognition_may_be_of_any_study_in_its_folder(
    dicom_file, refused, name, head
):
    path = dicom_file(np.arange(4096, dtype=np.uint16).reshape(64, 64), "a/whole.dcm", **STUDY)
    path = path.rename(path.with_name(name))
    path.write_bytes(head + path.read_bytes()[len(head) :])
    gap = refused(path)
    assert (gap.study_key, gap.folder) == ("", path.parent)


def test_a_page_of_text_in_the_place_of_a_radiograph_is_a_gap(tmp_path, refused):
    page = tmp_path / "1.dcm"
    page.write_text("<html>Your session has expired.</html>")
    assert refused(page).folder == tmp_path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"Tuesday"),
        ("utf16.txt", "Tuesday".encode("utf-16")),
        ("README", b"Tuesday"),
        ("report.pdf", b"%PDF-1.7\0"),
        ("report", b"%PDF-1.7\0"),
        ("viewer.exe", b"MZ\0"),
        ("viewer.dat", bytes(99)),
        (".DS_Store", b"\0\0\0\1Bud1"),
        ("._1.dcm", b"\0\5\x16\7\0\2"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1"),
    ],
)
def test_what_is_evidently_no_radiograph_is_no_gap(tmp_path, refused, name, content):
    (tmp_path / name).write_bytes(content)
    gap = refused(tmp_path / name)
    assert (gap.study_key, gap.folder, gap.archive) == ("", None, None)


def test_what_is_no_image_is_no_gap_and_what_names_no_study_may_be_of_any(dicom_file, tmp_path):
    report = dicom_file(PIXELS, "sr.dcm", SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", **STUDY)
    nameless = dicom_file(PIXELS, "a.dcm", BitsAllocated=64)
    text = tmp_path / "notes.txt"
    text.write_text("Tuesday")
    refusals = list(load([report, text, nameless]))
    assert [each.study_key for each in refusals] == ["", "", ""]
    assert [each.folder for each in refusals] == [None, None, tmp_path]
