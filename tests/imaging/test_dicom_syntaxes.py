"""Every compressed transfer syntax, in files that the tests encode, against what went in."""

import base64
import pathlib

import gdcm
import numpy as np
import pydicom
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.processing import apply_modality_lut
from pydicom.uid import HTJ2K, HTJ2KLossless, HTJ2KLosslessRPCL, JPEGExtended12Bit

from mura_desktop.imaging.dicom.codestream import mended_scan

SYNTAX = gdcm.TransferSyntax
LOSSLESS = {
    "JPEG lossless": SYNTAX.JPEGLosslessProcess14,
    "JPEG lossless, first-order prediction": SYNTAX.JPEGLosslessProcess14_1,
    "JPEG-LS lossless": SYNTAX.JPEGLSLossless,
    "JPEG 2000 lossless": SYNTAX.JPEG2000Lossless,
    "RLE": SYNTAX.RLELossless,
}


@pytest.fixture
def compressed(tmp_path, build):
    """Return a function that writes an object compressed by GDCM."""

    def write(pixels, syntax, quality=None, **elements):
        build(pixels, **elements).save_as(tmp_path / "plain", enforce_file_format=True)
        reader = gdcm.ImageReader()
        reader.SetFileName(str(tmp_path / "plain"))
        assert reader.Read()
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(SYNTAX(syntax))
        change.SetInput(reader.GetImage())
        codec = gdcm.JPEGCodec()
        if quality:
            codec.SetLossless(False)
            codec.SetQuality(quality)
            change.SetUserCodec(codec)
        assert change.Change()
        writer = gdcm.ImageWriter()
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        writer.SetFileName(str(tmp_path / "compressed.dcm"))
        assert writer.Write()
        ds = dcmread(tmp_path / "compressed.dcm")
        assert ds.file_meta.TransferSyntaxUID == SYNTAX(syntax).GetString()
        return tmp_path / "compressed.dcm"

    return write


@pytest.fixture
def smooth() -> np.ndarray:
    """(48, 64) uint16 of 12 bits without edges, as lossy compression likes it."""
    rows, columns = np.mgrid[0:48, 0:64]
    waves = 2000 + 900 * np.sin(rows / 9) + 900 * np.cos(columns / 13)
    return np.rint(waves).astype(np.uint16)


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
@pytest.mark.parametrize("syntax", LOSSLESS.values(), ids=LOSSLESS.keys())
def test_lossless_compression_gives_back_what_went_in(compressed, opened, syntax, bits):
    values = np.random.default_rng(bits).integers(0, 2**bits, (32, 48))
    pixels = values.astype(np.uint8 if bits == 8 else np.uint16)
    image = opened(compressed(pixels, syntax, BitsStored=bits, HighBit=bits - 1))
    assert image.pixels.dtype == pixels.dtype
    assert np.array_equal(image.pixels, pixels)


@pytest.mark.parametrize("syntax", LOSSLESS.values(), ids=LOSSLESS.keys())
def test_lossless_compression_keeps_the_sign(compressed, opened, syntax):
    pixels = np.random.default_rng(0).integers(-(2**15), 2**15, (32, 48)).astype(np.int16)
    image = opened(compressed(pixels, syntax))
    assert image.pixels.dtype == np.int16
    assert np.array_equal(image.pixels, pixels)


def test_a_baseline_jpeg_is_close_to_what_went_in(compressed, opened, smooth):
    pixels = (smooth >> 4).astype(np.uint8)
    shown = opened(compressed(pixels, SYNTAX.JPEGBaselineProcess1, quality=98)).pixels
    assert shown.dtype == np.uint8
    assert np.abs(shown.astype(int) - pixels).max() <= 3


@pytest.mark.parametrize("syntax", [SYNTAX.JPEGLSNearLossless, SYNTAX.JPEG2000])
def test_other_lossy_compression_gives_what_pydicom_gives(compressed, opened, smooth, syntax):
    path = compressed(smooth, syntax, BitsStored=12, HighBit=11)
    image = opened(path)
    assert np.array_equal(image.pixels, dcmread(path).pixel_array)
    assert np.abs(image.pixels.astype(int) - smooth).max() <= 8


