"""Batches that depend on seed and step alone: a resumed run draws the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from mura_desktop.inference.preprocess import Letterbox
from trainer.data.augment import Augmentation, change_tones, random_affine
from trainer.data.examples import Example

Indices = NDArray[np.int64]


class Batch(NamedTuple):
    """One step's input.

    Attributes:
        pictures: (n, 1, size, size) uint8. The step normalises them, where it computes: four times
            less goes from the processes that draw to the one that trains, and on to a GPU.
        labels: (n,) float32, 1 for the finding.
        regions: (n, number of regions) float32.
        boxes: (n, 1, size / 8, size / 8) float32, the share of each cell covered by a finding's
            box.
        weights: (n,) float32, what each image's label counts.
        soft: (n,) float32 probabilities that teachers give, or NaN where there is none.
        indices: (n,) int64, which examples these are.
    """

    pictures: Tensor
    labels: Tensor
    regions: Tensor
    boxes: Tensor
    weights: Tensor
    soft: Tensor
    indices: Tensor


BOX_STRIDE = 8
"""Side of a cell of the box masks, in input pixels."""


@dataclass(frozen=True)
class Drawing:
    """Which images make a batch.

    Attributes:
        seed: Of everything drawn.
        batch: Images in a batch, over all processes.
        positives: How many of them show the finding; 0 takes every image once an epoch instead.
        augmentation: What chance does to them.
    """

    seed: int
    batch: int
    positives: int = 0
    augmentation: Augmentation = field(default_factory=Augmentation)


class BatchSource:
    """Makes batches from cached squares."""

    def __init__(
        self,
        examples: Sequence[Example],
        squares: NDArray[np.uint8],
        regions: Sequence[str],
        weights: NDArray[np.float32] | None = None,
        soft: NDArray[np.float32] | None = None,
    ) -> None:
        """Bind examples to their squares (same order).

        Args:
            examples: One part of a data set.
            squares: (n, side, side) uint8.
            regions: Names of the region head's outputs.
            weights: (n,) what each label counts; none means 1 each.
            soft: (n,) probabilities that teachers give.
        """
        self._examples, self._squares = examples, squares
        count = len(examples)
        self.labels = np.array([e.positive for e in examples])
        self._regions = torch.tensor([[float(r in e.regions) for r in regions] for e in examples])
        self._weights = torch.from_numpy(np.ones(count, np.float32) if weights is None else weights)
        self._soft = torch.full((count,), torch.nan) if soft is None else torch.from_numpy(soft)

    def __len__(self) -> int:
        return len(self._examples)

    def steps(self, batch: int) -> int:
        """Return how many whole batches one pass over the images makes, at least 1."""
        return max(1, len(self) // batch)

    def choose(self, drawing: Drawing, step: int) -> Indices:
        """Return the examples of one step's whole batch, over all processes.

        Raises:
            ValueError: when there are not as many images as the batch wants.
        """
        if not drawing.positives:
            if len(self) < drawing.batch:
                raise ValueError(
                    f"a batch wants {drawing.batch} images, and there are {len(self)} to train on: "
                    "lower training.batch"
                )
            steps = self.steps(drawing.batch)
            order = np.random.default_rng([drawing.seed, 1, step // steps]).permutation(len(self))
            first = step % steps * drawing.batch
            return order[first : first + drawing.batch]
        random = np.random.default_rng([drawing.seed, step])
        counts = {True: drawing.positives, False: drawing.batch - drawing.positives}
        parts = []
        for label, count in counts.items():
            there = np.flatnonzero(self.labels == label)
            if len(there) < count:
                raise ValueError(
                    f"a batch wants {count} images {'with' if label else 'without'} the finding, "
                    f"and there are {len(there)}: lower `batch` or `positives`"
                )
            parts.append(random.choice(there, count, replace=False))
        return np.concatenate(parts)

    def draw(
        self, drawing: Drawing, step: int, size: int, rank: int = 0, processes: int = 1
    ) -> Batch:
        """Make the augmented batch of one step, or one process's share of it.

        Args:
            drawing: Which images, and what chance does to them.
            step: Number of the step.
            size: Side of the pictures, in pixels.
            rank: Which process this is.
            processes: Among how many the batch is dealt out, image by image.
        """
        chosen = self.choose(drawing, step)
        rows = range(rank, len(chosen), processes)
        chosen = chosen[rank::processes]
        randoms = [np.random.default_rng([drawing.seed, 2, step, row]) for row in rows]
        how = drawing.augmentation
        matrices = np.stack([random_affine(how, random) for random in randoms])
        grid = _sampling_grid(matrices, size)
        pictures = torch.from_numpy(self._squares[chosen])[:, None].float()
        pictures = functional.grid_sample(pictures, grid, align_corners=False)
        for picture, random in zip(pictures.numpy(), randoms, strict=True):
            change_tones(picture[0], how, random)
        rounded = pictures.round_().to(torch.uint8)
        return self._batch(rounded, self._sampled_masks(chosen, size, grid), chosen)

    def plain(self, chosen: Indices) -> Batch:
        """Make a batch of these examples as the application would see them."""
        pictures = torch.from_numpy(self._squares[chosen])[:, None]
        return self._batch(pictures, self._sampled_masks(chosen, pictures.shape[-1]), chosen)

    def _batch(self, pictures: Tensor, boxes: Tensor, chosen: Indices) -> Batch:
        return Batch(
            pictures,
            torch.from_numpy(self.labels[chosen]).float(),
            self._regions[chosen],
            boxes,
            self._weights[chosen],
            self._soft[chosen],
            torch.from_numpy(chosen),
        )

    def _sampled_masks(self, chosen: Indices, size: int, grid: Tensor | None = None) -> Tensor:
        """Return the boxes' cells where a grid of sampling points puts them, or where they are."""
        cells = size // BOX_STRIDE
        if not any(self._examples[index].boxes for index in chosen):
            return torch.zeros(len(chosen), 1, cells, cells)
        if grid is None:
            grid = _sampling_grid(np.eye(2, 3, dtype=np.float32)[None], size)
            grid = grid.expand(len(chosen), -1, -1, -1)
        side = self._squares.shape[-1]
        masks = torch.zeros(len(chosen), 1, side // 4, side // 4)
        for row, index in enumerate(chosen):
            _draw_boxes(masks[row, 0], self._examples[index], side)
        sampled = functional.grid_sample(masks, grid, align_corners=False)
        return functional.avg_pool2d(sampled, BOX_STRIDE)


def _sampling_grid(matrices: NDArray[np.float32], size: int) -> Tensor:
    """Return (n, size, size, 2) where each pixel of a square is sampled, x first.

    What ``affine_grid`` gives, in a fifteenth of its time: a row's and a column's part are added.
    """
    middles = (2 * torch.arange(size) + 1) / size - 1
    parts = torch.from_numpy(matrices)[:, None]
    along_rows = middles[None, :, None] * parts[..., 0]
    along_columns = middles[None, :, None] * parts[..., 1] + parts[..., 2]
    return along_rows[:, None] + along_columns[:, :, None]


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
