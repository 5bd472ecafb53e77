"""What a verdict rests on, and what it takes for it to be stale."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.basis import Basis, digest_of
from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Header, Image, Region, RegionSource, Study


def image(value: int = 3) -> Image:
    pixels = np.full((4, 4), value, np.uint8)
    return Image(Path("a.png"), pixels, Header("1"), (Window(128, 256),))


def basis(*images: Image, chosen=None, bundle="aa", thresholds=(0.1, 0.6)) -> Basis:
    digests = tuple(digest_of(each) for each in images)
    return Basis.of(Study("1", images), chosen or {}, bundle, thresholds, digests)


def test_what_is_the_same_has_not_changed():
    assert basis(image()).changes(basis(image())) is None


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (basis(image(), bundle="bb"), "bundle"),
        (basis(image(), thresholds=(0.1, 0.7)), "thresholds"),
        (basis(image(4)), "pixels"),
        (basis(image(), image()), "images"),
        (basis(replace(image(), region=Region("FOOT", RegionSource.HEADER))), "region"),
    ],
)
def test_each_change_is_named(changed, word):
    assert word in basis(image()).changes(changed)


def test_the_readers_region_goes_before_the_files():
    shown = replace(image(), region=Region("FOOT", RegionSource.HEADER))
    chosen = {shown: Region("HAND", RegionSource.READER)}
    assert basis(shown, chosen=chosen).regions == ("HAND",)


def test_pixels_of_another_shape_have_another_digest():
    wide = replace(image(), pixels=np.full((2, 8), 3, np.uint8))
    assert digest_of(wide) != digest_of(image())
