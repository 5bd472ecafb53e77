"""Grey values against pydicom's own modality and VOI transformations, pixel for pixel."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from mura_desktop.domain.grey import ModalityLut, Rescale, VoiFunction, VoiLut, Window


def reference(path: Path, index: int = 0, *, prefer_lut: bool = True) -> np.ndarray:
    """Return brightness in [0, 255], not rounded, as pydicom computes it."""
    ds = dcmread(path)
    shown = apply_voi_lut(
        apply_modality_lut(ds.pixel_array, ds), ds, index=index, prefer_lut=prefer_lut
    )
    low, high = output_range(ds, prefer_lut=prefer_lut)
    brightness = (shown.astype(float) - low) / (high - low)
    inverted = ds.PhotometricInterpretation == "MONOCHROME1"
    return 255.0 * (1.0 - brightness if inverted else brightness)


def output_range(ds: Dataset, *, prefer_lut: bool) -> tuple[float, float]:
    if prefer_lut and "VOILUTSequence" in ds:
        return 0.0, 2.0 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1.0
    if "ModalityLUTSequence" in ds:
        return 0.0, 2.0 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1.0
    signed = ds.PixelRepresentation == 1
    low = -(2.0 ** (ds.BitsStored - 1)) if signed else 0.0
    high = 2.0 ** (ds.BitsStored - signed) - 1.0
    slope, intercept = float(ds.get("RescaleSlope", 1)), float(ds.get("RescaleIntercept", 0))
    return low * slope + intercept, high * slope + intercept


def assert_rounded(shown: np.ndarray, exact: np.ndarray) -> None:
    assert np.abs(shown - exact).max() <= 0.5 + 1e-6


WINDOWS = {
    "linear": {"WindowCenter": 2000, "WindowWidth": 1500},
    "linear, named": {"WindowCenter": 2000, "WindowWidth": 1500, "VOILUTFunction": "LINEAR"},
    "width of one": {"WindowCenter": 1999, "WindowWidth": 1},
    "linear exact": {
        "WindowCenter": 2000.25,
        "WindowWidth": 700.5,
        "VOILUTFunction": "LINEAR_EXACT",
    },
    "sigmoid": {"WindowCenter": 2000, "WindowWidth": 900, "VOILUTFunction": "SIGMOID"},
    "rescaled": {
        "WindowCenter": 100,
        "WindowWidth": 300,
        "RescaleSlope": 0.25,
        "RescaleIntercept": -200,
    },
}


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("elements", WINDOWS.values(), ids=WINDOWS.keys())
def test_a_window_shows_what_pydicom_shows(dicom_file, opened, ramp, elements, photometric):
    path = dicom_file(ramp, PhotometricInterpretation=photometric, BitsStored=12, **elements)
    assert_rounded(opened(path).rendered(), reference(path))


def test_signed_values_show_what_pydicom_shows(dicom_file, opened, ramp):
    signed = (ramp.astype(np.int32) - 2000).astype(np.int16)
    path = dicom_file(signed, WindowCenter=-100, WindowWidth=1800)
    image = opened(path)
    assert image.pixels.dtype == np.int16
    assert image.pixels.min() == -2000
    assert_rounded(image.rendered(), reference(path))


def test_bits_above_the_stored_ones_do_not_count(dicom_file, opened, ramp):
    path = dicom_file(ramp | 0xF000, BitsStored=12, HighBit=11, WindowCenter=2048, WindowWidth=4096)
    assert np.array_equal(opened(path).pixels, ramp)


def test_signed_bytes_are_widened(dicom_file, opened):
    pixels = np.arange(-128, 128, dtype=np.int8).reshape(16, 16)
    image = opened(dicom_file(pixels, WindowCenter=0, WindowWidth=256))
    assert image.pixels.dtype == np.int16
    assert np.array_equal(image.pixels, pixels)


def test_every_window_of_several_is_there_in_order_with_its_name(dicom_file, opened, ramp):
    path = dicom_file(
        ramp,
        BitsStored=12,
        WindowCenter=[1000, 3000],
        WindowWidth=[800, 400],
        WindowCenterWidthExplanation=["BONE", "SOFT TISSUE"],
    )
    image = opened(path)
    assert image.vois == (
        Window(1000.0, 800.0, VoiFunction.LINEAR, "BONE"),
        Window(3000.0, 400.0, VoiFunction.LINEAR, "SOFT TISSUE"),
    )
    for index, voi in enumerate(image.vois):
        assert_rounded(image.lut(voi)[image.pixels], reference(path, index))


def test_a_voi_table_comes_before_the_windows(dicom_file, opened, ramp, lut_item):
    curve = 4095.0 * np.linspace(0.0, 1.0, 3000) ** 2
    path = dicom_file(
        ramp,
        BitsStored=12,
        WindowCenter=2000,
        WindowWidth=500,
        VOILUTSequence=[lut_item(400, np.rint(curve), 12, "HARD")],
    )
    image = opened(path)
    table, window = image.vois
    assert isinstance(table, VoiLut)
    assert table.explanation == "HARD"
    assert_rounded(image.rendered(), reference(path))
    assert_rounded(image.lut(window)[image.pixels], reference(path, prefer_lut=False))


def test_a_voi_table_over_negative_values_shows_what_pydicom_shows(
    dicom_file, opened, ramp, lut_item
):
    signed = (ramp.astype(np.int32) - 2000).astype(np.int16)
    table = lut_item(-1000, np.linspace(0, 65535, 2000))
    path = dicom_file(signed, VOILUTSequence=[table])
    assert_rounded(opened(path).rendered(), reference(path))


def test_a_voi_table_with_too_few_bits_declared_is_white_at_its_highest_value(
    dicom_file, opened, ramp, lut_item
):
    path = dicom_file(ramp, VOILUTSequence=[lut_item(0, np.arange(4096), bits=10)])
    assert opened(path).rendered().max() == 255


def test_a_voi_table_of_bytes_is_read(dicom_file, opened, ramp):
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [256, 0, 8])
    item.add_new("LUTData", "OW", bytes(range(255, -1, -1)))
    pixels = (ramp // 16).astype(np.uint8)
    image = opened(dicom_file(pixels, VOILUTSequence=[item]))
    assert np.array_equal(image.rendered(), 255 - pixels)


def test_a_modality_table_shows_what_pydicom_shows(dicom_file, opened, ramp, lut_item):
    table = np.rint(65535.0 * np.sqrt(np.linspace(0.0, 1.0, 4096)))
    path = dicom_file(
        ramp,
        BitsStored=12,
        ModalityLUTSequence=[lut_item(0, table)],
        WindowCenter=30000,
        WindowWidth=40000,
    )
    image = opened(path)
    assert isinstance(image.modality, ModalityLut)
    assert_rounded(image.rendered(), reference(path))


@pytest.mark.parametrize("bits", [8, 9, 10, 12, 14, 15, 16])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_any_number_of_stored_bits_shows_what_pydicom_shows(
    dicom_file, opened, bits, signed, photometric
):
    low = -(1 << (bits - 1)) if signed else 0
    values = np.random.default_rng(bits).integers(low, low + (1 << bits), (32, 32))
    width = 8 if bits == 8 and not signed else 16
    path = dicom_file(
        values.astype(f"{'i' if signed else 'u'}{width // 8}"),
        BitsStored=bits,
        PhotometricInterpretation=photometric,
        RescaleSlope=1.5,
        RescaleIntercept=-300,
        WindowCenter=low + (1 << (bits - 1)),
        WindowWidth=1 << bits,
    )
    image = opened(path)
    assert np.array_equal(image.pixels, values)
    assert np.array_equal(
        image.modality.apply(image.pixels),
        apply_modality_lut(dcmread(path).pixel_array, dcmread(path)),
    )
    assert_rounded(image.rendered(), reference(path))


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("tables", ["voi", "modality", "both"])
def test_tables_come_before_polarity(dicom_file, opened, ramp, lut_item, photometric, tables):
    elements = {"WindowCenter": 30000, "WindowWidth": 50000}
    if tables != "voi":
        curve = np.rint(65535.0 * np.sqrt(np.linspace(0.0, 1.0, 4096)))
        elements["ModalityLUTSequence"] = [lut_item(0, curve)]
    if tables != "modality":
        count = 4096 if tables == "voi" else 65536
        curve = np.rint(4095.0 * np.linspace(0.0, 1.0, count) ** 2)
        elements["VOILUTSequence"] = [lut_item(0, curve, 12)]
    path = dicom_file(ramp, BitsStored=12, PhotometricInterpretation=photometric, **elements)
    assert_rounded(opened(path).rendered(), reference(path))


@pytest.mark.parametrize("width", [0, -5, 0.5])
def test_a_window_that_no_function_allows_is_left_out(dicom_file, opened, ramp, width):
    path = dicom_file(ramp, WindowCenter=[10, 2000], WindowWidth=[width, 300])
    assert opened(path).vois == (Window(2000.0, 300.0),)


def test_more_centers_than_widths_make_as_many_windows_as_are_whole(dicom_file, opened, ramp):
    path = dicom_file(ramp, WindowCenter=[10, 20, 30], WindowWidth=[100, 200])
    assert opened(path).vois == (Window(10.0, 100.0), Window(20.0, 200.0))


def test_without_a_usable_window_an_automatic_one_spans_the_values(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, WindowCenter=100, WindowWidth=0))
    (window,) = image.vois
    assert window.explanation == "Automatic"
    assert window.center == pytest.approx(ramp.mean(), abs=2)
    assert 0.97 * np.ptp(ramp) < window.width <= np.ptp(ramp)


def test_the_automatic_window_does_not_count_padding(dicom_file, opened):
    pixels = np.full((100, 100), 60000, np.uint16)
    pixels[10:60] = np.linspace(1000, 2000, 5000).reshape(50, 100)
    image = opened(dicom_file(pixels, PixelPaddingValue=60000))
    assert image.padding == (60000, 60000)
    assert image.default_voi.width < 1001
    assert (image.rendered()[:10] == 0).all()


def test_the_automatic_window_of_one_value_only_is_still_a_window(dicom_file, opened):
    image = opened(dicom_file(np.full((8, 8), 77, np.uint16)))
    assert image.default_voi.width == 1.0


def test_an_image_of_padding_alone_opens(dicom_file, opened):
    image = opened(dicom_file(np.zeros((8, 8), np.uint16), PixelPaddingValue=0))
    assert (image.rendered() == 0).all()


def test_a_padding_range_is_kept_in_stored_values(dicom_file, opened, ramp):
    image = opened(dicom_file(ramp, PixelPaddingValue=30, PixelPaddingRangeLimit=0))
    assert image.padding == (0, 30)


def test_padding_of_a_signed_image_written_without_sign_is_understood(dicom_file, opened):
    pixels = np.full((8, 8), -2000, np.int16)
    pixels[2:4] = 5
    path = dicom_file(pixels)
    ds = dcmread(path)
    ds.add_new("PixelPaddingValue", "US", 65536 - 2000)
    ds.save_as(path)
    assert opened(path).padding == (-2000, -2000)


def test_padding_is_black_in_an_image_whose_low_values_are_white(dicom_file, opened, ramp):
    path = dicom_file(
        ramp,
        PhotometricInterpretation="MONOCHROME1",
        WindowCenter=2048,
        WindowWidth=4096,
        PixelPaddingValue=0,
    )
    shown = opened(path).rendered()
    assert shown[0, 0] == 0
    assert shown[0, 1] == 255


@pytest.mark.parametrize(
    "elements",
    [
        {"RescaleSlope": "1e300", "RescaleIntercept": "-1e300"},
        {"WindowCenter": "1e300", "WindowWidth": "1e300"},
        {"WindowCenter": "9", "WindowWidth": "1e-300", "VOILUTFunction": "LINEAR_EXACT"},
        {"WindowCenter": "nan", "WindowWidth": "inf"},
    ],
)
def test_numbers_beyond_all_reason_are_left_out(dicom_file, opened, ramp, elements):
    shown = opened(dicom_file(ramp, **elements)).rendered()
    assert (shown.min(), shown.max()) == (0, 255)


def test_a_slope_of_zero_is_left_out(dicom_file, opened, ramp):
    path = dicom_file(ramp, RescaleSlope=0, RescaleIntercept=0, WindowCenter=5, WindowWidth=9)
    assert opened(path).modality == Rescale()


def test_a_modality_table_counts_more_than_rescale(dicom_file, opened, ramp, lut_item):
    table = [lut_item(0, np.arange(4096)[::-1])]
    path = dicom_file(ramp, BitsStored=12, ModalityLUTSequence=table, RescaleSlope=3)
    assert isinstance(opened(path).modality, ModalityLut)
