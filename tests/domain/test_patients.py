"""Nobody's image is read as another's: studies of different patients stay apart, and it is said."""

from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.grey import Window
from mura_desktop.domain.patients import PatientCount
from mura_desktop.domain.study import Header, Image, Patient, group_into_studies

ADA, BOB = Patient("Example, Ada", "1"), Patient("Example, Bob", "2")


def image(patient=ADA, study="1.2.3", value=0, **header):
    pixels = np.full((2, 3), value, np.uint16)
    return Image(
        Path("a"), pixels, Header(study, patient=patient, **header), (Window(128.0, 256.0),)
    )


@pytest.mark.parametrize(
    "other",
    [
        BOB,
        Patient("Example, Ada", "2"),
        Patient("Example, Bob", "1"),
        Patient("", ""),
    ],
)
def test_one_study_identifier_on_images_of_two_patients_makes_two_studies(other):
    studies = group_into_studies([image(ADA), image(other), image(ADA)])
    assert [len(study.images) for study in studies] == [2, 1]
    assert len({study.id for study in studies}) == 2


def test_the_same_patient_written_in_capitals_stays_one():
    assert len(group_into_studies([image(ADA), image(Patient("EXAMPLE,  ADA", "1"))])) == 1


def test_files_in_one_folder_of_two_patients_make_two_studies():
    assert len(group_into_studies([image(ADA, "/folder"), image(BOB, "/folder")])) == 2


def test_one_patient_needs_no_words():
    headers = [image(ADA, study).header for study in ("1", "2")]
    assert PatientCount.of([*headers, image(Patient(), "3").header]).in_words("are open") == ""
    assert PatientCount.of([]).in_words("are open") == ""


def test_several_patients_are_counted():
    headers = [image(ADA, "1").header, image(BOB, "2").header, image(Patient(), "3").header]
    assert PatientCount.of(headers).in_words("are open") == "2 patients are open."


def test_a_study_identifier_that_two_patients_share_is_told():
    words = PatientCount.of([image(ADA).header, image(BOB).header]).in_words("are open")
    assert words.startswith("2 patients are open. The images of one study name different patients")
    words = PatientCount.of([image(ADA).header, image(Patient()).header]).in_words("are open")
    assert words.startswith("The images of one study name different patients")


def test_two_files_of_one_image_have_one_identity():
    assert image(instance_id="9").identity == image(instance_id="9").identity


@pytest.mark.parametrize(
    "other",
    [
        image(instance_id="8"),
        image(instance_id="9", value=1),
        image(instance_id="9", patient=BOB),
        image(instance_id="9", study="4"),
    ],
)
def test_images_with_other_pixels_identifiers_or_patients_have_another_identity(other):
    assert image(instance_id="9").identity != other.identity


def test_an_image_without_an_identifier_has_no_identity():
    assert image().identity is None
