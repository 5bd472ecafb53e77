"""Augmented batches that depend on seed and step alone: a resumed run draws the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from mura_desktop.inference.preprocess import Letterbox, normalize
from trainer.data.examples import Example


class Batch(NamedTuple):
    """One step's input.

    Attributes:
        pictures: (n, 1, size, size) float32 in [-1, 1].
        labels: (n,) float32, 1 for the finding.
        regions: (n, number of regions) float32.
        boxes: (n, 1, size / 8, size / 8) float32, the share of each cell covered by a finding's
            box.
    """

    pictures: Tensor
    labels: Tensor
    regions: Tensor
    boxes: Tensor


BOX_STRIDE = 8
"""Side of a cell of the box masks, in input pixels."""


class BatchSource:
    """Draws training batches from cached squares."""

    def __init__(
        self,
        examples: Sequence[Example],
        squares: NDArray[np.uint8],
        regions: Sequence[str],
        seed: int,
    ) -> None:
        """Bind examples to their squares (same order).

        Args:
            examples: The training part.
            squares: (n, side, side) uint8.
            regions: Names of the region head's outputs.
            seed: Of everything drawn.
        """
        self._examples = examples
        self._squares = squares
        self._seed = seed
        self._labels = np.array([e.positive for e in examples])
        self._regions = torch.tensor([[float(r in e.regions) for r in regions] for e in examples])

    def draw(self, step: int, count: int, positives: int, size: int) -> Batch:
        """Draw the batch of one step.

        Args:
            step: Number of the step.
            count: Images in the batch.
            positives: How many of them show the finding.
            size: Side of the pictures, in pixels.
        """
        random = np.random.default_rng([self._seed, step])
        chosen = np.concatenate(
            [
                random.choice(np.flatnonzero(self._labels), positives, replace=False),
                random.choice(np.flatnonzero(~self._labels), count - positives, replace=False),
            ]
        )
        matrices = torch.from_numpy(np.stack([_random_affine(random) for _ in chosen]))
        side = self._squares.shape[-1]
        pictures = torch.from_numpy(self._squares[chosen])[:, None].float()
        masks = torch.zeros(count, 1, side // 4, side // 4)
        for row, index in enumerate(chosen):
            _draw_boxes(masks[row, 0], self._examples[index], side)
        grid = functional.affine_grid(matrices, [count, 1, size, size], align_corners=False)
        pictures = functional.grid_sample(pictures, grid, align_corners=False)
        masks = functional.grid_sample(masks, grid, align_corners=False)
        return Batch(
            normalize(_random_tones(pictures, random)),
            torch.from_numpy(self._labels[chosen]).float(),
            self._regions[chosen],
            functional.avg_pool2d(masks, BOX_STRIDE),
        )


def _random_affine(random: np.random.Generator) -> NDArray[np.float32]:
    """Return (2, 3) output-to-input coordinates: flip, rotation up to 25 degrees, scale, shift."""
    angle = np.deg2rad(random.uniform(-25, 25))
    scale = np.exp(random.uniform(np.log(0.8), np.log(1.2)))
    aspect = np.exp(random.uniform(-0.08, 0.08))
    flip = random.choice([-1.0, 1.0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.diag([flip * scale * aspect, scale / aspect])
    shift = random.uniform(-0.12, 0.12, (2, 1))
    return np.concatenate([linear, shift], 1).astype(np.float32)


def _draw_boxes(mask: Tensor, example: Example, side: int) -> None:
    frame = Letterbox.fit(*example.size, side)
    vertical, horizontal = frame.scale
    ratio = mask.shape[-1] / side
    for x, y, width, height in example.boxes:
        top = (frame.top + y * vertical) * ratio
        left = (frame.left + x * horizontal) * ratio
        bottom = top + max(height * vertical * ratio, 1.0)
        right = left + max(width * horizontal * ratio, 1.0)
        mask[round(top) : round(bottom), round(left) : round(right)] = 1.0


def _random_tones(pictures: Tensor, random: np.random.Generator) -> Tensor:
    """Vary gamma, contrast, brightness, noise; rarely invert the polarity; rarely erase a patch."""
    count, _, size, _ = pictures.shape
    shape = (count, 1, 1, 1)
    gamma, contrast, offset = (
        torch.from_numpy(values.astype(np.float32)).view(shape)
        for values in (
            np.exp(random.uniform(-0.35, 0.35, count)),
            np.exp(random.uniform(-0.25, 0.25, count)),
            random.uniform(-25, 25, count),
        )
    )
    toned = 255.0 * (pictures / 255.0).clamp(0, 1) ** gamma
    toned = (toned - 128.0) * contrast + 128.0 + offset * (pictures > 0)
    noise = torch.from_numpy(random.standard_normal((count, 1, size, size), dtype=np.float32))
    toned = toned + noise * float(random.uniform(0, 6))
    for row in range(count):
        if random.random() < 0.03:
            toned[row] = 255.0 - toned[row]
        if random.random() < 0.2:
            height, width = (random.uniform(0.05, 0.2, 2) * size).astype(int)
            top, left = (int(random.integers(0, size - side)) for side in (height, width))
            toned[row, :, top : top + height, left : left + width] = float(random.uniform(0, 255))
    return toned.clamp(0.0, 255.0)
