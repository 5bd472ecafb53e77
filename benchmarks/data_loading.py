"""How fast training pictures come: decoded squares against PNG files, and against the step.

    python -m benchmarks.data_loading

Draws PNG files of a radiograph's size, reads them with torchvision's plain ImageFolder, and the
same pictures at the same output size from the cache; then draws augmented batches as a recipe wants
them, and takes training steps on them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from PIL import Image as Picture
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import Compose, Grayscale, Resize, ToTensor

from trainer.data.batches import BatchSource
from trainer.data.cache import cached_squares
from trainer.data.examples import Example
from trainer.data.loading import EpochSteps, PlainBatches, Steps, plain_loader, training_loader
from trainer.recipe import read_recipe
from trainer.training.losses import LossWeights, total_loss
from trainer.training.module import Network

RECIPE = Path("trainer/recipes/default.yaml")


def main() -> None:
    """Print images a second, and the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, default=192)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--steps", type=int, default=2, help="training steps to take")
    arguments = options.parse_args()
    recipe = read_recipe(RECIPE)
    assert recipe.training is not None
    size, batch = recipe.input_size, recipe.training.batch
    with tempfile.TemporaryDirectory() as place:
        examples = draw(Path(place), arguments.images)
        transform = Compose([Grayscale(), Resize((size, size)), ToTensor()])
        files = DataLoader(
            ImageFolder(place, transform), batch_size=batch, num_workers=arguments.workers
        )
        folder = rate((len(labels) for _, labels in files))
        squares = cached_squares(examples, size, Path(place) / "cache")
        source = BatchSource(examples, squares, recipe.region_names)
        # many passes, for one takes no time at all
        plain = plain_loader(PlainBatches(source, batch, (0, 1)), workers=0)
        cache = rate(len(b.labels) for _ in range(10) for b in plain)
        print(f"PNG files, ImageFolder, {arguments.workers} workers: {folder:9.1f} images/s")
        print(f"cache, no augmentation, this process alone: {cache:9.1f} images/s")
        print(f"ratio: {cache / folder:.1f}")
        larger = cached_squares(examples, round(size * 7 / 6), Path(place) / "cache")
        source = BatchSource(examples, larger, recipe.region_names)
        steps = Steps(source, recipe.training.drawing(1), lambda _: size, (0, 1))
        loader = training_loader(steps, EpochSteps(source.steps(batch), lambda: 0), 1)
        drawn = rate(len(b.labels) for b in loader)
        stepped = step_rate(recipe.build().train(), steps, recipe.losses, arguments.steps)
        print(f"augmented as {recipe.name}, 1 worker: {drawn:9.1f} images/s")
        print(f"training steps on this machine: {stepped:9.1f} images/s")
        print(f"ratio, above 1 where the input never waits: {drawn / stepped:.1f}")


def draw(folder: Path, count: int) -> list[Example]:
    """Write PNG files as large as MURA's, in one class, and list them."""
    random = np.random.default_rng(0)
    (folder / "bones").mkdir()
    rows, columns = np.mgrid[0:512, 0:416].astype(np.float32)
    examples = []
    for number in range(count):
        bone = 130 * np.exp(-(((columns - 208 - random.uniform(-40, 40)) / 60) ** 2))
        pixels = 40 + bone + 20 * np.sin(rows / 37 + number) + random.normal(0, 4, rows.shape)
        path = folder / "bones" / f"{number}.png"
        Picture.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path)
        name = str(number)
        region = frozenset({"wrist"})
        examples.append(
            Example(path, number % 2 == 0, region, (), number, name, name, False, (512, 416))
        )
    return examples


def rate(counts: Iterable[int]) -> float:
    """Return images a second over an iterator of batch sizes, its start left out."""
    iterator = iter(counts)
    first = next(iterator)
    begin = time.perf_counter()
    total = sum(iterator)
    del first
    return total / (time.perf_counter() - begin)


def step_rate(network: Network, steps: Steps, losses: LossWeights, count: int) -> float:
    """Return images a second of bare training steps."""
    optimizer = torch.optim.AdamW(network.parameters())
    batch = steps[0]
    begin = 0.0
    for step in range(count + 1):
        if step == 1:  # the first one warms up
            begin = time.perf_counter()
        total_loss(network(batch.pictures), batch, losses).backward()
        optimizer.step()
        optimizer.zero_grad()
    return count * len(batch.labels) / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