def test_a_jpeg_of_12_bits_is_close_to_what_went_in(compressed, opened, smooth):
    path = compressed(smooth, SYNTAX.JPEGExtendedProcess2_4, quality=98, BitsStored=12, HighBit=11)
    shown = opened(path).pixels
    assert shown.dtype == np.uint16
    assert np.abs(shown.astype(int) - smooth).max() <= 12


def test_a_jpeg_of_12_bits_whose_scan_header_is_wrong_is_mended(
    compressed, tmp_path, opened, smooth
):
    path = compressed(smooth, SYNTAX.JPEGExtendedProcess2_4, quality=98, BitsStored=12, HighBit=11)
    ds = dcmread(path)
    assert ds.file_meta.TransferSyntaxUID == JPEGExtended12Bit
    stream = get_frame(ds.PixelData, 0, number_of_frames=1)
    at = stream.index(b"\xff\xda") + 7  # marker, length, one component's selectors
    assert stream[at : at + 3] == b"\x00\x3f\x00"
    wrong = stream[:at] + b"\x00\x00\x00" + stream[at + 3 :]
    assert mended_scan(wrong) == stream
    ds.PixelData = encapsulate([wrong])
    ds.save_as(tmp_path / "wrong.dcm")
    assert np.array_equal(opened(tmp_path / "wrong.dcm").pixels, opened(path).pixels)


def test_a_stream_that_ends_before_its_scan_is_left_as_it_is():
    assert mended_scan(b"\xff\xd8\xff\xdb\x00\x43") == b"\xff\xd8\xff\xdb\x00\x43"


def test_the_12_bit_samples_of_nema_open_alike_whether_right_or_wrong(opened):
    # JPEG-lossy.dcm carries Se=0. libjpeg-turbo 3.1.3 decodes both to these figures too
    for name in ("JPGExtended.dcm", "JPEG-lossy.dcm"):
        pixels = opened(_bundled(name)).pixels
        assert pixels.shape == (1024, 256)
        assert (pixels.min(), pixels.max(), pixels.sum(dtype=int)) == (0, 264, 3767007)


@pytest.mark.parametrize("share", [0.3, 0.9])
@pytest.mark.parametrize(
    "syntax",
    [*LOSSLESS.values(), SYNTAX.JPEGBaselineProcess1, SYNTAX.JPEGExtendedProcess2_4],
    ids=[*LOSSLESS.keys(), "JPEG baseline", "JPEG extended"],
)
def test_a_stream_that_is_cut_short_is_refused_and_not_filled_up(
    compressed, refused, smooth, syntax, share
):
    lossy = syntax in (SYNTAX.JPEGBaselineProcess1, SYNTAX.JPEGExtendedProcess2_4)
    bits = 8 if syntax == SYNTAX.JPEGBaselineProcess1 else 12
    pixels = (smooth >> 4).astype(np.uint8) if bits == 8 else smooth
    path = compressed(pixels, syntax, 98 if lossy else None, BitsStored=bits, HighBit=bits - 1)
    ds = dcmread(path)
    stream = get_frame(ds.PixelData, 0, number_of_frames=1)
    ds.PixelData = encapsulate([stream[: int(len(stream) * share)]])
    ds.save_as(path)
    assert "could not be decompressed" in refused(path).reason


