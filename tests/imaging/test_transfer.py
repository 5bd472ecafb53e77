"""The same pixels, however a DICOM file carries them."""

import io

import numpy as np
import PIL.Image
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
)

from mura_desktop.imaging import limits

NATIVE = [
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]


def written_as(syntax, path, ds):
    ds.file_meta.TransferSyntaxUID = syntax
    ds.set_original_encoding(syntax.is_implicit_VR, syntax.is_little_endian)
    ds.save_as(path, enforce_file_format=True)
    return path


@pytest.mark.parametrize("syntax", NATIVE, ids=lambda uid: uid.name)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16], ids=lambda dtype: dtype.__name__)
def test_every_native_encoding_gives_the_same_pixels(tmp_path, build, opened, ramp, syntax, dtype):
    pixels = (ramp % 251).astype(dtype)
    ds = build(pixels)
    if not syntax.is_little_endian:
        ds.PixelData = pixels.byteswap().tobytes()
        ds["PixelData"].VR = "OB" if dtype is np.uint8 else "OW"
    image = opened(written_as(syntax, tmp_path / "a.dcm", ds))
    assert image.pixels.dtype == dtype
    assert image.pixels.dtype.isnative
    assert np.array_equal(image.pixels, pixels)


@pytest.mark.parametrize(
    "syntax", [RLELossless, JPEG2000Lossless, JPEGLSLossless], ids=lambda uid: uid.name
)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16], ids=lambda dtype: dtype.__name__)
def test_lossless_compression_gives_the_same_pixels(tmp_path, build, opened, ramp, syntax, dtype):
    pixels = (ramp % 251).astype(dtype)
    ds = build(pixels)
    ds.compress(syntax)
    ds.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    image = opened(tmp_path / "a.dcm")
    assert image.pixels.dtype == dtype
    assert np.array_equal(image.pixels, pixels)


def as_jpeg(build, pixels, path):
    encoded = io.BytesIO()
    PIL.Image.fromarray(pixels).save(encoded, "JPEG", quality=90)
    ds = build(pixels)
    ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    ds.PixelData = encapsulate([encoded.getvalue()])
    ds["PixelData"].VR = "OB"
    ds.save_as(path, enforce_file_format=True)
    return np.asarray(PIL.Image.open(encoded))


