"""Palette, RGB and YBR: shown in their colours, as pydicom's own functions have them."""

import warnings
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import dcmread
from pydicom.pixels import apply_color_lut, convert_color_space
from pydicom.uid import JPEG2000, ExplicitVRBigEndian, JPEG2000Lossless, RLELossless

from mura_desktop.domain.colour import Palette, Rgb, Ybr
from mura_desktop.imaging.colour import to_grey
from mura_desktop.imaging.reading import load

RANDOM = np.random.default_rng(0)
NOISE = RANDOM.integers(0, 256, (64, 96, 3)).astype(np.uint8)
INDICES = np.arange(384, dtype=np.uint16).reshape(16, 24)
COLOURS = ("Red", "Green", "Blue")
NOT_JUDGED = "A colour picture is not a radiograph."


def palette_of(tables, first=0, bits=16):
    """The elements of a palette; the tables are (n, 3)."""
    found = {"PhotometricInterpretation": "PALETTE COLOR"}
    for colour, table in zip(COLOURS, tables.T, strict=True):
        found[f"{colour}PaletteColorLookupTableDescriptor"] = [len(table) % 65536, first, bits]
        data = np.ascontiguousarray(table).tobytes()
        found[f"{colour}PaletteColorLookupTableData"] = data + bytes(len(data) % 2)
    return found


def looked_up(path):
    ds = dcmread(path)
    return apply_color_lut(ds.pixel_array, ds)


@pytest.mark.parametrize("first", [0, 100])
def test_a_palette_of_16_bits_agrees_with_pydicom(dicom_file, opened, first):
    table = RANDOM.integers(0, 65536, (300, 3)).astype(np.uint16)
    path = dicom_file(INDICES, **palette_of(table, first))
    image = opened(path)
    assert isinstance(image.colour, Palette)
    assert image.unsuitable == NOT_JUDGED
    assert np.array_equal(image.pixels, INDICES)
    assert np.array_equal(image.rgb(), (looked_up(path) >> 8).astype(np.uint8))


@pytest.mark.parametrize("entries", [256, 255])
def test_a_palette_of_8_bits_agrees_with_pydicom(dicom_file, opened, entries):
    indices = (INDICES % entries).astype(np.uint8)
    table = RANDOM.integers(0, 256, (entries, 3)).astype(np.uint8)
    path = dicom_file(indices, **palette_of(table, bits=8))
    assert np.array_equal(opened(path).rgb(), table[indices])
    if entries % 2 == 0:
        assert np.array_equal(opened(path).rgb(), looked_up(path))


def test_a_palette_of_bytes_that_is_longer_than_a_byte_counts_is_looked_up(dicom_file, opened):
    table = RANDOM.integers(0, 256, (384, 3)).astype(np.uint8)
    path = dicom_file(INDICES, **palette_of(table, bits=8))
    assert np.array_equal(opened(path).rgb(), table[INDICES])


def test_signed_indices_reach_entries_below_zero(dicom_file, opened):
    indices = (INDICES.astype(np.int16) - 200).reshape(INDICES.shape)
    table = RANDOM.integers(0, 65536, (384, 3)).astype(np.uint16)
    elements = palette_of(table)
    for colour in COLOURS:
        elements[f"{colour}PaletteColorLookupTableDescriptor"] = [384, -200, 16]
    path = dicom_file(indices, **elements)
    assert np.array_equal(opened(path).rgb(), (table[INDICES] >> 8).astype(np.uint8))
    assert np.array_equal(opened(path).rgb(), (looked_up(path) >> 8).astype(np.uint8))


