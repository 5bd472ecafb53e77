"""What a DICOM header tells of the patient, the study and the image."""

import numpy as np
import pytest
from pydicom import dcmread

from mura_desktop.domain.study import Laterality, Patient, RegionSource
from mura_desktop.imaging.dicom_header import readable_name


def test_a_full_header_is_told_whole(dicom_file, opened, ramp):
    header = opened(
        dicom_file(
            ramp,
            StudyInstanceUID="1.2.3",
            PatientName="Doe^Jane^Mary",
            PatientID="42",
            PatientBirthDate="19800229",
            PatientSex="F",
            StudyDate="20240131",
            StudyDescription="Wrist",
            SeriesDescription="PA",
            SeriesNumber=3,
            InstanceNumber=7,
            ViewPosition="PA",
            ImageLaterality="R",
            LossyImageCompression="01",
            SyntheticData="YES",
        )
    ).header
    assert header.patient == Patient("Doe, Jane Mary", "42", "19800229", "F")
    assert (header.study_id, header.study_date) == ("1.2.3", "20240131")
    assert (header.study_description, header.series_description) == ("Wrist", "PA")
    assert (header.series_number, header.instance_number) == (3, 7)
    assert (header.modality, header.view) == ("DX", "PA")
    assert header.laterality is Laterality.RIGHT
    assert header.lossy
    assert header.synthetic


def test_a_silent_header_is_told_as_empty(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp))
    assert image.header.study_id == str(image.path.parent)
    assert image.header.patient == Patient()
    assert image.header.laterality is None
    assert image.spacing is None
    assert not image.header.synthetic


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Doe^Jane", "Doe, Jane"),
        ("Doe^Jane^^Dr^Jr", "Doe, Jane"),
        ("SYNTHETIC", "SYNTHETIC"),
        ("^Jane", "Jane"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou"),
        ("=山田^太郎", "山田, 太郎"),
        ("", ""),
    ],
)
def test_a_person_name_is_made_readable(stored, shown):
    assert readable_name(stored) == shown


def test_names_in_other_alphabets_are_read(dicom_file, opened, ramp):
    path = dicom_file(ramp, SpecificCharacterSet="ISO_IR 192", PatientName="Çelik^Şükrü")
    assert opened(path).header.patient.name == "Çelik, Şükrü"


def test_the_older_laterality_stands_in(dicom_file, opened, ramp):
    assert opened(dicom_file(ramp, Laterality="L")).header.laterality is Laterality.LEFT


def test_spacing_is_the_detectors_and_else_the_pixels(dicom_file, opened, ramp):
    both = dicom_file(ramp, ImagerPixelSpacing=[0.1, 0.2], PixelSpacing=[0.3, 0.4])
    assert opened(both).spacing == (0.1, 0.2)
    assert opened(dicom_file(ramp, PixelSpacing=[0.3, 0.4])).spacing == (0.3, 0.4)
    assert opened(dicom_file(ramp, PixelSpacing=[0, 0.4])).spacing is None


def test_a_broken_element_costs_no_more_than_itself(dicom_file, opened, ramp):
    path = dicom_file(ramp, InstanceNumber=7, PatientID="42", WindowCenter=9, WindowWidth=100)
    data = path.read_bytes()
    for element in (b"\x20\x00\x13\x00IS\x02\x00", b"\x28\x00\x50\x10DS\x04\x00"):
        at = data.index(element) + len(element)
        data = data[:at] + b"x?" + data[at + 2 :]
    path.write_bytes(data)
    image = opened(path)
    assert image.header.instance_number == 0
    assert image.header.patient.identifier == "42"
    assert image.default_voi.explanation == "Automatic"


def test_the_region_comes_from_the_header_in_upper_case(dicom_file, opened, ramp):
    region = opened(dicom_file(ramp, "XR_HAND/a.dcm", BodyPartExamined="Wrist")).region
    assert (region.code, region.source) == ("WRIST", RegionSource.HEADER)


def test_a_region_nobody_knows_is_kept_as_given(dicom_file, opened, ramp):
    assert opened(dicom_file(ramp, BodyPartExamined="UP_EXM")).region.code == "UP_EXM"


def test_without_a_body_part_the_folder_names_the_region(dicom_file, opened, ramp):
    region = opened(dicom_file(ramp, "XR_HAND/a.dcm")).region
    assert (region.code, region.source) == ("HAND", RegionSource.PATH)


@pytest.mark.parametrize("modality", ["DX", "CR", "RG", "OT", ""])
def test_radiographs_may_be_judged(dicom_file, opened, ramp, modality):
    assert opened(dicom_file(ramp, Modality=modality)).unsuitable is None


@pytest.mark.parametrize(
    ("modality", "reason"),
    [
        ("CT", "A CT slice is not a bone radiograph."),
        ("US", "An ultrasound image is not a bone radiograph."),
        ("ZZ", "An image of modality ZZ is not a bone radiograph."),
    ],
)
def test_other_modalities_are_shown_but_unsuitable(dicom_file, opened, ramp, modality, reason):
    image = opened(dicom_file(ramp, Modality=modality))
    assert image.unsuitable == reason
    assert np.array_equal(image.pixels, ramp)


def test_a_raw_detector_image_is_unsuitable(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, PresentationIntentType="FOR PROCESSING"))
    assert "FOR PROCESSING" in image.unsuitable


def test_no_value_of_the_header_reaches_a_log_or_the_terminal(
    dicom_file, opened, ramp, caplog, capfd
):
    path = dicom_file(ramp, PatientID="42", PatientBirthDate="19800229")
    ds = dcmread(path)
    path.write_bytes(path.read_bytes().replace(b"19800229", b"SECRET!!"))
    assert ds.PatientBirthDate == "19800229"
    with caplog.at_level("DEBUG"):
        assert opened(path).header.patient.birth_date == "SECRET!!"
    assert "SECRET" not in caplog.text
    assert capfd.readouterr() == ("", "")
