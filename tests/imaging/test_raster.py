"""PNG, JPEG and TIFF."""

import io

import numpy as np
import PIL.Image
import pytest

from mura_desktop.domain.study import RegionSource

EIGHT = np.arange(256, dtype=np.uint8).reshape(16, 16)


def saved(path, pixels, **options):
    PIL.Image.fromarray(pixels).save(path, **options)
    return path


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.tiff"])
def test_eight_bit_grey_is_shown_as_it_is(tmp_path, opened, name):
    image = opened(saved(tmp_path / name, EIGHT))
    assert np.array_equal(image.pixels, EIGHT)
    assert np.array_equal(image.rendered(), EIGHT)
    assert image.unsuitable is None
    assert image.header.modality == ""


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bit_grey_keeps_its_values_and_is_shown_over_their_range(
    tmp_path, opened, ramp, name
):
    image = opened(saved(tmp_path / name, ramp + np.uint16(500)))
    assert image.pixels.dtype == np.uint16
    assert np.array_equal(image.pixels, ramp + 500)
    shown = image.rendered()
    assert (shown.min(), shown.max()) == (0, 255)
    assert np.abs(shown - 255.0 * (ramp / ramp.max())).max() <= 0.5 + 1e-6


def test_sixteen_bit_grey_of_one_value_opens(tmp_path, opened):
    assert opened(saved(tmp_path / "a.png", np.full((4, 4), 900, np.uint16))).rows == 4


def test_a_jpeg_is_close_to_what_was_saved(tmp_path, opened):
    image = opened(saved(tmp_path / "a.jpg", EIGHT, quality=95))
    assert np.abs(image.pixels - EIGHT.astype(int)).max() < 8
    assert image.header.lossy


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "LA", "1"])
def test_grey_in_another_mode_stays_grey(tmp_path, opened, mode):
    grey = np.where(EIGHT > 127, 255, 0).astype(np.uint8) if mode == "1" else EIGHT
    PIL.Image.fromarray(grey).convert(mode).save(tmp_path / "a.png")
    image = opened(tmp_path / "a.png")
    assert np.array_equal(image.rendered(), grey)
    assert image.unsuitable is None


def test_the_chroma_noise_of_a_jpeg_is_not_colour(tmp_path, opened):
    noise = np.random.default_rng(0).integers(-4, 5, (64, 64, 3))
    grey = np.repeat(np.tile(EIGHT, (4, 4))[:, :, None], 3, axis=2)
    path = saved(tmp_path / "a.jpg", np.clip(grey + noise, 0, 255).astype(np.uint8))
    assert opened(path).unsuitable is None


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_a_colour_picture_is_shown_in_colour_but_unsuitable(tmp_path, opened, name):
    rgb = np.zeros((16, 16, 3), np.uint8)
    rgb[..., 1] = EIGHT
    image = opened(saved(tmp_path / name, rgb))
    assert image.unsuitable == "A colour picture is not a radiograph."
    assert np.array_equal(image.rgb(), rgb)
    assert np.abs(image.rendered() - 0.587 * EIGHT).max() <= 0.5 + 1e-4


def test_transparency_is_laid_over_black(tmp_path, opened):
    rgba = np.full((4, 4, 4), 255, np.uint8)
    rgba[:2, :, 3] = 0
    shown = opened(saved(tmp_path / "a.png", rgba)).rendered()
    assert (shown[:2] == 0).all()
    assert (shown[2:] == 255).all()


def test_the_orientation_that_a_camera_wrote_is_applied(tmp_path, opened):
    pixels = np.zeros((16, 32), np.uint8)
    pixels[:, :16] = 255
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # the top of the picture is on the right of what is stored
    image = opened(saved(tmp_path / "a.jpg", pixels, exif=exif))
    assert image.pixels.shape == (32, 16)
    assert image.pixels[4].mean() > 200
    assert image.pixels[28].mean() < 50


def test_a_tiff_whose_low_values_are_white_is_inverted(tmp_path, opened, ramp):
    eight = saved(tmp_path / "a.tif", 255 - EIGHT, tiffinfo={262: 0})
    assert opened(eight).rendered()[0, 0] in (0, 255)
    data = io.BytesIO()
    PIL.Image.fromarray(ramp).save(data, "TIFF")
    entry = b"\x06\x01\x03\x00\x01\x00\x00\x00"  # PhotometricInterpretation, one short
    assert entry + b"\x01\x00" in data.getvalue()
    sixteen = tmp_path / "b.tif"
    sixteen.write_bytes(data.getvalue().replace(entry + b"\x01\x00", entry + b"\x00\x00"))
    image = opened(sixteen)
    assert image.monochrome1
    assert image.rendered()[0, 0] == 255


def test_wider_integers_that_fit_16_bits_are_kept(tmp_path, opened):
    signed = np.arange(-128, 128, dtype=np.int32).reshape(16, 16)
    image = opened(saved(tmp_path / "a.tif", signed))
    assert image.pixels.dtype == np.int16
    assert np.array_equal(image.pixels, signed)
    assert opened(saved(tmp_path / "b.tif", signed + 60000)).pixels.dtype == np.uint16


def test_integers_that_need_more_than_16_bits_are_refused(tmp_path, refused):
    path = saved(tmp_path / "a.tif", np.full((4, 4), 70000, np.int32))
    assert "more than 16 bits" in refused(path).reason


def test_floating_point_is_refused(tmp_path, refused):
    path = saved(tmp_path / "a.tif", np.ones((4, 4), np.float32))
    assert "floating-point" in refused(path).reason


def test_a_mura_path_names_the_region_and_the_study(tmp_path, opened):
    folder = tmp_path / "XR_WRIST" / "patient00001" / "study1_positive"
    folder.mkdir(parents=True)
    image = opened(saved(folder / "image1.png", EIGHT))
    assert image.header.study_id == str(folder)
    assert (image.region.code, image.region.source) == ("WRIST", RegionSource.PATH)


def test_elsewhere_the_path_names_no_region(tmp_path, opened):
    assert opened(saved(tmp_path / "wrist.png", EIGHT)).region is None
