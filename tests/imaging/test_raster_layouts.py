"""The same picture in every layout that PNG, JPEG and TIFF have for it."""

import struct
import zlib

import numpy as np
import PIL.Image
import pytest

SIXTEEN = (np.arange(40 * 56, dtype=np.uint16) * 29).reshape(40, 56)
EIGHT = (SIXTEEN >> 8).astype(np.uint8)
UNIT = {3: "H", 4: "I"}  # TIFF 6.0: SHORT and LONG


def tiff(pixels, order="<", *, tile=0, deflated=False, separate=False, photometric=None, **more):
    """Return a TIFF file of one page, written byte by byte, in any layout of TIFF 6.0."""
    planes = [pixels[..., n] for n in range(3)] if separate else [pixels]
    blocks = [block for plane in planes for block in tiles(plane, tile)]
    kind = pixels.dtype.newbyteorder(order)
    data = [block.astype(kind).tobytes() for block in blocks]
    data = [zlib.compress(block) for block in data] if deflated else data
    offsets = np.cumsum([8, *(len(block) for block in data)]).tolist()
    samples = 1 if pixels.ndim == 2 else 3
    tags = {
        256: (3, [pixels.shape[1]]),
        257: (3, [pixels.shape[0]]),
        258: (3, [8 * pixels.dtype.itemsize] * samples),
        259: (3, [8 if deflated else 1]),
        262: (3, [(1 if samples == 1 else 2) if photometric is None else photometric]),
        277: (3, [samples]),
        284: (3, [2 if separate else 1]),
        339: (3, [2 if pixels.dtype.kind == "i" else 1] * samples),
        (324 if tile else 273): (4, offsets[:-1]),
        (325 if tile else 279): (4, [len(block) for block in data]),
    }
    tags |= {322: (3, [tile]), 323: (3, [tile])} if tile else {278: (3, [pixels.shape[0]])}
    tags |= {int(tag[1:]): (3, values) for tag, values in more.items()}
    body = b"".join(data) + bytes(offsets[-1] % 2)
    start = b"II" if order == "<" else b"MM"
    start += struct.pack(order + "HI", 42, 8 + len(body))
    return start + body + directory(tags, 8 + len(body), order)


def tiles(plane, side):
    if not side:
        return [plane]
    down, across = (-size % side for size in plane.shape[:2])
    full = np.pad(plane, [(0, down), (0, across)] + [(0, 0)] * (plane.ndim - 2))
    return [
        full[top : top + side, left : left + side]
        for top in range(0, full.shape[0], side)
        for left in range(0, full.shape[1], side)
    ]


def directory(tags, at, order):
    entries, beyond = struct.pack(order + "H", len(tags)), b""
    beyond_at = at + 2 + 12 * len(tags) + 4
    for tag, (kind, values) in sorted(tags.items()):
        value = struct.pack(f"{order}{len(values)}{UNIT[kind]}", *values)
        if len(value) > 4:
            value, beyond = struct.pack(order + "I", beyond_at + len(beyond)), beyond + value
        entries += struct.pack(order + "HHI", tag, kind, len(values)) + value.ljust(4, b"\0")
    return entries + bytes(4) + beyond


@pytest.fixture
def written(tmp_path):
    """Return a function that writes bytes to a file named as a TIFF."""

    def write(data):
        (tmp_path / "a.tif").write_bytes(data)
        return tmp_path / "a.tif"

    return write


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("tile", [0, 16])
@pytest.mark.parametrize("deflated", [False, True])
@pytest.mark.parametrize("pixels", [EIGHT, SIXTEEN], ids=["8 bits", "16 bits"])
def test_grey_has_the_same_values_in_every_layout(written, opened, pixels, order, tile, deflated):
    image = opened(written(tiff(pixels, order, tile=tile, deflated=deflated)))
    assert image.pixels.dtype == pixels.dtype
    assert np.array_equal(image.pixels, pixels)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("tile", [0, 16])
@pytest.mark.parametrize("separate", [False, True])
def test_grey_saved_as_rgb_has_the_same_values_in_every_layout(
    written, opened, order, tile, separate
):
    pixels = np.stack([EIGHT] * 3, axis=2)
    image = opened(written(tiff(pixels, order, tile=tile, separate=separate)))
    assert np.array_equal(image.rendered(), EIGHT)
    assert image.unsuitable is None


def test_rgb_of_16_bits_is_cut_to_8(written, opened):
    assert np.array_equal(opened(written(tiff(np.stack([SIXTEEN] * 3, axis=2)))).pixels, EIGHT)


@pytest.mark.parametrize("order", ["<", ">"])
def test_signed_16_bit_values_keep_their_sign(written, opened, order):
    signed = (SIXTEEN.astype(int) - 20000).astype(np.int16)
    image = opened(written(tiff(signed, order)))
    assert image.pixels.dtype == np.int16
    assert np.array_equal(image.pixels, signed)