def test_a_segmented_palette_agrees_with_pydicom(dicom_file, opened):
    # PS3.3 C.7.9.2: 2 discrete entries, then 126 in a line up to a value, then 128 down
    segments = [0, 2, 0, 500, 1, 126, 60000, 1, 128, 900]
    elements = {"PhotometricInterpretation": "PALETTE COLOR"}
    for shift, colour in enumerate(COLOURS):
        own = np.array(segments, np.uint16)
        own[6] -= 9000 * shift
        elements[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        elements[f"Segmented{colour}PaletteColorLookupTableData"] = own.tobytes()
    path = dicom_file((INDICES % 256).astype(np.uint8), **elements)
    image = opened(path)
    assert image.colour.table[127].tolist() == [60000, 51000, 42000]
    assert np.array_equal(image.rgb(), (looked_up(path) >> 8).astype(np.uint8))


def segmented(bits, count, *tables):
    """The elements of a palette stored as segments, alike for all colours or one for each."""
    elements = {"PhotometricInterpretation": "PALETTE COLOR"}
    for colour, table in zip(COLOURS, tables if len(tables) == 3 else tables * 3, strict=True):
        data = np.array(table, np.uint8 if bits == 8 else np.uint16).tobytes()
        elements[f"{colour}PaletteColorLookupTableDescriptor"] = [count % 65536, 0, bits]
        elements[f"Segmented{colour}PaletteColorLookupTableData"] = data + bytes(len(data) % 2)
    return elements


@pytest.mark.parametrize(
    ("bits", "segments"),
    [
        # a discrete segment of 2, a line of 3; then both again, 10 bytes or words from the start
        (16, [0, 2, 0, 30000, 1, 3, 45000, 2, 2, 0, 0]),
        (8, [0, 2, 0, 60, 1, 3, 90, 2, 2, 0, 0, 0, 0]),
        # behind another segment: the offset is in bytes (PS3.3 C.7.9.2.3)
        (16, [0, 1, 7, 0, 2, 0, 30000, 1, 3, 45000, 2, 2, 6, 0]),
    ],
)
def test_segments_that_are_used_twice_are_repeated(dicom_file, opened, bits, segments):
    top = 30000 if bits == 16 else 60
    part = [0, top, top + top // 6, top + top // 3, top + top // 2]
    expected = ([7] if segments[1] == 1 else []) + part + part
    indices = (INDICES % len(expected)).astype(np.uint8)
    blue = list(segments)
    blue[blue.index(top)] = 1  # or it would be a picture of greys
    image = opened(dicom_file(indices, **segmented(bits, len(expected), segments, segments, blue)))
    assert image.colour.table[:, 0].tolist() == expected


@pytest.mark.parametrize(
    "segments",
    [
        [0, 1, 9] + [2, 65535, 6, 0] * 200,  # each leads to itself
        [0, 1, 9] + [2, 65535, 0, 0] * 3 + [0, 0] * 5000,
        [0, 1, 9, 2, 65535, 14, 0] + [0, 0] * 5000,  # segments of nothing
        [1, 65535, 900],
        [0, 1, 9, 1, 20],
        [7, 7, 7],
        [],
    ],
)
def test_segments_that_lead_nowhere_are_refused_at_once(dicom_file, refused, segments):
    path = dicom_file((INDICES % 256).astype(np.uint8), **segmented(16, 65536, segments))
    assert refused(path).reason == "The palette is missing or damaged."


def test_a_palette_in_big_endian_words_is_the_same(dicom_file, opened, tmp_path):
    table = RANDOM.integers(0, 65536, (384, 3)).astype(np.uint16)
    ds = dcmread(dicom_file(INDICES, **palette_of(table.byteswap())))
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    ds.PixelData = INDICES.byteswap().tobytes()
    ds["PixelData"].VR = "OW"
    path = tmp_path / "big.dcm"
    pydicom.dcmwrite(path, ds, implicit_vr=False, little_endian=False, force_encoding=True)
    assert np.array_equal(opened(path).rgb(), (table[INDICES] >> 8).astype(np.uint8))


def test_words_that_hold_bytes_are_taken_for_bytes(dicom_file, opened):
    table = RANDOM.integers(0, 256, (384, 3)).astype(np.uint16)
    path = dicom_file(INDICES, **palette_of(table))
    assert np.array_equal(opened(path).rgb(), table[INDICES])


@pytest.mark.parametrize(("syntax", "planar"), [(None, 0), (None, 1), (RLELossless, 0)])
def test_ybr_full_agrees_with_pydicom(dicom_file, opened, syntax, planar):
    samples = np.moveaxis(NOISE, 2, 0) if planar else NOISE
    path = dicom_file(
        NOISE,
        PhotometricInterpretation="YBR_FULL",
        PlanarConfiguration=planar,
        PixelData=samples.tobytes(),
    )
    if syntax:
        ds = dcmread(path)
        ds.compress(syntax)
        ds.save_as(path)
    image = opened(path)
    assert image.colour == Ybr("YBR_FULL")
    assert np.array_equal(image.pixels, NOISE)
    assert np.array_equal(image.rgb(), convert_color_space(NOISE, "YBR_FULL", "RGB"))
    assert np.array_equal(image.rgb(), dcmread(path).pixel_array)


def test_ybr_full_422_agrees_with_pydicom(dicom_file, opened):
    packed = NOISE[:, :, :2]  # two samples a pixel: Y Y CB CR
    path = dicom_file(NOISE, PhotometricInterpretation="YBR_FULL_422", PixelData=packed.tobytes())
    image = opened(path)
    assert image.colour == Ybr("YBR_FULL_422")
    assert np.array_equal(image.rgb(), dcmread(path).pixel_array)
    assert np.array_equal(image.pixels[:, ::2, 1:], image.pixels[:, 1::2, 1:])


@pytest.mark.parametrize(
    ("syntax", "photometric"),
    [(JPEG2000Lossless, "YBR_RCT"), (JPEG2000, "YBR_ICT"), (JPEG2000Lossless, "RGB")],
)
def test_what_jpeg_2000_transforms_by_itself_comes_back_as_rgb(
    dicom_file, opened, syntax, photometric
):
    path = dicom_file(NOISE)
    ds = dcmread(path)
    ds.PhotometricInterpretation = photometric
    with warnings.catch_warnings(action="ignore"):
        ds.compress(syntax, **({"j2k_psnr": [60.0]} if syntax == JPEG2000 else {}))
    ds.save_as(path)
    image = opened(path)
    assert image.colour == Rgb(photometric)
    assert np.array_equal(image.rgb(), dcmread(path).pixel_array)
    assert np.abs(image.rgb() - NOISE.astype(int)).max() <= (0 if syntax == JPEG2000Lossless else 4)


@pytest.mark.parametrize("bits", [16, 12])
def test_of_more_than_8_bits_the_upper_ones_are_shown(dicom_file, opened, bits):
    samples = NOISE.astype(np.uint16) << (bits - 8)
    image = opened(dicom_file(samples, BitsStored=bits))
    assert np.array_equal(image.pixels, samples)
    assert np.array_equal(image.rgb(), NOISE)


@pytest.mark.parametrize(
    "photometric", ["YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT"]
)
def test_a_colour_space_that_is_not_read_is_named(dicom_file, refused, photometric):
    path = dicom_file(NOISE, PhotometricInterpretation=photometric)
    assert refused(path).reason == f"{photometric} pixels of 3 samples are not read."


FOLDER = Path(pydicom.__file__).parent / "data"


def in_colour():
    for path in sorted(FOLDER.rglob("*.dcm")):
        with warnings.catch_warnings(action="ignore"):
            ds = dcmread(path, force=True, stop_before_pixels=True)
            said = str(ds.get("PhotometricInterpretation", ""))
        if said and not said.startswith("MONOCHROME") and ds.BitsAllocated <= 16:
            yield path


@pytest.mark.parametrize("path", list(in_colour()), ids=lambda path: path.name)
def test_pydicoms_own_colour_files_have_the_colours_that_pydicom_gives_them(path):
    (image,) = load([path])
    with warnings.catch_warnings(action="ignore"):
        ds = dcmread(path)
        frames = ds.pixel_array.reshape(
            int(ds.get("NumberOfFrames", 1)), image.rows, image.columns, -1
        )
        rgb, bits = frames[0], ds.BitsStored
        if ds.PhotometricInterpretation == "PALETTE COLOR":
            rgb = apply_color_lut(rgb[..., 0], ds)[..., :3]
            bits = 8 * rgb.dtype.itemsize
    expected = (rgb >> (bits - 8)).astype(np.uint8)
    if image.colour:
        assert np.array_equal(image.rgb(), expected)
    else:  # a grey text with a JPEG's chroma noise
        assert image.grey_of
        assert np.array_equal(image.pixels, to_grey(expected)[0])
