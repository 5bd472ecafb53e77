"""The sample study: drawn again it is the one that ships, and it says that nobody was examined."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from mura_desktop.domain.spacing import Spacing, SpacingSource
from mura_desktop.domain.study import group_into_studies
from mura_desktop.imaging.reading import load
from mura_desktop.imaging.sample import synthetic

SHIPPED = Path(__file__).parents[2] / "resources" / "sample_study"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The study, drawn now."""
    return synthetic.write_study(tmp_path_factory.mktemp("sample"))


def test_what_ships_is_what_the_program_draws(drawn):
    assert sorted(path.name for path in SHIPPED.iterdir()) == ["LATERAL.dcm", "PA.dcm"]
    for path in drawn:
        new, shipped = dcmread(path), dcmread(SHIPPED / path.name)
        difference = new.pixel_array.astype(int) - shipped.pixel_array
        assert (
            np.abs(difference).max() <= 1
        )  # processors round the last bit of an exponential apart
        for ds in (new, shipped):
            del ds.PixelData
        assert new == shipped
        assert new.file_meta.TransferSyntaxUID == shipped.file_meta.TransferSyntaxUID


def test_it_opens_as_one_study_of_two_views_that_may_be_judged():
    (study,) = group_into_studies(load([SHIPPED]))
    assert [image.header.view for image in study.images] == ["PA", "LL"]
    for image in study.images:
        assert (image.rows, image.columns) == (1400, 900)
        assert image.region.code == "FOREARM"
        assert image.spacing == Spacing(0.2, 0.2, SpacingSource.DETECTOR)
        assert image.unsuitable is None
        assert image.pixels.max() < 4096


def test_it_says_that_it_is_synthetic():
    for image in load([SHIPPED]):
        assert image.header.synthetic
        assert image.header.patient.name == "SYNTHETIC, FOREARM"
        assert image.header.study_description == "SYNTHETIC: drawn by a program"


def test_its_default_window_shows_bone_flesh_and_air_apart():
    for image in load([SHIPPED]):
        shown = image.rendered()
        assert shown[0, 0] == 0
        assert np.mean(shown < 20) > 0.2
        assert np.mean((shown > 50) & (shown < 130)) > 0.1
        assert 0.03 < np.mean(shown > 140) < 0.3


def test_it_is_small_enough_to_ship():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 1_500_000
