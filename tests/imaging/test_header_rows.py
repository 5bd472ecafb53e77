"""Everything that a DICOM file says, as lines."""

import numpy as np
import pytest
from PIL import Image as Picture
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.reading import load, read_header


@pytest.fixture
def radiograph(tmp_path):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = ComputedRadiographyImageStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID = ComputedRadiographyImageStorage
    ds.SOPInstanceUID, ds.StudyInstanceUID = "1.2.3", "1.2"
    ds.PatientName, ds.Modality = "Doe^Jane", "CR"
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    ds.Rows, ds.Columns, ds.SamplesPerPixel = 4, 5, 1
    ds.BitsAllocated = ds.BitsStored = 16
    ds.HighBit, ds.PixelRepresentation = 15, 0
    ds.PhotometricInterpretation = "MONOCHROME2"
    inner = Dataset()
    inner.CodeValue, inner.CodeMeaning = "T-12402", "Forearm"
    outer = Dataset()
    outer.AnatomicRegionSequence = Sequence([inner])
    ds.ViewCodeSequence = Sequence([outer, Dataset()])
    block = ds.private_block(0x0009, "ACME", create=True)
    block.add_new(1, "LO", "secret")
    block.add_new(2, "OB", bytes(range(200)))
    ds.PixelData = np.arange(20, dtype="<u2").tobytes()
    path = tmp_path / "1.dcm"
    ds.save_as(path)
    return path


def rows_by_tag(path):
    (image,) = load([path])
    return {row.tag: row for row in read_header(image)}


def test_names_values_private_elements_and_file_meta_information_are_all_there(radiograph):
    rows = rows_by_tag(radiograph)

    assert rows["(0010,0010)"].value == "Doe^Jane"
    assert rows["(0010,0010)"].name == "Patient's Name"
    assert rows["(0008,0008)"].value == "ORIGINAL\\PRIMARY"
    assert "Explicit VR Little Endian" in rows["(0002,0010)"].value
    assert rows["(0009,1001)"].value == "secret"
    assert rows["(0009,1001)"].private
    assert rows["(0009,1002)"].value.startswith("200 bytes: 00 01 02")
    assert rows["(7FE0,0010)"].value.startswith("40 bytes")


def test_sequences_are_told_with_their_items_and_how_deep_they_lie(radiograph):
    (image,) = load([radiograph])
    rows = read_header(image)
    start = next(i for i, row in enumerate(rows) if row.tag == "(0054,0220)")

    told = [(row.depth, row.tag or row.name, row.value) for row in rows[start : start + 7]]
    assert told == [
        (0, "(0054,0220)", "2 items"),
        (1, "Item 1", ""),
        (2, "(0008,2218)", "1 item"),
        (3, "Item 1", ""),
        (4, "(0008,0100)", "T-12402"),
        (4, "(0008,0104)", "Forearm"),
        (1, "Item 2", ""),
    ]


def test_an_element_that_is_broken_is_shown_as_it_stands(radiograph):
    whole = radiograph.read_bytes()
    # a number of 8 bytes that has 4
    broken = whole.replace(
        b"\x28\x00\x02\x00US", b"\x20\x00\x13\x00FD\x04\x00what" + b"\x28\x00\x02\x00US"
    )
    radiograph.write_bytes(broken)

    row = rows_by_tag(radiograph)["(0020,0013)"]
    assert row.value == "not a value of its kind: what"
    assert row.vr == "FD"


def test_a_picture_has_no_header(tmp_path):
    path = tmp_path / "x.png"
    Picture.fromarray(np.zeros((8, 8), np.uint8)).save(path)
    (image,) = load([path])

    with pytest.raises(UnreadableFile, match="no DICOM file"):
        read_header(image)


def test_a_file_that_changed_meanwhile_is_not_read(radiograph):
    (image,) = load([radiograph])
    radiograph.write_bytes(radiograph.read_bytes() + b"\0\0")

    with pytest.raises(UnreadableFile, match="has changed"):
        read_header(image)
