"""``mura-desktop analyze`` as a reader and a script see it."""

import json
import os
import zipfile
from dataclasses import asdict

import numpy as np
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import (
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    KeyObjectSelectionDocumentStorage,
)

from mura_desktop.cli import main
from mura_desktop.domain.verdict import DISCLAIMER
from tests.cli.conftest import unfolded


@pytest.fixture
def dicom_file(tmp_path):
    """Write a DX object of one patient and study, with any other elements, and return its path."""

    def write(name, brightness=100, **elements):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
        meta.MediaStorageSOPInstanceUID = "1.2.3.4"
        ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID = meta.MediaStorageSOPClassUID
        ds.SOPInstanceUID, ds.StudyInstanceUID = "1.2.3.4", "1.2.3"
        ds.PatientID, ds.PatientName = "ID-7", "Example^Ada"
        ds.Modality = "DX"
        ds.Rows, ds.Columns, ds.SamplesPerPixel = 40, 64, 1
        ds.BitsAllocated = ds.BitsStored = 8
        ds.HighBit, ds.PixelRepresentation = 7, 0
        ds.PhotometricInterpretation = "MONOCHROME2"
        ds.PixelData = bytes([brightness]) * (40 * 64)
        for keyword, value in elements.items():
            setattr(ds, keyword, value)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        ds.save_as(path, enforce_file_format=True)
        return path

    return write


def test_each_image_and_each_study_gets_its_verdict_and_score(analyze, radiograph):
    bright = radiograph("a/bright.png", 230)
    dark = radiograph("b/dark.png", 10)
    radiograph("b/middle.png", 128)

    code, results, _ = analyze(bright.parent, dark.parent)

    assert code == 0
    first, second = results["studies"]
    assert (first["id"], first["verdict"]) == (str(bright.parent), "suspected")
    assert second["verdict"] == "uncertain"
    assert second["score"] == pytest.approx(np.mean([i["score"] for i in second["images"]]))
    assert [image["verdict"] for image in second["images"]] == ["not suspected", "uncertain"]
    assert results["failed"] == []


def test_the_json_has_exactly_the_documented_keys(analyze, analyzer, radiograph):
    _, results, _ = analyze(radiograph("a/bright.png", 230))

    assert list(results) == ["statement", "unfinished", "bundle", "studies", "failed"]
    assert results["unfinished"] is None
    assert results["bundle"] == {
        "name": "brightness",
        "version": "1.2",
        "sha256": "ab" * 32,
        "label": "fracture",
        "operating_points": asdict(analyzer.info.operating_points),
    }
    (study,) = results["studies"]
    assert list(study) == ["id", "score", "verdict", "reason", "images"]
    assert study["reason"] is None
    (image,) = study["images"]
    assert list(image) == [
        *("path", "region", "region_source", "score", "verdict", "reason", "peak")
    ]


def test_the_peak_is_a_row_and_column_in_the_pixels_of_the_file(analyze, radiograph):
    _, results, _ = analyze(radiograph("a.png", 100, rows=40, columns=64))

    ((image,),) = (study["images"] for study in results["studies"])
    assert image["peak"] == [35, 8]


def test_a_region_named_by_the_path_wins_over_the_network_and_its_source_is_told(
    analyze, radiograph
):
    _, known, printed = analyze(radiograph("XR_WRIST/patient1/study1_positive/image1.png", 30))
    assert known["studies"][0]["images"][0]["region"] == "WRIST"
    assert known["studies"][0]["images"][0]["region_source"] == "path"
    assert "WRIST (path)" in printed.out

    _, unknown, printed = analyze(radiograph("elsewhere/image1.png", 30))
    assert unknown["studies"][0]["images"][0]["region"] == "HAND"
    assert unknown["studies"][0]["images"][0]["region_source"] == "network"
    assert "HAND (network)" in printed.out


def test_an_image_out_of_scope_has_a_reason_and_no_verdict_and_is_no_failure(analyze, radiograph):
    code, results, printed = analyze(radiograph("narrow.png", 30, columns=5))

    assert code == 0
    (study,) = results["studies"]
    assert (study["verdict"], study["score"]) == (None, None)
    (image,) = study["images"]
    assert (image["verdict"], image["score"], image["peak"]) == (None, None, None)
    assert image["reason"] == study["reason"] == "The image is too narrow to be a radiograph."
    assert "No verdict" in printed.out


