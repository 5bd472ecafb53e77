"""Batches for the loop: drawn ahead by worker processes, begun anywhere in an epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from torch.utils.data import DataLoader, Dataset, Sampler

from trainer.data.batches import Batch, BatchSource, Drawing


class Steps(Dataset[Batch]):
    """Training batches by the number of their step."""

    def __init__(
        self,
        source: BatchSource,
        drawing: Drawing,
        size: Callable[[int], int],
        share: tuple[int, int],
    ) -> None:
        """Bind a source.

        Args:
            source: Makes the batches.
            drawing: Which images, and what chance does to them.
            size: Side of the pictures in each step.
            share: This process's rank, and the number of processes.
        """
        self._source, self._drawing, self._size, self._share = source, drawing, size, share

    def __getitem__(self, step: int) -> Batch:
        return self._source.draw(self._drawing, step, self._size(step), *self._share)


class EpochSteps(Sampler[int]):
    """The steps that are left of the epoch that a training stands in."""

    def __init__(self, epoch: int, done: Callable[[], int]) -> None:
        """Bind a training.

        Args:
            epoch: Steps in an epoch.
            done: Tells how many steps were made.
        """
        self._epoch, self._done = epoch, done

    def __len__(self) -> int:
        return self._epoch

    def __iter__(self) -> Iterator[int]:
        first = self._done()
        return iter(range(first, (first // self._epoch + 1) * self._epoch))


class TrainingLoader(DataLoader[Batch]):
    """Hands out what is left of an epoch.

    Lightning asks a loader that can be resumed for its state; here the training's own count of
    steps is the state, so there is nothing to add.
    """

    def state_dict(self) -> dict[str, int]:
        """Return nothing: the step is known to the training."""
        return {}

    def load_state_dict(self, state: dict[str, int]) -> None:
        """Take nothing."""


def training_loader(steps: Steps, sampler: EpochSteps, workers: int) -> TrainingLoader:
    """Return a loader of whole batches.

    Args:
        steps: The batches.
        sampler: Which of them.
        workers: Processes that draw ahead; 0 draws in this one.
    """
    return TrainingLoader(
        steps,
        batch_size=None,
        sampler=sampler,
        num_workers=workers,
        persistent_workers=workers > 0,
        prefetch_factor=4 if workers else None,
        pin_memory=False,
    )


class PlainBatches(Dataset[Batch]):
    """The validation part in order, as the application would see it, dealt out to processes.

    Each process gets equally many batches, or one would wait for another for ever: the first images
    come twice where the number does not divide, and are counted once.
    """

    def __init__(self, source: BatchSource, batch: int, share: tuple[int, int]) -> None:
        """Bind a source.

        Args:
            source: Makes the batches.
            batch: Images in each, over all processes.
            share: This process's rank, and the number of processes.
        """
        self._source = source
        rank, processes = share
        rounds = -(-len(source) // processes)
        mine = (np.arange(rounds) * processes + rank) % len(source)
        each = max(1, batch // processes)
        self._parts = [mine[first : first + each] for first in range(0, len(mine), each)]

    def __len__(self) -> int:
        return len(self._parts)

    def __getitem__(self, index: int) -> Batch:
        return self._source.plain(self._parts[index])


def plain_loader(batches: PlainBatches) -> DataLoader[Batch]:
    """Return a loader of validation batches, in order.

    It has no worker processes: squares are copied from memory in less time than batches take from
    one process to another.
    """
    return DataLoader(batches, batch_size=None)
