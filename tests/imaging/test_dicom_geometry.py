"""How large a DICOM file says its pixels are."""

import pytest

from mura_desktop.domain.spacing import Spacing, SpacingSource

DETECTOR = Spacing(0.1, 0.1, SpacingSource.DETECTOR)


def test_a_detectors_spacing_is_told_as_such(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, ImagerPixelSpacing=[0.1, 0.1]))
    assert image.spacings == (DETECTOR,)
    assert image.spacing == DETECTOR


def test_a_pixel_spacing_that_repeats_the_detectors_says_no_more_than_it(dicom_file, opened, ramp):
    path = dicom_file(ramp, ImagerPixelSpacing=[0.1, 0.1], PixelSpacing=[0.1, 0.1])
    assert opened(path).spacings == (DETECTOR,)


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("FIDUCIAL", SpacingSource.FIDUCIAL),
        ("GEOMETRY", SpacingSource.GEOMETRY),
        ("", SpacingSource.UNSTATED),
        ("GUESSED", SpacingSource.UNSTATED),
    ],
)
def test_a_calibrated_spacing_comes_before_the_detectors(dicom_file, opened, ramp, kind, source):
    path = dicom_file(
        ramp,
        ImagerPixelSpacing=[0.1, 0.1],
        PixelSpacing=[0.09, 0.09],
        PixelSpacingCalibrationType=kind,
    )
    assert opened(path).spacings == (Spacing(0.09, 0.09, source), DETECTOR)


def test_the_spacing_of_a_digitized_film_is_told(dicom_file, opened, ramp):
    spacing = opened(dicom_file(ramp, NominalScannedPixelSpacing=[0.175, 0.175])).spacing
    assert spacing == Spacing(0.175, 0.175, SpacingSource.SCANNER)


@pytest.mark.parametrize("spacing", [[0, 0.4], [-1, 0.4], [0.4], ["", ""]])
def test_a_spacing_that_is_none_is_left_out(dicom_file, opened, ramp, spacing):
    image = opened(dicom_file(ramp, PixelSpacing=spacing))
    assert image.spacings == ()
    assert image.aspect == 1.0


def test_the_magnification_is_told(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, EstimatedRadiographicMagnificationFactor="1.15"))
    assert image.magnification == 1.15
    zero = dicom_file(ramp, "zero.dcm", EstimatedRadiographicMagnificationFactor="0")
    assert opened(zero).magnification is None


def test_the_aspect_is_the_height_of_a_pixel_by_its_width(dicom_file, opened, ramp):
    assert opened(dicom_file(ramp, PixelAspectRatio=[3, 2])).aspect == 1.5
    assert opened(dicom_file(ramp, PixelSpacing=[0.1, 0.4])).aspect == 0.25


def test_the_spacing_counts_more_than_the_aspect_ratio(dicom_file, opened, ramp):
    path = dicom_file(ramp, PixelSpacing=[0.1, 0.1], PixelAspectRatio=[3, 2])
    assert opened(path).aspect == 1.0


@pytest.mark.parametrize("ratio", [[0, 1], [1, 0], [-1, 1], [3], [17, 1]])
def test_an_aspect_ratio_that_is_none_counts_as_square(dicom_file, opened, ramp, ratio):
    assert opened(dicom_file(ramp, PixelAspectRatio=ratio)).aspect == 1.0
