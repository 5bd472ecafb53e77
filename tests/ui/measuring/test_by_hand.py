"""From a file to the number on the screen, against arithmetic done by hand."""

import math

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mura_desktop.domain.measurement.size import size_of
from mura_desktop.imaging.reading import load
from mura_desktop.ui.measuring.words import told
from tests.ui.measuring.test_measuring import click, drag, shapes

ROWS, COLUMNS = 80, 100
PIXELS = np.add.outer(2 * np.arange(ROWS), 4 * np.arange(COLUMNS)).astype(np.uint16)
"""Row r, column c holds 4 c + 2 r."""


@pytest.fixture
def shown(window, session, files, is_judged, tmp_path, qtbot):
    """Shows a file with further elements; its pixels are PIXELS."""

    def show(**elements):
        path = tmp_path / "image.dcm"
        _file(**elements).save_as(path, enforce_file_format=True)
        files.contents[str(path)] = list(load([path]))
        session.open([path])
        qtbot.waitUntil(is_judged)
        return window

    return show


def _file(**elements):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    ds.Modality = "DX"
    ds.Rows, ds.Columns, ds.SamplesPerPixel = ROWS, COLUMNS, 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.WindowCenter, ds.WindowWidth = 300, 600
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    ds.PixelData = PIXELS.tobytes()
    return ds


def turn(window):
    """Look at the image turned, mirrored and nearer."""
    canvas = window.views.active
    canvas.turn(1)
    canvas.flip_horizontally()
    canvas.zoom(1.3)


DETECTOR = {"ImagerPixelSpacing": [0.2, 0.2]}
MAGNIFIED = {**DETECTOR, "EstimatedRadiographicMagnificationFactor": "1.25"}
FIDUCIAL = {**DETECTOR, "PixelSpacing": [0.16, 0.16], "PixelSpacingCalibrationType": "FIDUCIAL"}

# 30 columns and 40 rows are 50 pixels, and with rows three times as far apart as columns
# 30 x 0.1 = 3 mm and 40 x 0.3 = 12 mm
LENGTHS = [
    (DETECTOR, 10.0, 8.0, "at detector"),
    (MAGNIFIED, 8.0, 8.0, "magnification corrected"),
    (FIDUCIAL, 8.0, 8.0, "calibrated: object of known size"),
    ({"PixelSpacing": [0.16, 0.16]}, 8.0, 6.4, "pixel spacing: place not stated"),
    (
        {"ImagerPixelSpacing": [0.3, 0.1]},
        math.hypot(3, 12),
        math.hypot(3, 12) / 1.25,
        "at detector",
    ),
    ({"PixelAspectRatio": ["2", "1"]}, math.hypot(30, 80), math.hypot(30, 80), "pixels only"),
    ({}, 50.0, 50.0, "pixels only"),
]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("elements", "length", "least", "basis"), LENGTHS)
def test_a_length(shown, elements, length, least, basis, turned):
    window = shown(**elements)
    if turned:
        turn(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_D)
    drag(window, (35, 20), (65, 60))

    (line,) = shapes(window)
    scale = window.measuring.sheet.scale(window.canvas.image)
    size = size_of(line, scale)
    assert size.value == pytest.approx(length, rel=0.015)
    assert size.least == pytest.approx(least, rel=0.015)
    assert told(line, scale).basis == basis


@pytest.mark.parametrize("turned", [False, True])
def test_an_angle_on_pixels_that_are_higher_than_wide(shown, turned):
    window = shown(ImagerPixelSpacing=[0.3, 0.1])
    if turned:
        turn(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_A)
    for at in ((65, 20), (35, 20), (65, 60)):  # along the rows, and 3 mm by 12 mm
        click(window, *at)

    (angle,) = shapes(window)
    scale = window.measuring.sheet.scale(window.canvas.image)
    assert size_of(angle, scale).value == pytest.approx(math.degrees(math.atan2(12, 3)), abs=0.7)


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_the_values_inside_an_outline(shown, photometric, qtbot):
    window = shown(
        PhotometricInterpretation=photometric,
        RescaleSlope="2",
        RescaleIntercept="-100",
        RescaleType="US",
        **DETECTOR,
    )
    turn(window)
    window.canvas.invert()
    QTest.keyClick(window.canvas, Qt.Key.Key_B)
    drag(window, (40, 30), (60, 40))  # columns 40 to 59, rows 30 to 39
    (box,) = shapes(window)
    sheet, image = window.measuring.sheet, window.canvas.image
    qtbot.waitUntil(lambda: sheet.statistics(image, box) is not None)

    found = sheet.statistics(image, box)
    variance = 16 * (20**2 - 1) / 12 + 4 * (10**2 - 1) / 12  # of 4 c + 2 r, c and r independent
    assert found.count == 200
    assert found.mean == pytest.approx(2 * (4 * 49.5 + 2 * 34.5) - 100)
    assert found.deviation == pytest.approx(2 * math.sqrt(variance * 200 / 199))
    assert (found.lowest, found.highest) == (2 * 220 - 100, 2 * (4 * 59 + 2 * 39) - 100)
    area = size_of(box, sheet.scale(image)).value
    assert area == pytest.approx(20 * 0.2 * 10 * 0.2, rel=0.05)
