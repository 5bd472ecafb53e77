"""How fast training pictures come: decoded squares against PNG files, and against the step.

    python -m benchmarks.data_loading

Draws PNG files of a radiograph's size. First, torchvision's plain ImageFolder (two workers) and the
cache (this process alone) take turns at making the same batches of the input's size: as they are
read, and then as float32, which the step makes of the cache's. All files are in memory by then, so
what is measured is work and not the disk. Then real training steps are taken on augmented batches
that one process draws ahead, and the time is measured that a step waits for its batch.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image as Picture
from torch import Tensor
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import Compose, Grayscale, PILToTensor, Resize, ToTensor

from trainer.data.batches import BatchSource
from trainer.data.cache import cached_squares
from trainer.data.examples import Example
from trainer.data.loading import EpochSteps, PlainBatches, Steps, plain_loader, training_loader
from trainer.recipe import Recipe, read_recipe
from trainer.training.fit import CACHE_MARGIN
from trainer.training.losses import total_loss
from trainer.training.module import network_input

PASSES = 10
"""Passes over the cache in a round: one takes too little time to be measured."""
WORKERS = 2


def main() -> None:
    """Print images a second and ratios: medians over rounds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, default=256)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--steps", type=int, default=6, help="training steps to take")
    options.add_argument("--batch", type=int, default=16, help="images in each of those")
    # of the recipes for MURA the one whose step is the quickest, so that it waits the soonest
    options.add_argument("--recipe", type=Path, default=Path("trainer/recipes/lite.yaml"))
    arguments = options.parse_args()
    recipe = read_recipe(arguments.recipe)
    with tempfile.TemporaryDirectory() as place:
        examples = draw(Path(place), arguments.images)
        for dtype in (torch.uint8, torch.float32):
            compare_reading(recipe, examples, Path(place), arguments.rounds, dtype)
        watch_steps(recipe, examples, Path(place), arguments.steps, arguments.batch)


def compare_reading(
    recipe: Recipe, examples: list[Example], place: Path, rounds: int, dtype: torch.dtype
) -> None:
    """Let ImageFolder and cache take turns; print the median of each and of the ratios."""
    assert recipe.training is not None
    size, batch = recipe.input_size, recipe.training.batch
    as_tensor = ToTensor() if dtype.is_floating_point else PILToTensor()
    files = DataLoader(
        ImageFolder(place / "files", Compose([Grayscale(), Resize((size, size)), as_tensor])),
        batch_size=batch,
        num_workers=WORKERS,
        persistent_workers=True,
    )
    source = BatchSource(
        examples, cached_squares(examples, size, place / "cache"), recipe.region_names
    )
    plain = plain_loader(PlainBatches(source, batch, (0, 1)))
    seen = Form((1, size, size), dtype)

    def from_files() -> float:
        return rate((pictures for pictures, _ in files), seen)

    def from_cache() -> float:
        read = (read for _ in range(PASSES) for read in plain)
        if dtype.is_floating_point:
            return rate(map(network_input, read), seen)
        return rate((each.pictures for each in read), seen)

    from_files()  # starts the workers, and reads every file once
    from_cache()
    pairs = [(from_files(), from_cache()) for _ in range(rounds)]
    ratios = [cache / folder for folder, cache in pairs]
    print(f"{dtype}, {size} pixels, {len(examples)} images, {rounds} rounds")
    print(
        f"  PNG files, ImageFolder, {WORKERS} workers: {median(f for f, _ in pairs):9.0f} images/s"
    )
    print(f"  cache, this process alone:         {median(c for _, c in pairs):9.0f} images/s")
    print(f"  ratio {median(ratios):.1f} (of single rounds {min(ratios):.1f} to {max(ratios):.1f})")


def watch_steps(
    recipe: Recipe, examples: list[Example], place: Path, count: int, batch: int
) -> None:
    """Take training steps on augmented batches; print how long they wait, and what drawing does."""
    assert recipe.training is not None
    size, drawing = recipe.input_size, replace(recipe.training.drawing(1), batch=batch)
    squares = cached_squares(examples, round(size * CACHE_MARGIN), place / "cache")
    source = BatchSource(examples, squares, recipe.region_names)
    steps = Steps(source, drawing, lambda _: size, (0, 1))
    network = recipe.build().train().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters())
    loader = iter(training_loader(steps, EpochSteps(count + 2, lambda: 0), workers=1))
    waited, taken = [], []
    for step in range(count + 2):
        begin = time.perf_counter()
        given = next(loader)
        got = time.perf_counter()
        total_loss(network(network_input(given)), given, recipe.losses).backward()
        optimizer.step()
        optimizer.zero_grad()
        if step > 1:  # the first two warm up
            waited.append(got - begin)
            taken.append(time.perf_counter() - got)
    alone = []
    for step in range(6):
        begin = time.perf_counter()
        steps[step]
        alone.append(time.perf_counter() - begin)
    print(f"augmented as {recipe.name}, drawn by one process: {batch / median(alone):.0f} images/s")
    print(
        f"training steps, {torch.get_num_threads()} threads: {batch / median(taken):.1f} images/s"
    )
    print(
        f"a step waits {1000 * median(waited):.1f} ms for its batch, "
        f"{median(waited) / median(taken):.2%} of what it takes"
    )


def draw(folder: Path, count: int) -> list[Example]:
    """Write PNG files as large as MURA's, in one class, and list them."""
    random = np.random.default_rng(0)
    (folder / "files" / "bones").mkdir(parents=True)
    rows, columns = np.mgrid[0:512, 0:416].astype(np.float32)
    examples = []
    for number in range(count):
        bone = 130 * np.exp(-(((columns - 208 - random.uniform(-40, 40)) / 60) ** 2))
        pixels = 40 + bone + 20 * np.sin(rows / 37 + number) + random.normal(0, 4, rows.shape)
        path = folder / "files" / "bones" / f"{number}.png"
        Picture.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path)
        name = str(number)
        region = frozenset({"wrist"})
        examples.append(
            Example(path, number % 2 == 0, region, (), number, name, name, False, (512, 416))
        )
    return examples


class Form(NamedTuple):
    """What each picture of a batch must be, so that like is compared with like."""

    shape: tuple[int, int, int]
    dtype: torch.dtype


def rate(batches: Iterable[Tensor], form: Form) -> float:
    """Return images a second over batches that all have the same form."""
    begin, total = time.perf_counter(), 0
    for pictures in batches:
        assert (pictures.shape[1:], pictures.dtype) == form
        total += len(pictures)
    return total / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
