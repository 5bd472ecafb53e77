"""All files that pydicom ships for its own tests: each opens, or is refused for what it is."""

from fnmatch import fnmatch
from pathlib import Path

import pydicom
import pytest

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging.reading import load

FOLDER = Path(pydicom.__file__).parent / "data"
FILES = sorted(
    path
    for path in FOLDER.rglob("*")
    if path.is_file() and path.suffix not in (".py", ".pyc") and "DICOMDIR" not in path.name
)

NO_PIXELS = "The file holds a header and no pixels."
NO_IMAGE = "The DICOM file holds no image, or is cut short before it."
NOT_DICOM = "The file is neither DICOM nor PNG, JPEG or TIFF."
TEXT = "The file is text, not an image."
REASONS = {  # of what is refused; everything else opens
    "*.txt": TEXT,
    "*.json": TEXT,
    "*.md": TEXT,
    "*.dump": TEXT,
    "*README": TEXT,
    "crayons.icc": NOT_DICOM,
    "no_meta.dcm": NOT_DICOM,  # begins in the midst of a data set
    "zipMR.gz": "The file is a gzip archive.",
    "chrJapMulti*.dcm": NO_PIXELS,
    "chrKoreanMulti.dcm": NO_PIXELS,
    "chrSQEncoding*.dcm": NO_PIXELS,
    "IM0000*": NO_PIXELS,
    "UN_sequence.dcm": NO_PIXELS,
    "no_meta_group_length.dcm": NO_PIXELS,
    "/priv_SQ.dcm": NO_PIXELS,
    "empty_charset_LEI.dcm": NO_IMAGE,
    "meta_missing_tsyntax.dcm": NO_IMAGE,
    "nested_priv_SQ.dcm": NO_IMAGE,
    "MR_truncated.dcm": "The file is cut short: 8,130 of 8,192 bytes of pixels are there.",
    # a delimiter was written over the width that the stream declares
    "JPEG2000-embedded-sequence-delimiter.dcm": (
        "The compressed pixels are 1024 x 3722445056, but the header says 1024 x 256."
    ),
    "SC_rgb_rle_32bit*.dcm": "The pixels have 3 samples of 32 bits; 1 or 3 of 8 or 16 are read.",
    "palettes/*.dcm": "not a radiograph.",
    "*reports*.dcm": "This is a structured report, not a radiograph.",
    "test-SR.dcm": "This is a structured report, not a radiograph.",
    "liver*.dcm": "This is a segmentation, not a radiograph.",
    "rtdose*.dcm": "This is a radiotherapy dose, not a radiograph.",
    "badVR.dcm": "This is a radiotherapy dose, not a radiograph.",
    "rtplan*.dcm": "This is a radiotherapy plan, not a radiograph.",
    "ExplVR_*EndNoMeta.dcm": "This is a radiotherapy plan, not a radiograph.",
    "rtstruct.dcm": "This is a set of radiotherapy structures, not a radiograph.",
    "waveform_ecg.dcm": "not a radiograph.",
}


def expected_reason(path):
    name = str(path.relative_to(FOLDER).as_posix())
    return next(
        (reason for pattern, reason in REASONS.items() if fnmatch(name, f"*{pattern}")), None
    )


def test_pydicom_ships_its_test_files():
    assert len(FILES) > 150


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_pydicoms_opens_or_is_refused_for_what_it_is(path):
    (result,) = load([path])
    reason = expected_reason(path)
    if reason is None:
        assert isinstance(result, Image), result
        assert result.rendered().shape == (result.rows, result.columns)
    else:
        assert isinstance(result, UnreadableFile)
        assert result.reason.endswith(reason)
        assert result.__cause__ is None
