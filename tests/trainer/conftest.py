"""A small data set with FracAtlas's layout and quirks, drawn here: fractures are bright spots."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image as Picture

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


@pytest.fixture
def recipe_entries() -> dict:
    """A recipe small enough to be trained in a test."""
    branch = {
        "epochs": 3,
        "epoch_steps": 20,
        "batch": 12,
        "positives": 6,
        "optimizer": "adamw",
        "backbone_rate": 0.003,
        "head_rate": 0.003,
        "weight_decay": 0.01,
        "schedule": "cosine",
        "warm_up": 4,
        "average": 0.9,
        "validate_every": 3,
        "augmentation": {
            "flip": True,
            "rotation": 25,
            "scale": 0.2,
            "aspect": 0.08,
            "shift": 0.12,
            "gamma": 0.35,
            "contrast": 0.25,
            "brightness": 25,
            "noise": 6,
            "invert": 0.03,
            "erase": 0.2,
        },
    }
    return {
        "name": "spots",
        "label": "spot",
        "seed": 1,
        "dataset": {"name": "fracatlas", "validation": 0.3, "seed": 0},
        "regions": [
            {"name": "hand", "title": "hand", "code": "HAND", "accepts": ["HAND", "WRIST"]},
            {"name": "leg", "title": "leg", "code": "LEG", "accepts": ["LEG"]},
        ],
        "network": {
            "regions": ["hand", "leg"],
            "evidence_per_region": False,
            "input_size": 64,
            "branches": [
                {"name": "fine", "backbone": "custom_cnn", "strides": [8, 16], "channels": 16},
                {"name": "coarse", "backbone": "custom_cnn", "strides": [16], "channels": 16},
            ],
        },
        "branches": {"fine": branch, "coarse": branch | {"epochs": 1}},
        "fusion": {"steps": 6, "gate_rate": 0.002, "region_rate": 0.002},
        "losses": {"pointing": 0.5, "cells": 0.5, "region": 0.1, "label_smoothing": 0.0},
        "limits": ["Drawn by a program."],
        "attributions": ["Nobody."],
    }


@pytest.fixture
def recipe_file(recipe_entries, tmp_path) -> Path:
    path = tmp_path / "spots.yaml"
    path.write_text(yaml.safe_dump(recipe_entries))
    return path
