"""A file that is an image of a study, and cannot be read, says which study lacks it."""

import numpy as np
import pytest

from mura_desktop.imaging import load

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


def test_what_is_no_image_or_names_no_study_is_no_gap(dicom_file, refused):
    report = dicom_file(PIXELS, "sr.dcm", SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", **STUDY)
    nameless = dicom_file(PIXELS, "a.dcm", BitsAllocated=64)
    assert [each.study_key for each in load([report, nameless])] == ["", ""]
