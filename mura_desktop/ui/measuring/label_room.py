"""Where a label finds room beside its shape. No Qt.

It is sought anew at every step of a drag, for every label: so all places are weighed at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, width and height in units of text."""
Boxes = NDArray[np.float64]
"""(n, 4) left, top, right and bottom."""

GAP = 10.0
"""Between a shape and its label."""
_PLACES = 12
"""Steps across and down an area at which a label is tried where there is no room beside a shape."""
_TEXT_COUNTS = 10.0
"""How much worse it is to cover a text, or the shape itself, than another shape."""


def room_for(
    size: tuple[float, float],
    around: Box,
    area: Box,
    texts: Sequence[Box],
    shapes: Sequence[Box],
) -> Box:
    """Find the place beside a shape that covers least of texts, then of other shapes.

    Where each of them covers a text, it is the nearest place that does not.

    Args:
        size: Width and height of the label.
        around: The box around its shape.
        area: Where it may lie.
        texts: What it must not cover, if that can be.
        shapes: The boxes around other shapes.
    """
    own, bounds = _edges([around]), _edges([area])[0]
    forbidden, unwanted = np.concatenate([_edges(texts), own]), _edges(shapes)
    boxes = _boxes(_beside(size, own[0], bounds), size)
    covered = _covered(boxes, forbidden)
    best = int(np.argmin(_TEXT_COUNTS * covered + _covered(boxes, unwanted)))
    if covered[best] > 0.0:
        boxes = np.concatenate([boxes[best : best + 1], _boxes(_all_over(size, bounds), size)])
        cost = _TEXT_COUNTS * _covered(boxes, forbidden) + _covered(boxes, unwanted)
        best = int(np.lexsort((_away(boxes, own[0]), cost))[0])
    left, top = (float(edge) for edge in boxes[best, :2])
    return left, top, *size


def is_beside(box: Box, around: Box) -> bool:
    """Whether a label is so near to its shape that nobody takes it for another one's."""
    apart = (
        max(first, other) - min(first + extent, other + length)
        for first, extent, other, length in zip(
            box[:2], box[2:], around[:2], around[2:], strict=True
        )
    )
    return max(apart) <= GAP + 1.0


def set_aside(size: tuple[float, float], around: Box, area: Box, aside: tuple[float, float]) -> Box:
    """Return where a label stands whose middle was put so far from that of its shape."""
    corner = [
        min(max(begin + (length - extent) / 2.0 + way, first), max(first, first + room - extent))
        for begin, length, extent, way, first, room in zip(
            around[:2], around[2:], size, aside, area[:2], area[2:], strict=True
        )
    ]
    return corner[0], corner[1], *size


def _edges(boxes: Sequence[Box]) -> Boxes:
    edges = np.array(boxes, np.float64).reshape(-1, 4)
    edges[:, 2:] += edges[:, :2]
    return edges


def _boxes(corners: Boxes, size: tuple[float, float]) -> Boxes:
    return np.concatenate([corners, corners + np.array(size)], axis=1)


def _beside(size: tuple[float, float], around: Boxes, bounds: Boxes) -> Boxes:
    """Return (n, 2) corners right, left, below and above of a box, within the bounds."""
    width, height = size
    left, top, right, bottom = around
    across, down = (left + right - width) / 2.0, (top + bottom - height) / 2.0
    corners = np.array(
        [
            (right + GAP, down),
            (left - GAP - width, down),
            (across, bottom + GAP),
            (across, top - GAP - height),
            (right + GAP, top),
            (right + GAP, bottom - height),
        ]
    )
    last = np.maximum(bounds[2:] - np.array(size), bounds[:2])
    return np.asarray(np.clip(corners, bounds[:2], last))


def _all_over(size: tuple[float, float], bounds: Boxes) -> Boxes:
    """Return (n, 2) corners all over the bounds, some of whose boxes overlap; none without room."""
    free = bounds[2:] - bounds[:2] - np.array(size)
    if free.min() <= 0.0:
        return np.empty((0, 2))
    steps = np.linspace(0.0, 1.0, _PLACES + 1)
    grid = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    return np.asarray(bounds[:2] + grid * free)


def _covered(boxes: Boxes, others: Boxes) -> Boxes:
    """Return (n,) how much area of others each box covers."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.clip(high - low, 0.0, None).prod(axis=2).sum(axis=1))


def _away(boxes: Boxes, around: Boxes) -> Boxes:
    apart = (boxes[:, :2] + boxes[:, 2:] - around[:2] - around[2:]) / 2.0
    return np.asarray(np.abs(apart).sum(axis=1))
