"""Objects of several frames and files of several pages, opened one frame at a time."""

import numpy as np
import PIL.Image
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import JPEG2000Lossless, RLELossless

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.grey import Rescale, Window
from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.imaging.reading import load_frame

FILM = np.random.default_rng(0).integers(0, 4096, (5, 64, 64)).astype(np.uint16)


@pytest.fixture
def film(tmp_path, build):
    """Return a function that writes an object of several frames."""

    def write(frames=FILM, syntax=None, **elements):
        ds = build(frames[0], NumberOfFrames=len(frames), PixelData=frames.tobytes(), **elements)
        if syntax:
            ds.compress(syntax)
        ds.save_as(tmp_path / "film.dcm", enforce_file_format=True)
        return tmp_path / "film.dcm"

    return write


@pytest.mark.parametrize("syntax", [None, RLELossless, JPEG2000Lossless])
def test_the_first_frame_is_shown_but_not_judged(film, opened, syntax):
    image = opened(film(syntax=syntax))
    assert np.array_equal(image.pixels, FILM[0])
    assert (image.frame, image.frames) == (0, 5)
    assert image.unsuitable == "A multi-frame object is shown, not judged."


@pytest.mark.parametrize("syntax", [None, RLELossless, JPEG2000Lossless])
def test_any_other_frame_can_be_asked_for(film, opened, syntax):
    first = opened(film(syntax=syntax, PatientID="42"))
    for number in (4, 1, 0):
        image = load_frame(first, number)
        assert np.array_equal(image.pixels, FILM[number])
        assert (image.frame, image.frames) == (number, 5)
        assert image.header == first.header
        assert image.unsuitable == first.unsuitable


def test_a_frame_leads_to_its_neighbours(film, opened):
    last = load_frame(opened(film()), 4)
    assert np.array_equal(load_frame(last, 3).pixels, FILM[3])


@pytest.mark.parametrize("number", [-1, 5])
def test_a_frame_that_is_not_there_is_refused(film, opened, number):
    with pytest.raises(UnreadableFile, match="no frame"):
        load_frame(opened(film()), number)


def test_a_film_that_lacks_its_last_frame_is_cut_short(film, refused):
    path = film()
    path.write_bytes(path.read_bytes()[: -FILM[0].nbytes])
    assert "cut short" in refused(path).reason


def test_a_compressed_frame_that_is_missing_is_refused_and_the_others_open(film, opened):
    first = opened(film(syntax=RLELossless))
    data = first.path.read_bytes()
    element = b"\x28\x00\x08\x00IS\x02\x00"
    first.path.write_bytes(data.replace(element + b"5 ", element + b"9 "))
    first = opened(first.path)
    assert np.array_equal(load_frame(first, 4).pixels, FILM[4])
    with pytest.raises(UnreadableFile, match="Frame 8 of 9 is missing"):
        load_frame(first, 7)


def test_a_film_in_colour_is_refused_by_the_network_for_its_colour(film, opened):
    frames = np.zeros((2, 8, 8, 3), np.uint8)
    frames[1, ..., 0] = 200
    first = opened(film(frames))
    assert first.unsuitable == "A multi-frame object is shown, not judged."
    red = load_frame(first, 1)
    assert red.unsuitable == "A colour picture is not a radiograph."
    assert np.array_equal(red.rgb(), frames[1])


def enhanced(**macros):
    group = Dataset()
    for name, elements in macros.items():
        item = Dataset()
        for keyword, value in elements.items():
            setattr(item, keyword, value)
        setattr(group, name, [item])
    return group


def test_a_frame_of_an_enhanced_object_has_its_own_window_and_all_share_the_rest(film, opened):
    windows = [
        enhanced(FrameVOILUTSequence={"WindowCenter": 100 * (n + 1), "WindowWidth": 50})
        for n in range(5)
    ]
    shared = enhanced(
        PixelMeasuresSequence={"PixelSpacing": [0.3, 0.3]},
        PixelValueTransformationSequence={"RescaleSlope": 2, "RescaleIntercept": -7},
        FrameVOILUTSequence={"WindowCenter": 1, "WindowWidth": 1},
    )
    first = opened(
        film(PerFrameFunctionalGroupsSequence=windows, SharedFunctionalGroupsSequence=[shared])
    )
    for number in range(5):
        image = load_frame(first, number)
        assert image.vois == (Window(100.0 * (number + 1), 50.0),)
        assert image.modality == Rescale(2.0, -7.0)
        assert image.spacing == Spacing(0.3, 0.3, SpacingSource.UNSTATED)


@pytest.mark.parametrize("name", ["a.tif", "a.png"])
def test_the_pages_of_a_picture_can_be_asked_for(tmp_path, opened, name):
    pages = [np.full((12, 16), level, np.uint8) for level in (10, 100, 200)]
    first, *others = (PIL.Image.fromarray(page) for page in pages)
    first.save(tmp_path / name, save_all=True, append_images=others)
    image = opened(tmp_path / name)
    for number in (2, 0, 1):
        page = load_frame(image, number)
        assert np.array_equal(page.pixels, pages[number])
        assert (page.frame, page.frames) == (number, 3)
    with pytest.raises(UnreadableFile, match="no frame 4"):
        load_frame(image, 3)


def test_pages_may_differ_in_size(tmp_path, opened):
    small, large = np.zeros((8, 8), np.uint8), np.ones((30, 20), np.uint8)
    PIL.Image.fromarray(small).save(
        tmp_path / "a.tif", save_all=True, append_images=[PIL.Image.fromarray(large)]
    )
    page = load_frame(opened(tmp_path / "a.tif"), 1)
    assert (page.rows, page.columns) == (30, 20)


def test_a_window_that_the_program_chose_stays_for_the_whole_film(film, opened):
    frames = np.stack([np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) >> n for n in range(3)])
    first = opened(film(frames))
    assert first.default_voi.explanation == "Automatic"
    assert load_frame(first, 2).vois == first.vois
