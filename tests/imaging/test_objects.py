"""DICOM objects that are no images are called what they are, and set aside."""

import numpy as np
import pytest
from pydicom import uid

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging.dicom import objects
from mura_desktop.imaging.reading import load

PIXELS = np.arange(64, dtype=np.uint8).reshape(8, 8)
PLAIN_WORDS = {
    uid.ComprehensiveSRStorage: "a structured report",
    uid.XRayRadiationDoseSRStorage: "a structured report",
    uid.KeyObjectSelectionDocumentStorage: "a selection of key images",
    uid.GrayscaleSoftcopyPresentationStateStorage: "a presentation state",
    uid.SegmentationStorage: "a segmentation",
    uid.EncapsulatedPDFStorage: "a PDF document",
    uid.EncapsulatedCDAStorage: "a clinical document",
    uid.RTStructureSetStorage: "a set of radiotherapy structures",
    uid.RTPlanStorage: "a radiotherapy plan",
    uid.RTDoseStorage: "a radiotherapy dose",
    uid.RTBeamsTreatmentRecordStorage: "a radiotherapy record",
    uid.RawDataStorage: "raw data",
    uid.TwelveLeadECGWaveformStorage: "a waveform",
    uid.SpatialRegistrationStorage: "a spatial registration",
    uid.HangingProtocolStorage: "a hanging protocol",
}


@pytest.mark.parametrize("pixels", [True, False])
@pytest.mark.parametrize("sop_class", PLAIN_WORDS, ids=lambda each: each.keyword)
def test_an_object_that_is_no_image_is_named(tmp_path, build, refused, sop_class, pixels):
    ds = build(PIXELS)
    if not pixels:
        for keyword in ("PixelData", "Rows", "Columns"):
            del ds[keyword]
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = sop_class
    ds.save_as(tmp_path / "object", enforce_file_format=True)
    refusal = refused(tmp_path / "object")
    assert refusal.reason.startswith(f"This is {PLAIN_WORDS[sop_class]}")
    assert refusal.reason.endswith("not a radiograph.")


def test_objects_are_set_aside_while_the_images_open(tmp_path, dicom_file):
    dicom_file(PIXELS, "1")
    dicom_file(PIXELS, "2", SOPClassUID=uid.SegmentationStorage)
    dicom_file(PIXELS, "3")
    assert [isinstance(each, Image) for each in load([tmp_path])] == [True, False, True]


@pytest.mark.parametrize(
    "sop_class",
    [
        uid.DigitalXRayImageStorageForPresentation,
        uid.ComputedRadiographyImageStorage,
        uid.SecondaryCaptureImageStorage,
        uid.RTImageStorage,
        uid.UID("1.2.3.4.5"),
        uid.UID(""),
    ],
)
def test_images_and_unknown_classes_pass(tmp_path, sop_class):
    objects.check(tmp_path, sop_class)


def test_every_class_that_is_an_image_by_name_passes(tmp_path):
    for value, (name, kind, *_) in uid.UID_dictionary.items():
        if kind == "SOP Class" and "Image Storage" in name:
            objects.check(tmp_path, value)


def test_a_private_object_without_pixels_is_refused_by_its_number(tmp_path, build, refused):
    ds = build(PIXELS)
    for keyword in ("PixelData", "Rows", "Columns"):
        del ds[keyword]
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = "1.2.3.4.5"
    ds.save_as(tmp_path / "object", enforce_file_format=True)
    assert isinstance(refused(tmp_path / "object"), UnreadableFile)
