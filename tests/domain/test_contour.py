"""Contours of the strongest evidence."""

import numpy as np
import pytest

from mura_desktop.domain.contour import contours
from mura_desktop.domain.heatmap import Heatmap


def hill(shape=(12, 12), cell=8.0, centre=(5.5, 5.5), width=1.5, origin=(0.0, 0.0)) -> Heatmap:
    rows, columns = np.indices(shape)
    square = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2
    values = np.exp(-square / (2 * width**2)).astype(np.float32)
    return Heatmap(values, (cell, cell), origin, "Evidence map")


def enclosed(line: np.ndarray) -> float:
    ys, xs = line.T
    return 0.5 * abs(np.dot(xs, np.roll(ys, 1)) - np.dot(ys, np.roll(xs, 1)))


def test_a_hill_has_one_round_contour_at_its_half_height():
    (line,) = contours(hill(centre=(5, 5)), 96, 96)
    radius = np.hypot(*(line - 44.0).T)
    wanted = 8.0 * 1.5 * np.sqrt(2 * np.log(2))
    assert radius == pytest.approx(wanted, rel=0.08)
    assert enclosed(line) == pytest.approx(np.pi * wanted**2, rel=0.08)


def test_neighbouring_points_lie_close_together_all_round_the_line():
    (line,) = contours(hill(), 96, 96)
    steps = np.hypot(*(line - np.roll(line, 1, axis=0)).T)
    assert steps.max() < 4.0


def test_two_hills_have_two_contours():
    both = hill(centre=(2.5, 2.5), width=1.0).values + hill(centre=(8.5, 8.5), width=1.0).values
    assert len(contours(Heatmap(both, (8.0, 8.0), (0.0, 0.0), ""), 96, 96)) == 2


def test_a_contour_closes_at_the_edge_of_the_image_and_stays_within():
    (line,) = contours(hill(centre=(0.0, 5.5), origin=(-4.0, 0.0)), 90, 96)
    assert line.min() >= 0.0
    assert np.isclose(line[:, 0], 0.0).sum() >= 2


def test_no_evidence_has_no_contour():
    empty = Heatmap(np.zeros((4, 4), np.float32), (8.0, 8.0), (0.0, 0.0), "")
    assert contours(empty, 32, 32) == ()