def test_a_judgement_that_fails_costs_one_image_and_makes_the_exit_code_1(analyze, radiograph):
    radiograph("a/white.png", 255)
    folder = radiograph("a/dark.png", 10).parent

    code, results, printed = analyze(folder)

    assert code == 1
    (study,) = results["studies"]
    assert [image["verdict"] for image in study["images"]] == ["not suspected", None]
    assert study["verdict"] == "uncertain", "an image that was not judged may hold the finding"
    assert "1 of 2 images not judged." in printed.out
    assert "Traceback" not in printed.err


def test_unreadable_files_are_listed_with_reason_and_remedy_while_the_others_are_judged(
    analyze, radiograph
):
    folder = radiograph("a/bright.png", 230).parent
    (folder / "empty.dcm").touch()
    missing = folder.parent / "missing"

    code, results, printed = analyze(folder, missing)

    assert code == 1
    assert results["studies"][0]["verdict"] == "suspected"
    empty, absent = results["failed"]
    assert empty == {"path": str(folder / "empty.dcm"), "reason": "The file is empty."}
    assert absent["path"] == str(missing)
    assert "The file is empty. Copy it again from its source." in printed.out
    assert "2 files could not be read" in printed.out


def test_the_table_says_the_verdict_in_the_bundles_own_word_and_what_it_rests_on(
    analyze, radiograph
):
    _, _, printed = analyze(radiograph("a/bright.png", 230))

    words = " ".join(printed.out.split())
    assert "Fracture suspected score 0.90" in words
    assert "brightness 1.2 on CPU, weights abababababab." in words
    assert "Suspected from 0.75 (high specificity: sensitivity 0.90, specificity 0.90" in words
    assert DISCLAIMER in words
    assert printed.err == "", "no progress bar where no one watches"


def test_no_score_of_the_table_seems_to_reach_a_threshold_that_it_does_not(analyze, radiograph):
    _, results, printed = analyze(radiograph("a/just_below.png", 190))

    assert 0.745 < results["studies"][0]["score"] < 0.75
    words = " ".join(printed.out.split())
    assert "Fracture uncertain score 0.745" in words
    assert "Suspected from 0.750 (" in words


def test_an_archive_is_judged_like_a_folder(analyze, radiograph, tmp_path):
    with zipfile.ZipFile(tmp_path / "study.zip", "w") as archive:
        archive.write(radiograph("a/bright.png", 230), "XR_HAND/bright.png")
        archive.writestr("XR_HAND/notes.txt", "Tuesday")

    code, results, printed = analyze(tmp_path / "study.zip")

    assert code == 1
    folder = tmp_path / "study.zip" / "XR_HAND"
    assert results["studies"][0]["id"] == str(folder)
    assert results["studies"][0]["images"][0]["path"] == str(folder / "bright.png")
    assert results["studies"][0]["images"][0]["region"] == "HAND"
    assert results["failed"] == [
        {"path": str(folder / "notes.txt"), "reason": "The file is text, not an image."}
    ]
    assert "study.zip" in unfolded(printed.out)


def test_two_patients_under_one_identifier_are_two_studies_and_it_is_said_without_names(
    analyze, dicom_file
):
    folder = dicom_file("x/1.dcm").parent
    dicom_file("x/2.dcm", PatientID="ID-8", PatientName="Example^Bob")

    code, results, printed = analyze(folder)

    assert code == 0
    assert [study["id"] for study in results["studies"]] == ["1.2.3", "1.2.3 (2)"]
    assert "2 patients were judged." in unfolded(printed.out)
    assert "kept apart" in unfolded(printed.out)
    assert "Example" not in printed.out + json.dumps(results)


def test_an_image_that_is_there_twice_counts_once(analyze, dicom_file, analyzer):
    folder = dicom_file("x/1.dcm").parent
    dicom_file("x/copy/1.dcm")
    dicom_file("x/other.dcm", brightness=101)

    code, results, printed = analyze(folder)

    assert code == 0
    assert len(results["studies"][0]["images"]) == len(analyzer.alive) == 2
    (twice,) = results["failed"]
    assert twice["path"] == str(folder / "copy" / "1.dcm")
    assert "already read" in twice["reason"]
    assert "1 file set aside" in printed.out