@pytest.mark.parametrize(
    "data",
    [
        tiff(EIGHT.view(np.int8)),
        tiff((SIXTEEN.astype(int) - 20000).astype(np.int16), ">", deflated=True),
        tiff(np.stack([SIXTEEN] * 3, axis=2), separate=True),
    ],
    ids=["signed bytes", "signed, big endian, compressed", "16-bit planes"],
)
def test_a_layout_that_would_be_read_wrongly_is_refused(written, refused, data):
    assert "in a way not read here" in refused(written(data)).reason


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits", None])
@pytest.mark.parametrize("predictor", [1, 2])
def test_lossless_compression_of_a_tiff_changes_nothing(tmp_path, opened, compression, predictor):
    options = {"tiffinfo": {317: predictor}} if compression in ("tiff_lzw",) else {}
    PIL.Image.fromarray(SIXTEEN).save(tmp_path / "a.tif", compression=compression, **options)
    assert np.array_equal(opened(tmp_path / "a.tif").pixels, SIXTEEN)


def test_a_kind_of_tiff_that_is_not_read_is_not_called_damaged(written, refused):
    # 3 samples of 8 bits that claim to be MONOCHROME: whole, and of a kind that Pillow has not
    data = tiff(np.stack([EIGHT] * 3, axis=2), photometric=32844)
    refusal = refused(written(data))
    assert refusal.reason.startswith("This is not a kind of TIFF that this program reads")
    assert refusal.remedy == "Save it again as an ordinary grey TIFF."


def test_a_palette_of_greys_in_a_tiff_is_looked_up(written, opened):
    falling = [257 * (255 - level) for level in range(256)]
    image = opened(written(tiff(EIGHT, photometric=3, t320=falling * 3)))
    assert np.array_equal(image.rendered(), 255 - EIGHT)


def test_a_fax_is_black_and_white(tmp_path, opened):
    black = EIGHT > 127
    PIL.Image.fromarray(black).save(tmp_path / "a.tif", compression="group4")
    assert np.array_equal(opened(tmp_path / "a.tif").rendered(), black * np.uint8(255))


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_grey_in_printing_inks_stays_grey(tmp_path, opened, name):
    picture = PIL.Image.fromarray(np.sort(EIGHT.ravel()).reshape(EIGHT.shape))
    picture.convert("CMYK").save(tmp_path / name, **({"quality": 95} if name == "a.jpg" else {}))
    image = opened(tmp_path / name)
    assert np.abs(image.rendered() - np.asarray(picture).astype(int)).max() <= 4
    assert image.unsuitable is None


@pytest.mark.parametrize("mode", ["CMYK", "P", "RGBA", "YCbCr"])
def test_colours_of_every_mode_are_shown_as_rgb(tmp_path, opened, mode):
    rgb = np.zeros((40, 56, 3), np.uint8)
    rgb[:20, :, 0], rgb[20:, :, 2] = 200, 180
    picture = PIL.Image.fromarray(rgb)
    picture = picture.quantize(4) if mode == "P" else picture.convert(mode)
    picture.save(tmp_path / "a.tif")
    image = opened(tmp_path / "a.tif")
    assert np.abs(image.rgb().astype(int) - rgb).max() <= 3
    assert image.colour.photometric == {"P": "palette"}.get(mode, mode)
    assert image.unsuitable == "A colour picture is not a radiograph."


def test_colours_that_are_not_read_are_named(tmp_path, refused):
    grey = PIL.Image.fromarray(EIGHT)
    PIL.Image.merge("LAB", [grey] * 3).save(tmp_path / "a.tif")
    assert "LAB" in refused(tmp_path / "a.tif").reason


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (1, lambda stored: stored),
        (2, np.fliplr),
        (3, lambda stored: np.rot90(stored, 2)),
        (4, np.flipud),
        (5, np.transpose),
        (6, lambda stored: np.rot90(stored, -1)),
        (7, lambda stored: np.rot90(stored, 2).T),
        (8, np.rot90),
    ],
)
@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_every_orientation_is_turned_upright(tmp_path, opened, name, orientation, upright):
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    PIL.Image.fromarray(EIGHT).save(tmp_path / name, exif=exif)
    assert np.array_equal(opened(tmp_path / name).pixels, upright(EIGHT))


def test_the_print_size_of_a_picture_is_no_spacing(tmp_path, opened):
    PIL.Image.fromarray(EIGHT).save(tmp_path / "a.tif", dpi=(300, 150))
    image = opened(tmp_path / "a.tif")
    assert image.spacing is None
    assert image.aspect == 1.0


@pytest.mark.parametrize("name", ["a.tif", "a.png"])
def test_the_first_of_several_pages_is_shown_but_not_judged(tmp_path, opened, name):
    first, second = PIL.Image.fromarray(EIGHT), PIL.Image.fromarray(EIGHT[::-1].copy())
    first.save(tmp_path / name, save_all=True, append_images=[second])
    image = opened(tmp_path / name)
    assert np.array_equal(image.pixels, EIGHT)
    assert (image.frame, image.frames) == (0, 2)
    assert image.unsuitable == "A file of several pages is shown, not judged."


def test_the_preview_behind_a_cameras_picture_is_not_a_page(tmp_path, opened):
    first, second = PIL.Image.fromarray(EIGHT), PIL.Image.fromarray(EIGHT[::-1].copy())
    first.save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[second])
    image = opened(tmp_path / "a.jpg")
    assert image.frames == 1
    assert image.unsuitable is None
