"""What is missing in a header or contradicts itself, and what becomes of it, row by row.

The rows are those of the table in ``image_pixel``; what has a test of its own elsewhere (windows,
rescale, spacing, views, laterality) is not repeated here.
"""

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit, RLELossless

REQUIRED = [
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "PixelRepresentation",
    "SamplesPerPixel",
    "PhotometricInterpretation",
]


@pytest.fixture
def changed(dicom_file):
    """Return a function that writes an object, changes it and writes it again."""

    def write(pixels, change, **elements):
        path = dicom_file(pixels, **elements)
        ds = dcmread(path)
        change(ds)
        ds.save_as(path)
        return path

    return write


@pytest.mark.parametrize("keyword", REQUIRED)
def test_a_missing_description_of_the_pixels_is_not_guessed_at(changed, refused, ramp, keyword):
    path = changed(ramp, lambda ds: ds.__delattr__(keyword))
    assert refused(path).reason == f"The header lacks {keyword}."


@pytest.mark.parametrize("number", [0, -3])
def test_a_number_of_frames_below_one_counts_as_one(dicom_file, opened, ramp, number):
    image = opened(dicom_file(ramp, NumberOfFrames=number))
    assert (image.frame, image.frames) == (0, 1)
    assert image.unsuitable is None
    assert np.array_equal(image.pixels, ramp)


def test_a_broken_number_of_frames_counts_as_one(dicom_file, opened, ramp):
    path = dicom_file(ramp, NumberOfFrames=1)
    element = b"\x28\x00\x08\x00IS\x02\x00"
    assert path.read_bytes().count(element + b"1 ") == 1
    path.write_bytes(path.read_bytes().replace(element + b"1 ", element + b"1A"))
    assert opened(path).frames == 1


@pytest.mark.parametrize("samples", [0, 2, 4])
def test_an_odd_number_of_samples_is_refused(dicom_file, refused, ramp, samples):
    assert f"{samples} samples" in refused(dicom_file(ramp, SamplesPerPixel=samples)).reason


@pytest.mark.parametrize(
    ("samples", "photometric"),
    [(3, "MONOCHROME2"), (1, "RGB"), (3, "PALETTE COLOR"), (1, "GREY"), (3, "HSV")],
)
def test_samples_that_contradict_the_photometric_interpretation_are_refused(
    dicom_file, refused, samples, photometric
):
    pixels = np.zeros((8, 8, 3) if samples == 3 else (8, 8), np.uint8)
    reason = refused(dicom_file(pixels, PhotometricInterpretation=photometric)).reason
    assert "are not read" in reason


def test_single_bits_are_shown_black_and_white_but_not_judged(dicom_file, opened):
    bits = np.random.default_rng(0).integers(0, 2, (16, 24), np.uint8)
    packed = np.packbits(bits, bitorder="little").tobytes()
    path = dicom_file(bits, BitsAllocated=1, BitsStored=1, PixelData=packed)
    image = opened(path)
    assert np.array_equal(image.pixels, bits)
    assert np.array_equal(image.rendered(), 255 * bits)
    assert image.unsuitable == "An image of black and white alone is not a radiograph."


@pytest.mark.parametrize(("dtype", "lowest"), [(np.uint32, 0), (np.int32, -2000)])
def test_32_bits_that_hold_16_are_read(dicom_file, opened, ramp, dtype, lowest):
    pixels = (ramp.astype(np.int64) + lowest).astype(dtype)
    image = opened(dicom_file(pixels))
    assert image.pixels.dtype == (np.uint16 if lowest == 0 else np.int16)
    assert np.array_equal(image.pixels, pixels)


def test_32_bits_that_hold_more_than_16_are_refused(dicom_file, refused, ramp):
    path = dicom_file(ramp.astype(np.uint32) << 8)
    assert refused(path).reason == "The pixels need more than 16 bits."


def test_bits_that_need_several_containers_are_refused(dicom_file, refused, ramp):
    assert "samples of 12 bits" in refused(dicom_file(ramp, BitsAllocated=12, BitsStored=12)).reason
    assert "samples of 64 bits" in refused(dicom_file(ramp.astype(np.uint64))).reason


@pytest.mark.parametrize(
    "elements",
    [
        {"BitsStored": 0, "HighBit": 0},
        {"BitsStored": 17, "HighBit": 15},
        {"BitsStored": 12, "HighBit": 16},
        {"BitsStored": 12, "HighBit": 5},
        {"PixelRepresentation": 2},
    ],
)
def test_bits_that_fit_nowhere_are_refused(dicom_file, refused, ramp, elements):
    assert "contradicts itself" in refused(dicom_file(ramp, **elements)).reason


