"""What a DICOM file says of the patient, the study and itself."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset

from mura_desktop.domain.study import Header, Laterality, Patient
from mura_desktop.imaging.dicom import frames, geometry
from mura_desktop.imaging.dicom.values import CODE_STRING, integer, items, text

RADIOGRAPHS = frozenset({"CR", "DX", "RG", "OT", ""})
"""Modalities (0008,0060) that are judged.

OT and none at all are how secondary captures of radiographs arrive; whether such an image is in a
network's scope is the network's to say."""

_OTHERS = {
    "CT": "A CT slice",
    "MR": "An MR slice",
    "US": "An ultrasound image",
    "NM": "A nuclear medicine image",
    "PT": "A PET slice",
    "MG": "A mammogram",
    "RF": "A fluoroscopy image",
    "XA": "An angiogram",
    "IO": "A dental X-ray",
    "PX": "A dental panorama",
    "BMD": "A bone density image",
    "XC": "A photograph",
    "ES": "An endoscopy image",
    "SM": "A microscope slide",
    "DOC": "A document",
}

_VIEWS = {  # PS3.16 CID 4010, as SNOMED CT concepts and as the SNOMED RT codes of older consoles
    "399348003": "AP",
    "R-10206": "AP",
    "272479007": "PA",
    "R-10214": "PA",
    "R-40888": "PA",
    "399173006": "LL",
    "R-10236": "LL",
    "399198007": "RL",
    "R-10232": "RL",
}
_YES_NO = {"YES": True, "NO": False}


def header_of(ds: Dataset, path: Path) -> Header:
    """Return the header; images without Study Instance UID form one study per folder."""
    return Header(
        study_id=text(ds, "StudyInstanceUID") or str(path.absolute().parent),
        instance_id=text(ds, "SOPInstanceUID"),
        patient=Patient(
            name=readable_name(text(ds, "PatientName")),
            identifier=text(ds, "PatientID"),
            birth_date=text(ds, "PatientBirthDate"),
            sex=text(ds, "PatientSex"),
        ),
        study_date=text(ds, "StudyDate"),
        study_description=text(ds, "StudyDescription"),
        series_description=text(ds, "SeriesDescription"),
        series_number=integer(ds, "SeriesNumber"),
        instance_number=integer(ds, "InstanceNumber"),
        modality=text(ds, "Modality").upper(),
        view=_view(ds),
        orientation=geometry.orientation_of(ds),
        laterality=_laterality(ds),
        lossy=text(ds, "LossyImageCompression") == "01",
        synthetic=text(ds, "SyntheticData").upper() == "YES",
        burned_in=_YES_NO.get(text(ds, "BurnedInAnnotation").upper()),
        turned=geometry.turned_of(ds),
        flipped=text(ds, "FieldOfViewHorizontalFlip").upper() == "YES",
    )


def readable_name(name: str) -> str:
    """Return a person name (PS3.5 6.2.1) as a banner shows it: ``Doe, Jane Mary``.

    Of the component groups (alphabetic, ideographic, phonetic) the first that is not empty is
    shown, without prefix and suffix.
    """
    group = next((group for group in name.split("=") if group.strip("^ ")), "")
    family, *rest = (component.strip() for component in group.split("^"))
    given = " ".join(component for component in rest[:2] if component)
    return ", ".join(part for part in (family, given) if part)


def unsuitable_reason(ds: Dataset) -> str | None:
    """Return why no network may judge the image although it can be shown, or None."""
    modality = text(ds, "Modality").upper()
    if modality not in RADIOGRAPHS:
        # a broken header may have anything in its place, the patient too
        named = f"modality {modality}" if CODE_STRING.fullmatch(modality) else "an unknown modality"
        return f"{_OTHERS.get(modality, f'An image of {named}')} is not a bone radiograph."
    if text(ds, "RescaleType").upper() == "HU":  # PS3.3 C.11.1.1.2
        return "Values in Hounsfield units are those of a CT slice, which is not a bone radiograph."
    if text(ds, "PresentationIntentType").upper() == "FOR PROCESSING":  # PS3.3 C.8.11.1
        return "A raw detector image (FOR PROCESSING) is not meant to be read."
    if integer(ds, "BitsAllocated") == 1:
        return "An image of black and white alone is not a radiograph."
    if frames.count_of(ds) > 1:
        return frames.NOT_JUDGED
    return None


def _view(ds: Dataset) -> str:
    """Return View Position, else the View Code Sequence as one, by its meaning where unknown."""
    if position := text(ds, "ViewPosition"):
        return position.upper()
    for item in items(ds, "ViewCodeSequence")[:1]:
        return _VIEWS.get(text(item, "CodeValue"), text(item, "CodeMeaning").upper())
    return ""


def _laterality(ds: Dataset) -> Laterality | None:
    code = (text(ds, "ImageLaterality") or text(ds, "Laterality")).upper()
    return Laterality(code) if code in set(Laterality) else None
