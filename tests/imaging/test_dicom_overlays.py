"""Overlay planes, against pydicom's own and against what went in."""

import io
import pathlib

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.uid import ExplicitVRBigEndian

DRAWN = np.random.default_rng(3).integers(0, 2, (9, 13)).astype(bool)


@pytest.fixture
def with_overlay(tmp_path, build):
    """Return a function that writes an object with an overlay plane."""

    def write(pixels, plane, *, group=0x6000, big_endian=False, omit=(), **elements):
        packed = np.packbits(plane.astype(bool).ravel(), bitorder="little")
        packed = np.pad(packed, (0, len(packed) % 2))
        if big_endian:
            packed = packed.reshape(-1, 2)[:, ::-1]
        ds = build(pixels, **elements)
        for element, vr, value in (
            (0x0010, "US", plane.shape[-2]),
            (0x0011, "US", plane.shape[-1]),
            (0x0022, "LO", "Console drawing"),
            (0x0040, "CS", "G"),
            (0x0050, "SS", [3, 5]),
            (0x0100, "US", 1),
            (0x0102, "US", 0),
            (0x1500, "LO", "ARROWS"),
            (0x3000, "OW", packed.tobytes()),
        ):
            if element not in omit:
                ds.add_new((group, element), vr, value)
        if big_endian:
            ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
            ds.set_original_encoding(False, False)
            ds.PixelData = pixels.byteswap().tobytes()
            ds["PixelData"].VR = "OW"
        ds.save_as(tmp_path / "a.dcm", enforce_file_format=True)
        return tmp_path / "a.dcm"

    return write


def placed(plane, shape, top, left):
    mask = np.zeros(shape, bool)
    mask[top : top + plane.shape[0], left : left + plane.shape[1]] = plane
    return mask


@pytest.mark.parametrize("big_endian", [False, True])
def test_an_overlay_lies_where_its_origin_says(with_overlay, opened, ramp, big_endian):
    (plane,) = opened(with_overlay(ramp, DRAWN, big_endian=big_endian)).overlays
    assert (plane.label, plane.description) == ("ARROWS", "Console drawing")
    assert not plane.is_region
    mask = plane.mask(*ramp.shape)
    assert mask.dtype == np.bool_
    assert np.array_equal(mask, placed(DRAWN, ramp.shape, 2, 4))


@pytest.mark.parametrize("origin", [(-3, -5), (30, 60), (100, 1), (1, -400)])
def test_an_overlay_that_sticks_out_is_cut_off(with_overlay, opened, ramp, origin):
    path = with_overlay(ramp, DRAWN)
    ds = dcmread(path)
    ds[0x6000, 0x0050].value = list(origin)
    ds.save_as(path)
    (plane,) = opened(path).overlays
    wide = np.zeros((600, 600), bool)
    top, left = origin[0] - 1 + 300, origin[1] - 1 + 300
    if top >= 0 and left >= 0:
        wide[top : top + 9, left : left + 13] = DRAWN[: max(0, 600 - top), : max(0, 600 - left)]
    assert np.array_equal(plane.mask(*ramp.shape), wide[300:332, 300:364])


def test_an_overlay_without_origin_starts_in_the_corner(with_overlay, opened, ramp):
    (plane,) = opened(with_overlay(ramp, DRAWN, omit=[0x0050])).overlays
    assert np.array_equal(plane.mask(*ramp.shape), placed(DRAWN, ramp.shape, 0, 0))


def test_the_overlay_that_pydicom_ships_is_what_pydicom_finds(opened):
    path = pathlib.Path(get_testdata_file("examples_overlay.dcm", download=False))
    (plane,) = opened(path).overlays
    assert np.array_equal(plane.mask(300, 484), dcmread(path).overlay_array(0x6000).astype(bool))


@pytest.mark.parametrize("bit", [12, 15])
def test_an_overlay_in_an_unused_bit_of_the_pixels_is_found(with_overlay, opened, ramp, bit):
    drawn = np.random.default_rng(bit).integers(0, 2, ramp.shape).astype(np.uint16)
    path = with_overlay(
        ramp | drawn << bit, drawn, omit=[0x3000, 0x0050], BitsStored=12, HighBit=11
    )
    ds = dcmread(path)
    ds[0x6000, 0x0100].value, ds[0x6000, 0x0102].value = 16, bit
    ds.save_as(path)
    image = opened(path)
    assert np.array_equal(image.pixels, ramp)
    (plane,) = image.overlays
    assert np.array_equal(plane.mask(*ramp.shape), drawn.astype(bool))


def test_an_overlay_below_values_that_lie_high_is_found(with_overlay, opened, ramp):
    drawn = np.random.default_rng(1).integers(0, 2, ramp.shape).astype(np.uint16)
    path = with_overlay(ramp << 4 | drawn, drawn, omit=[0x3000, 0x0050], BitsStored=12, HighBit=15)
    image = opened(path)
    assert np.array_equal(image.pixels, ramp)
    (plane,) = image.overlays
    assert np.array_equal(plane.mask(*ramp.shape), drawn.astype(bool))


def test_a_bit_of_the_image_is_no_overlay(with_overlay, opened, ramp):
    path = with_overlay(ramp, DRAWN, omit=[0x3000], BitsStored=12)
    ds = dcmread(path)
    ds[0x6000, 0x0102].value = 7
    ds.save_as(path)
    assert opened(path).overlays == ()


def test_every_group_is_looked_at(with_overlay, opened, ramp):
    assert len(opened(with_overlay(ramp, DRAWN, group=0x601E)).overlays) == 1


@pytest.mark.parametrize(
    ("element", "value"), [(0x0010, 0), (0x0011, 65535), (0x0010, 400), (0x3000, b"\0\0")]
)
def test_an_overlay_that_contradicts_itself_is_left_out(with_overlay, opened, ramp, element, value):
    path = with_overlay(ramp, DRAWN)
    ds = dcmread(path)
    ds[0x6000, element].value = value
    ds.save_as(path)
    image = opened(path)
    assert image.overlays == ()
    assert np.array_equal(image.pixels, ramp)


def test_no_network_sees_an_overlay(with_overlay, dicom_file, opened, ramp):
    plain = opened(dicom_file(ramp, "plain.dcm")).rendered()
    assert np.array_equal(opened(with_overlay(ramp, DRAWN)).rendered(), plain)


def test_an_overlay_of_several_frames_lies_over_each_in_turn(with_overlay, ramp):
    from mura_desktop.imaging import dicom  # a frame, without its file's reader

    planes = np.random.default_rng(5).integers(0, 2, (3, 9, 13)).astype(bool)
    path = with_overlay(ramp, planes, PixelData=ramp.tobytes() * 4, NumberOfFrames=4)
    ds = dcmread(path)
    ds.add_new((0x6000, 0x0015), "IS", 3)
    ds.add_new((0x6000, 0x0051), "US", 2)
    ds.save_as(path)
    seen = [dicom.decode(path, io.BytesIO(path.read_bytes()), frame).overlays for frame in range(4)]
    assert seen[0] == ()
    for plane, (found,) in zip(planes, seen[1:], strict=True):
        assert np.array_equal(found.mask(*ramp.shape), placed(plane, ramp.shape, 2, 4))
