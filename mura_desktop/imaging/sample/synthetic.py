"""The sample study: two synthetic radiographs of a forearm as DICOM files.

    python -m mura_desktop.imaging.sample.synthetic FOLDER

writes PA.dcm, in which the distal radius is broken, and LATERAL.dcm. Nobody was examined: the files
say so in Synthetic Data (0008,001C), in the patient's name and in the study's description. The same
program draws the same study, so the copy that ships can be compared with it.
"""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sr.coding import Code
from pydicom.uid import (
    UID,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
)

from mura_desktop.imaging.sample import forearm, phantom

VIEWS = ("PA", "LATERAL")
"""The views, in the order of their instance numbers; each is a file of that name."""

_DATE, _TIME = "20250101", "120000"
_FOREARM = Code("14975008", "SCT", "Forearm")
_ANATOMY = {"PA": forearm.PA, "LATERAL": forearm.LATERAL}
_POSITION = {"PA": "PA", "LATERAL": "LL"}  # View Position (0018,5101)
_DIRECTION = {
    "PA": Code("272479007", "SCT", "postero-anterior"),
    "LATERAL": Code("399067008", "SCT", "lateral"),
}
_WINDOW = {"PA": (1600, 2600), "LATERAL": (1900, 3200)}


def write_study(folder: Path) -> tuple[Path, ...]:
    """Write the sample study into a folder, which is made, and return its files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, view in enumerate(VIEWS, start=1):
        ds = data_set(view, number)
        ds.compress(JPEG2000Lossless, encoding_plugin="pylibjpeg")
        # compress() gives a new UID, which only lossy compression asks for (PS3.3 C.7.6.1.1.5)
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = _uid(view)
        written.append(folder / f"{view}.dcm")
        ds.save_as(written[-1], enforce_file_format=True)
    return tuple(written)


def data_set(view: str, number: int) -> FileDataset:
    """Return one view as an uncompressed DX image object (PS3.3 A.26).

    Args:
        view: One of VIEWS.
        number: Instance number; it seeds the noise as well.
    """
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = _uid(view)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    _describe_study(ds)
    _describe_series(ds)
    _describe_image(ds, view, number)
    _describe_pixels(ds, view)
    ds.PixelData = phantom.radiograph(_ANATOMY[view], seed=number).astype("<u2").tobytes()
    return ds


def _describe_study(ds: Dataset) -> None:
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SyntheticData = "YES"
    ds.PatientName = "SYNTHETIC^FOREARM"
    ds.PatientID = "SYNTHETIC"
    ds.PatientBirthDate = ""
    ds.PatientSex = ""
    ds.StudyInstanceUID = _uid("study")
    ds.StudyDate, ds.StudyTime = _DATE, _TIME
    ds.StudyID = "1"
    ds.StudyDescription = "SYNTHETIC: drawn by a program"
    ds.AccessionNumber = ""
    ds.ReferringPhysicianName = ""


def _describe_series(ds: Dataset) -> None:
    ds.Modality = "DX"
    ds.SeriesInstanceUID = _uid("series")
    ds.SeriesNumber = 1
    ds.SeriesDescription = "SYNTHETIC forearm, 2 views"
    ds.PresentationIntentType = "FOR PRESENTATION"
    ds.Manufacturer = "MURA Desktop"
    ds.ManufacturerModelName = "Synthetic radiograph"
    ds.BodyPartExamined = "FOREARM"


def _describe_image(ds: Dataset, view: str, number: int) -> None:
    ds.SOPClassUID = DigitalXRayImageStorageForPresentation
    ds.SOPInstanceUID = _uid(view)
    ds.InstanceNumber = number
    ds.ImageType = ["DERIVED", "PRIMARY"]
    ds.DerivationDescription = "Drawn by a program; nobody was examined"
    ds.ContentDate, ds.ContentTime = _DATE, _TIME
    ds.AcquisitionDate, ds.AcquisitionTime = _DATE, _TIME
    ds.ViewPosition = _POSITION[view]
    ds.ViewCodeSequence = [_coded(_DIRECTION[view])]
    ds.ImageLaterality = "L"
    ds.AnatomicRegionSequence = [_coded(_FOREARM)]
    ds.PatientOrientation = ["L", "H"] if view == "PA" else ["A", "H"]
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "00"


def _describe_pixels(ds: Dataset, view: str) -> None:
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = phantom.ROWS, phantom.COLUMNS
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 12, 11
    ds.PixelRepresentation = 0
    ds.ImagerPixelSpacing = [phantom.PIXEL, phantom.PIXEL]
    ds.PixelIntensityRelationship = "LOG"
    ds.PixelIntensityRelationshipSign = -1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = 0, 1, "US"
    ds.PresentationLUTShape = "IDENTITY"
    ds.WindowCenter, ds.WindowWidth = _WINDOW[view]
    ds.WindowCenterWidthExplanation = "BONE"


def _coded(code: Code) -> Dataset:
    item = Dataset()
    item.CodeValue = code.value
    item.CodingSchemeDesignator = code.scheme_designator
    item.CodeMeaning = code.meaning
    return item


def _uid(of: str) -> UID:
    """Return a UID that is always the same for the same thing (PS3.5 B.2)."""
    return UID(f"2.25.{uuid.uuid5(uuid.NAMESPACE_DNS, f'{of}.sample.mura-desktop').int}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m mura_desktop.imaging.sample.synthetic FOLDER")
    write_study(Path(sys.argv[1]))