def test_a_lossy_jpeg_gives_what_its_decoder_gives(tmp_path, build, opened, ramp):
    expected = as_jpeg(build, (ramp // 16).astype(np.uint8), tmp_path / "a.dcm")
    assert np.abs(opened(tmp_path / "a.dcm").pixels - expected.astype(int)).max() <= 1


@pytest.mark.parametrize("syntax", NATIVE[:3], ids=lambda uid: uid.name)
def test_a_bare_data_set_without_preamble_opens(tmp_path, build, opened, ramp, syntax):
    ds = build(ramp)
    if not syntax.is_little_endian:
        ds.PixelData = ramp.byteswap().tobytes()
        ds["PixelData"].VR = "OW"
    path = written_as(syntax, tmp_path / "bare", ds)
    data = path.read_bytes()
    meta_length = int.from_bytes(data[140:144], "little")
    path.write_bytes(data[144 + meta_length :])
    assert np.array_equal(opened(path).pixels, ramp)


def test_a_dicom_file_that_is_a_tiff_too_opens_as_dicom(dicom_file, opened, ramp):
    path = dicom_file(ramp, Modality="CR")
    path.write_bytes(b"II*\0" + path.read_bytes()[4:])
    assert opened(path).header.modality == "CR"


def test_the_name_says_nothing(dicom_file, opened, ramp):
    assert np.array_equal(opened(dicom_file(ramp, "picture.png")).pixels, ramp)


def test_a_single_frame_that_is_counted_opens(dicom_file, opened, ramp):
    assert np.array_equal(opened(dicom_file(ramp, NumberOfFrames=1)).pixels, ramp)


def test_excess_padding_behind_the_pixels_is_cut_off(dicom_file, opened, ramp):
    path = dicom_file(ramp, PixelData=ramp.tobytes() + bytes(100))
    assert np.array_equal(opened(path).pixels, ramp)


def test_a_picture_in_colour_is_shown_in_colour_but_unsuitable(dicom_file, opened):
    rgb = np.zeros((16, 16, 3), np.uint8)
    rgb[..., 0], rgb[8:, :, 1] = 200, 100
    image = opened(dicom_file(rgb))
    assert image.unsuitable == "A colour picture is not a radiograph."
    assert np.array_equal(image.rgb(), rgb)
    assert image.rendered()[0, 0] == round(0.299 * 200)
    assert image.rendered()[8, 0] == round(0.299 * 200 + 0.587 * 100)


def test_a_grey_picture_stored_as_colour_is_a_radiograph(dicom_file, opened, ramp):
    grey = (ramp // 16).astype(np.uint8)
    image = opened(dicom_file(np.stack([grey] * 3, axis=2)))
    assert image.unsuitable is None
    assert np.array_equal(image.rendered(), grey)


def test_a_palette_is_looked_up(dicom_file, opened):
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    falling = np.arange(255, -1, -1, dtype=np.uint16) * 257
    palette = {
        f"{colour}PaletteColorLookupTable{part}": value
        for colour in ("Red", "Green", "Blue")
        for part, value in (("Descriptor", [256, 0, 16]), ("Data", falling.tobytes()))
    }
    path = dicom_file(pixels, PhotometricInterpretation="PALETTE COLOR", **palette)
    assert np.array_equal(opened(path).rendered(), 255 - pixels)


def test_a_compression_that_is_not_known_is_named(dicom_file, refused, ramp):
    path = dicom_file(ramp)
    ds = dcmread(path)
    ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.100"
    ds.PixelData = encapsulate([b"not a film"])
    ds["PixelData"].VR = "OB"
    ds.save_as(path, enforce_file_format=True)
    assert "MPEG2" in refused(path).reason


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, RLELossless], ids=lambda uid: uid.name)
def test_pixels_that_call_themselves_text_are_refused(tmp_path, build, refused, ramp, syntax):
    ds = build((ramp % 251).astype(np.uint8))
    if syntax.is_encapsulated:
        ds.compress(syntax)
    path = tmp_path / "a.dcm"
    ds.save_as(path, enforce_file_format=True)
    data, tag = path.read_bytes(), b"\xe0\x7f\x10\x00"
    assert data.count(tag) == 1
    path.write_bytes(data.replace(tag + b"OB", tag + b"UT").replace(tag + b"OW", tag + b"UT"))
    assert refused(path).reason == "The element that holds the pixels is damaged."


def test_a_damaged_compressed_stream_is_refused(tmp_path, build, refused, ramp):
    ds = build(ramp)
    ds.compress(JPEG2000Lossless)
    size_to_data = slice(ds.PixelData.index(b"\xff\x52"), ds.PixelData.index(b"\xff\x93"))
    ds.PixelData = ds.PixelData.replace(ds.PixelData[size_to_data], b"")
    path = tmp_path / "a.dcm"
    ds.save_as(path, enforce_file_format=True)
    assert "JPEG 2000" in refused(path).reason


def test_a_stream_of_another_size_than_the_header_says_is_refused(tmp_path, build, refused, ramp):
    as_jpeg(build, (ramp // 16).astype(np.uint8), tmp_path / "a.dcm")
    ds = dcmread(tmp_path / "a.dcm")
    ds.Rows = 31
    ds.save_as(tmp_path / "b.dcm")
    assert "32 x 64" in refused(tmp_path / "b.dcm").reason


def test_a_small_deflated_file_that_unpacks_to_too_much_is_refused(
    tmp_path, build, refused, monkeypatch
):
    ds = build(np.zeros((2000, 1000), np.uint16))
    path = written_as(DeflatedExplicitVRLittleEndian, tmp_path / "bomb.dcm", ds)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1 << 20)
    assert "larger than" in refused(path).reason


def test_a_deflated_file_that_is_cut_short_is_refused(tmp_path, build, refused, ramp):
    path = written_as(DeflatedExplicitVRLittleEndian, tmp_path / "a.dcm", build(ramp))
    path.write_bytes(path.read_bytes()[:-200])
    assert "deflated data is damaged" in refused(path).reason