def test_a_missing_high_bit_is_the_highest_of_the_stored_ones(changed, opened, ramp):
    path = changed(ramp, lambda ds: ds.__delattr__("HighBit"), BitsStored=12)
    assert np.array_equal(opened(path).pixels, ramp)


@pytest.mark.parametrize("high", [12, 13, 15])
@pytest.mark.parametrize("signed", [False, True])
def test_values_lie_where_the_high_bit_says(dicom_file, opened, ramp, high, signed):
    values = ramp.astype(np.int32) - (2048 if signed else 0)
    noise = np.random.default_rng(0).integers(0, 1 << (high - 11), ramp.shape)
    containers = ((values & 0xFFF) << (high - 11) | noise).astype(np.uint16)
    path = dicom_file(containers, BitsStored=12, HighBit=high, PixelRepresentation=int(signed))
    image = opened(path)
    assert image.pixels.dtype == (np.int16 if signed else np.uint16)
    assert np.array_equal(image.pixels, values)


def test_values_in_bytes_lie_where_the_high_bit_says(dicom_file, opened):
    containers = np.arange(256, dtype=np.uint8).reshape(16, 16)
    image = opened(dicom_file(containers, BitsStored=6, HighBit=7))
    assert np.array_equal(image.pixels, containers >> 2)


def test_values_in_run_lengths_lie_where_the_high_bit_says(tmp_path, build, opened, ramp):
    ds = build(ramp << 4, BitsStored=12)
    ds.compress(RLELossless)
    ds.HighBit = 15
    ds.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    assert np.array_equal(opened(tmp_path / "a.dcm").pixels, ramp)


def test_a_high_bit_that_is_not_meant_does_not_count(dicom_file, opened, ramp):
    path = dicom_file(ramp, BitsStored=12, HighBit=15)
    assert np.array_equal(opened(path).pixels, ramp)


def test_colour_without_planar_configuration_lies_pixel_by_pixel(changed, opened):
    rgb = np.random.default_rng(0).integers(0, 255, (8, 8, 3), np.uint8)
    expected = opened(changed(rgb, lambda ds: None)).pixels
    image = opened(changed(rgb, lambda ds: ds.__delattr__("PlanarConfiguration")))
    assert np.array_equal(image.pixels, expected)


def test_compressed_pixels_that_are_said_to_be_none_are_refused(tmp_path, build, refused, ramp):
    ds = build(ramp)
    ds.PixelData = encapsulate([ramp.tobytes()])
    ds["PixelData"].VR = "OB"
    ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    ds.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    data = (tmp_path / "a.dcm").read_bytes()
    said, meant = JPEGBaseline8Bit.encode(), ExplicitVRLittleEndian.encode()
    data = data.replace(said, meant.ljust(len(said), b"\0"))
    (tmp_path / "a.dcm").write_bytes(data)
    assert "are compressed, but the header says uncompressed" in refused(tmp_path / "a.dcm").reason


def test_uncompressed_pixels_that_are_said_to_be_compressed_are_refused(dicom_file, refused, ramp):
    path = dicom_file(ramp)
    said, meant = ExplicitVRLittleEndian.encode(), JPEGBaseline8Bit.encode()
    data = path.read_bytes()
    at = data.index(said)
    length = len(said) + len(said) % 2
    longer = meant + bytes(len(meant) % 2)
    data = data[: at - 2] + len(longer).to_bytes(2, "little") + longer + data[at + length :]
    group = 140  # the length of the file meta information, PS3.10 7.1
    meta = int.from_bytes(data[group : group + 4], "little") + len(longer) - length
    path.write_bytes(data[:group] + meta.to_bytes(4, "little") + data[group + 4 :])
    assert "are uncompressed, but the header says compressed" in refused(path).reason


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("shape", ["IDENTITY", "INVERSE", ""])
def test_the_presentation_shape_does_not_invert_once_more(
    dicom_file, opened, ramp, photometric, shape
):
    window = {"WindowCenter": 2048, "WindowWidth": 4096}
    image = opened(
        dicom_file(
            ramp, PhotometricInterpretation=photometric, PresentationLUTShape=shape, **window
        )
    )
    assert image.rendered()[0, 0] == (255 if photometric == "MONOCHROME1" else 0)


def test_an_unknown_voi_function_counts_as_linear(dicom_file, opened, ramp):
    path = dicom_file(ramp, WindowCenter=9, WindowWidth=99, VOILUTFunction="CURVED")
    assert opened(path).default_voi.function == "LINEAR"