# the ramp of these tests, by OpenJPH 0.26.3: reversible, and irreversible; both in RPCL order
REVERSIBLE = base64.b64decode(
    "/0//UQApQAAAAABAAAAAIAAAAAAAAAAAAAAAQAAAACAAAAAAAAAAAAABDwEB/1AACAACAAAACv9SAAwAAgABAAUEBE"
    "AB/1wAEyCIkJCQkJCQkJCQkJCQiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAPYAAf+TwAAqANn2"
    "R/YBQjQAwAASwAAVAMgAITQASBJJ/gDiNADAABNAABWAQvyAAnQAIikSkYjkACEAp1YAwAATwAAWqAAA5qfCdQCOdM"
    "QRRxxxxBFH/ugUoHv2UoHsugDAABVwAAXTAAAAAPn4p6enQngAPvrw4cOHDx8+fPjw4cOHDx8+/v9MAQgHv2QgHv2Q"
    "gHv2QgHsswHAACugABd8AAD+v9T09PT09PTyfAD+fr/f7/f7/X6/3+/3+/1+v9/v9/v9fr/f7/f7/32whAe/YhAe/Y"
    "hAe/YhAe/YhAe/YhAe/YhAe/YhAeyyAv/Z"
)
IRREVERSIBLE = base64.b64decode(
    "/0//UQApQAAAAABAAAAAIAAAAAAAAAAAAAAAQAAAACAAAAAAAAAAAAABDwEB/1AACAACAAAAKv9SAAwAAgABAAUEBE"
    "AA/1wAIyK3GLbqtuq2vK8ArwCu4qdMp0ynZJADkAOQRpfSl9KXYf9kABcAAU9wZW5KUEggVmVyIDAuMjYuMy7/kAAK"
    "AAAAAAHDAAH/k8AAAVS5kmADIfgCAjQAwAABPAAAFQApIOEAojQACO4I7gFCNADAAAKuAAAWqKIQotXS6wAEWZUAXY"
    "J70CVwD7oE96BLcA/+ADnAFrYAwAAFfAAAXcCIlDgHpsT5USV+AK0LeACGfBjyYciHIR+GfBjyYciHIR/bMvy2EL8t"
    "xG8L8dsy/LYQvy3DbwvxAIQAIIhAAxxCA1oQgNCwAcAAFpQAAXtAJCQJSUKSkHn4El2S7JdRWRsAQAVQAVQAFUAFUA"
    "FUABVABVABVAAVQAVQAVQAFf9/W9luZbuV7Va2W9luZbuV7Va2W9luZbuV7Va2W9luZbuV7Va2AAhAAQSEABBIQAEE"
    "hAAY7rrrrrrqQAAAADWgAA1oAANaAADQtgLAABVwAAX0IAAA/r/ClKUpS+kAvvfee++9995777333nvvvffee+9b3C"
    "3cLW6Lu8Vtcbe4Le4Wt8Xd4ra4W9wWd4vb4m5xW9wtbou7xW1xt7gt7ha3xd3itrhb3BZ3i9vi/gB//LEICnTEICnT"
    "EICnTEICnTEICnTEICnTEICnTEICm6Sa0Sa0Sa0Sa0Sa0Sa0Sa0SajUD/9k="
)


@pytest.mark.parametrize(
    ("syntax", "stream", "tolerance"),
    [
        (HTJ2KLossless, REVERSIBLE, 0),
        (HTJ2KLosslessRPCL, REVERSIBLE, 0),
        (HTJ2K, REVERSIBLE, 0),
        (HTJ2K, IRREVERSIBLE, 1),
    ],
)
def test_high_throughput_jpeg_2000_gives_back_what_went_in(
    tmp_path, build, opened, ramp, syntax, stream, tolerance
):
    ds = build(ramp)
    ds.file_meta.TransferSyntaxUID = syntax
    ds.PixelData = encapsulate([stream])
    ds["PixelData"].VR = "OB"
    ds.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    image = opened(tmp_path / "a.dcm")
    assert image.pixels.dtype == np.uint16
    assert np.abs(image.pixels.astype(int) - ramp).max() <= tolerance


@pytest.mark.parametrize(
    "name",
    [
        "693_J2KI.dcm",
        "CT_small.dcm",
        "J2K_pixelrep_mismatch.dcm",
        "JPEG2000.dcm",
        "JPEGLSNearLossless_08.dcm",
        "JPEGLSNearLossless_16.dcm",
        "MR_small_RLE.dcm",
        "MR_small_bigendian.dcm",
        "MR_small_jp2klossless.dcm",
        "MR_small_jpeg_ls_lossless.dcm",
        "image_dfl.dcm",
    ],
)
def test_the_samples_of_other_programs_have_the_values_that_pydicom_finds(opened, name):
    ds = dcmread(_bundled(name))
    image = opened(_bundled(name))
    assert np.array_equal(image.pixels, ds.pixel_array)
    assert np.array_equal(
        image.modality.apply(image.pixels), apply_modality_lut(ds.pixel_array, ds)
    )


def _bundled(name):
    found = get_testdata_file(name, download=False)
    assert found is not None, f"pydicom {pydicom.__version__} ships no {name}"
    return pathlib.Path(found)
