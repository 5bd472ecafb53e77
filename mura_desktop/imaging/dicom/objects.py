"""DICOM objects that are no radiographs, by what a reader calls them (PS3.4 B.5, PS3.6 Annex A)."""

from __future__ import annotations

from pathlib import Path

from mura_desktop.domain.errors import SetAside

_REPORT = "Read it in a program that shows reports."
_MARKS = "Open the images that it refers to."
_DOCUMENT = "Read it in a program that shows the documents of a PACS."
_MAP = "Open the images that it was made from."
_TREATMENT = "Open it in a program for radiotherapy."
_OTHER = "Open it in a program that was made for it."

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_OBJECTS: dict[str, tuple[str, str] | None] = {
    _STORAGE + "4.2": ("an MR spectrum", _OTHER),
    _STORAGE + "9": ("a waveform, such as an ECG or a voice recording", _OTHER),
    _STORAGE + "11": ("a presentation state, which says how to show an image", _MARKS),
    _STORAGE + "30": ("a parametric map", _MAP),
    _STORAGE + "66": ("raw data of a scanner", _OTHER),
    _STORAGE + "66.1": ("a spatial registration", _MAP),
    _STORAGE + "66.2": ("a set of spatial marks", _MAP),
    _STORAGE + "66.3": ("a spatial registration", _MAP),
    _STORAGE + "66.4": ("a segmentation", _MAP),
    _STORAGE + "66.5": ("a segmentation of surfaces", _MAP),
    _STORAGE + "66.6": ("a tractography", _MAP),
    _STORAGE + "66.7": ("a segmentation", _MAP),
    _STORAGE + "67": ("a table of real-world values", _MAP),
    _STORAGE + "68": ("a scanned surface", _OTHER),
    _STORAGE + "88": ("a structured report", _REPORT),
    _STORAGE + "88.59": ("a selection of key images", _MARKS),
    _STORAGE + "90": ("an assessment of images", _OTHER),
    _STORAGE + "91": ("a set of annotations for microscopy", _OTHER),
    _STORAGE + "104.1": ("a PDF document", _DOCUMENT),
    _STORAGE + "104.2": ("a clinical document (CDA)", _DOCUMENT),
    _STORAGE + "104": ("a model for a 3D printer", _OTHER),
    _STORAGE + "131": ("a layout of a display", _MARKS),
    _STORAGE + "200": ("a protocol for an examination", _OTHER),
    _STORAGE + "481": ("a radiotherapy record", _TREATMENT),
    _STORAGE + "481.1": None,
    _STORAGE + "481.2": ("a radiotherapy dose", _TREATMENT),
    _STORAGE + "481.3": ("a set of radiotherapy structures", _TREATMENT),
    _STORAGE + "481.5": ("a radiotherapy plan", _TREATMENT),
    _STORAGE + "481.8": ("a radiotherapy plan", _TREATMENT),
    _STORAGE + "481.23": None,
    _STORAGE + "481.24": None,
    "1.2.840.10008.5.1.4.34": ("a work item", _OTHER),
    "1.2.840.10008.5.1.4.38": ("a hanging protocol", _OTHER),
    "1.2.840.10008.5.1.4.39": ("a colour palette", _OTHER),
    "1.2.840.10008.5.1.4.43": ("a template of an implant", _OTHER),
    "1.2.840.10008.5.1.4.44": ("a template of an implant", _OTHER),
    "1.2.840.10008.5.1.4.45": ("a template of an implant", _OTHER),
    "1.3.12.2.1107.5.9.1": ("private data of the manufacturer", _OTHER),
}
"""What an object is, and what to do, by its SOP Class UID or the longest part of it listed here.

Segmentations, parametric maps and doses have pixels, but they are drawings over images. None marks
the radiotherapy objects that are images."""


def check(path: Path, sop_class: str) -> None:
    """Raise SetAside, naming the object in plain words, if its class is none of images."""
    known = sop_class
    while known and known not in _OBJECTS:
        known = known.rpartition(".")[0]
    if named := _OBJECTS.get(known):
        what, remedy = named
        raise SetAside(path, f"This is {what}, not a radiograph.", remedy)
