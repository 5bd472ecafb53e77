"""Parting a data set into training and validation so that nothing stands on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.data.examples import Example


@dataclass(frozen=True)
class Split:
    """Indices into the list of examples.

    Attributes:
        train: For gradients.
        validation: For everything that is measured; never trained on.
        excluded: Near-duplicates of validation images that lie in a training block.
    """

    train: tuple[int, ...]
    validation: tuple[int, ...]
    excluded: tuple[int, ...]


def split_by_blocks(examples: Sequence[Example], share: float, seed: int) -> Split:
    """Send whole blocks to validation, so that both parts have about the same prevalence.

    Blocks are drawn in a seeded random order, within strata of equal numbers of positives, so that
    both parts have about the same prevalence. A group of near-duplicates that reaches into both
    parts keeps its validation images; its training images are left out.

    Args:
        examples: The data set.
        share: Share of the examples to validate on, in (0, 1).
        seed: Of the random order.
    """
    blocks: dict[int, list[int]] = {}
    for index, example in enumerate(examples):
        blocks.setdefault(example.block, []).append(index)
    order = np.random.default_rng(seed).permutation(sorted(blocks))
    rate = {block: sum(examples[i].positive for i in blocks[block]) for block in blocks}
    ranked = sorted(order, key=lambda block: rate[block])
    validation: set[int] = set()
    # every k-th block along the ranking by positives, from a seeded start: a stratified draw
    step = 1.0 / share
    start = np.random.default_rng([seed, 1]).uniform(0, step)
    for position in np.arange(start, len(ranked), step):
        validation.update(blocks[ranked[int(position)]])
    held_groups = {examples[i].group for i in validation}
    rest = [i for i in range(len(examples)) if i not in validation]
    return Split(
        train=tuple(i for i in rest if examples[i].group not in held_groups),
        validation=tuple(sorted(validation)),
        excluded=tuple(i for i in rest if examples[i].group in held_groups),
    )


def thinned(split: Split, examples: Sequence[Example], few: int) -> Split:
    """Keep a few images of each part, half of them with the finding, to try something out on.

    They are evenly taken from the whole part, so that they show many patients and regions.

    Args:
        split: Of the whole data set.
        examples: The data set.
        few: How many of each part, at most.
    """

    def some(part: Sequence[int]) -> tuple[int, ...]:
        kept: list[int] = []
        for label in (True, False):
            there = [index for index in part if examples[index].positive is label]
            places = np.linspace(0, len(there) - 1, min(few // 2, len(there)))
            kept += [there[int(place)] for place in places]
        return tuple(sorted(kept))

    return Split(some(split.train), some(split.validation), split.excluded)
