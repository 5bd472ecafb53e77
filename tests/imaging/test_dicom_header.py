"""What a DICOM header tells of the patient, the study and the image."""

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from mura_desktop.domain.study import Laterality, Patient, RegionSource
from mura_desktop.imaging.dicom.header import readable_name


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
            PatientOrientation=["R", "F"],
            LossyImageCompression="01",
            SyntheticData="YES",
            BurnedInAnnotation="NO",
            FieldOfViewRotation=90,
            FieldOfViewHorizontalFlip="YES",
        )
    ).header
    assert header.patient == Patient("Doe, Jane Mary", "42", "19800229", "F")
    assert (header.study_id, header.study_date) == ("1.2.3", "20240131")
    assert (header.study_description, header.series_description) == ("Wrist", "PA")
    assert (header.series_number, header.instance_number) == (3, 7)
    assert (header.modality, header.view) == ("DX", "PA")
    assert header.laterality is Laterality.RIGHT
    assert header.orientation == ("R", "F")
    assert header.lossy
    assert header.synthetic
    assert header.burned_in is False
    assert (header.turned, header.flipped) == (90, True)


def test_a_silent_header_is_told_as_empty(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp))
    assert image.header.study_id == str(image.path.parent)
    assert image.header.patient == Patient()
    assert image.header.laterality is None
    assert image.header.orientation == ("", "")
    assert image.header.burned_in is None
    assert (image.header.turned, image.header.flipped) == (0, False)
    assert image.spacing is None
    assert image.magnification is None
    assert image.aspect == 1.0
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


@pytest.mark.parametrize(
    ("code", "scheme", "meaning", "view"),
    [
        ("272479007", "SCT", "postero-anterior", "PA"),
        ("R-10206", "SRT", "antero-posterior", "AP"),
        ("399067008", "SCT", "lateral", "LATERAL"),
    ],
)
def test_the_view_code_stands_in_for_the_view_position(
    dicom_file, opened, ramp, code, scheme, meaning, view
):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, scheme, meaning
    assert opened(dicom_file(ramp, ViewCodeSequence=[item])).header.view == view
    both = dicom_file(ramp, "both.dcm", ViewCodeSequence=[item], ViewPosition="LL")
    assert opened(both).header.view == "LL"


@pytest.mark.parametrize("orientation", ["L", ["L", "?"], ["", ""], ["L", "F", "A"]])
def test_an_orientation_that_is_none_is_left_out(dicom_file, opened, ramp, orientation):
    path = dicom_file(ramp, PatientOrientation=orientation)
    assert opened(path).header.orientation == ("", "")


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


@pytest.mark.parametrize("limb", ["EXTREMITY", "extremities"])
def test_a_header_that_names_any_limb_leaves_the_region_open(dicom_file, opened, ramp, limb):
    assert opened(dicom_file(ramp, BodyPartExamined=limb)).region is None


def test_a_limb_of_the_standard_is_the_one_that_the_bundles_know(dicom_file, opened, ramp):
    assert opened(dicom_file(ramp, BodyPartExamined="LOWERLIMB")).region.code == "LOWEXTRM"


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


def test_hounsfield_units_are_those_of_a_slice_whatever_the_modality_says(dicom_file, opened, ramp):
    image = opened(
        dicom_file(ramp, Modality="DX", RescaleSlope="1", RescaleIntercept="0", RescaleType="HU")
    )
    assert "Hounsfield" in image.unsuitable


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
