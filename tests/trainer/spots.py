"""A recipe small enough to be trained in a test."""


def spots_recipe() -> dict:
    """Return the entries of a recipe for the tree of ``fracatlas`` in ``conftest``."""
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