def test_a_study_with_an_image_that_cannot_be_read_is_never_not_suspected(analyze, dicom_file):
    window = {"WindowCenter": 128, "WindowWidth": 256}
    folder = dicom_file("x/1.dcm", brightness=10, **window).parent
    dicom_file("x/2.dcm", BitsAllocated=64)
    code, results, printed = analyze(folder)
    (found,) = results["studies"]
    assert code == 1
    assert found["images"][0]["verdict"] == "not suspected"
    assert "alone)" in printed.out, "the line of the image says that it is not the study's"
    assert found["verdict"] == "uncertain"
    assert "1 image of this study could not be read" in found["reason"]


def test_objects_that_are_no_images_are_set_aside_and_are_no_failure(analyze, dicom_file):
    folder = dicom_file("x/1.dcm").parent
    dicom_file("x/2.dcm", SOPClassUID=KeyObjectSelectionDocumentStorage)

    code, results, printed = analyze(folder)

    assert code == 0
    assert "a selection of key images" in results["failed"][0]["reason"]
    assert "1 file set aside" in printed.out
    assert "could not be read" not in printed.out


def test_file_names_are_printed_as_they_are(analyze, radiograph):
    code, _, printed = analyze(radiograph("a/[b]left.png", 30))

    assert code == 0
    assert "[b]left.png" in printed.out


def test_names_that_cannot_be_printed_are_written_out_and_the_json_leads_to_the_file(
    analyze, radiograph
):
    name = os.fsdecode(b"\xff\x1b[2J.png")
    folder = radiograph(f"a/{name}", 30).parent
    (folder / os.fsdecode(b"empty\xfe.dcm")).touch()

    code, results, printed = analyze(folder)

    assert code == 1
    assert r"\xff\x1b[2J.png" in unfolded(printed.out)
    assert r"empty\xfe.dcm" in unfolded(printed.out)
    assert results["studies"][0]["images"][0]["path"] == str(folder / name)


@pytest.mark.parametrize("call", [[], ["--device", "abacus", "x.png"], ["--frobnicate", "x.png"]])
def test_a_wrong_call_exits_with_2_and_the_usage(call, capsys):
    with pytest.raises(SystemExit) as ended:
        main(call)
    assert ended.value.code == 2
    assert "usage: mura-desktop analyze" in capsys.readouterr().err


def test_a_study_with_a_broken_picture_beside_a_good_one_is_never_not_suspected(
    analyze, radiograph
):
    dark = radiograph("XR_HAND/patient1/study1_negative/image1.png", 10)
    broken = radiograph("XR_HAND/patient1/study1_negative/image2.png", 20)
    broken.write_bytes(broken.read_bytes()[:-30])

    _, results, printed = analyze(dark.parent)

    (study,) = results["studies"]
    assert study["verdict"] == "uncertain"
    assert "1 image of this study could not be read" in study["reason"]
    assert "could not be read" in unfolded(printed.out)


def test_a_damaged_member_counts_against_the_studies_of_its_archive(analyze, dicom_file, tmp_path):
    with zipfile.ZipFile(tmp_path / "study.zip", "w") as archive:
        archive.write(dicom_file("1.dcm", brightness=10), "SE1/1.dcm")
        archive.write(dicom_file("2.dcm", brightness=11), "SE2/1.dcm")
    data = bytearray((tmp_path / "study.zip").read_bytes())
    data[data.rindex(bytes([11]) * 99)] ^= 1
    (tmp_path / "study.zip").write_bytes(data)

    _, results, _ = analyze(tmp_path / "study.zip")

    (study,) = results["studies"]
    assert study["verdict"] == "uncertain"
    assert "1 file in the same folder or archive could not be read" in study["reason"]


@pytest.mark.parametrize("name", ["2.dcm", "2"])
def test_a_file_damaged_beyond_recognition_counts_against_the_studies_of_its_folder(
    analyze, dicom_file, name
):
    folder = dicom_file("x/1.dcm", brightness=10).parent
    data = dicom_file("x/2.dcm", brightness=11).read_bytes()
    (folder / "2.dcm").unlink()
    (folder / name).write_bytes(bytes(1024) + data[1024:])

    _, results, printed = analyze(folder)

    (study,) = results["studies"]
    assert study["verdict"] == "uncertain"
    assert "1 file in the same folder or archive could not be read" in study["reason"]
    assert "1 file in the same folder" in unfolded(printed.out)
