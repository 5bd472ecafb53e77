"""A small data set with FracAtlas's layout and quirks, drawn here: fractures are bright spots."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image as Picture

from tests.trainer.spots import spots_recipe
from trainer.evaluation import scope
from trainer.measuring import resampling

SIDE = 96
COUNT = 240


@pytest.fixture(scope="session")
def fracatlas(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "fracatlas"
    (folder / "images").mkdir(parents=True)
    random = np.random.default_rng(3)
    boxes, rows = {}, []
    for number in range(COUNT):
        name = f"IMG{number * 7:07d}.jpg"
        positive = number % 3 == 0
        pixels = random.normal(90, 12, (SIDE, SIDE - 16))
        if positive:
            y, x = random.integers(8, SIDE - 32, 2)
            # some all but unseen: a network that is never in doubt has no heatmap to compare
            pixels[y : y + 14, x : x + 14] += random.uniform(15, 130)
            boxes[name] = [[float(x), float(y), 14.0, 14.0]]
        pixels[:, : 10 + number % 2 * 20] *= 0.3  # what tells the regions apart
        Picture.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(
            folder / "images" / name, quality=95
        )
        rows.append(
            {
                "image_id": name,
                "fractured": int(positive),
                "hand": int(number % 2 == 0),
                "leg": int(number % 2 == 1),
                "hip": 0,
                "shoulder": 0,
                "hardware": int(number % 30 == 0),
                # a near-duplicate far away: 11 and 191 are one
                "dup_group": 11 if number in (11, 191) else number,
                "width": SIDE - 16,
                "height": SIDE,
            }
        )
    (folder / "boxes.json").write_text(json.dumps(boxes))
    with (folder / "labels.csv").open("w", newline="") as stream:
        table = csv.DictWriter(stream, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def coarse():
    """Fewer draws for intervals, fewer pictures for the scope: how exact they are is not asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resampling, "DRAWS", 20)
        patch.setattr(scope, "COUNT", 4)
        for name, count in (("TRAINING", 60), ("INVERSIONS", 40), ("VALIDATION", 60)):
            patch.setattr(scope, name, count)
        yield


@pytest.fixture
def recipe_entries() -> dict:
    """A recipe small enough to be trained in a test."""
    return spots_recipe()


@pytest.fixture
def recipe_file(recipe_entries, tmp_path) -> Path:
    path = tmp_path / "spots.yaml"
    path.write_text(yaml.safe_dump(recipe_entries))
    return path
