"""A recipe for MURA, small enough to be fitted in a test."""

from mura_desktop.inference.classifier import ClassifierConfig
from trainer.data.augment import Augmentation
from trainer.data.mura_regions import MURA_REGIONS
from trainer.recipe import DataConfig, Recipe
from trainer.training.losses import LossWeights
from trainer.training.settings import Training


def small_recipe(losses=None, training=None, **changes):
    settings = {
        "epochs": 1,
        "batch": 8,
        "augmentation": Augmentation(flip=True, rotation=10, noise=5),
    }
    entries = {
        "name": "small",
        "label": "abnormality",
        "seed": 1,
        "dataset": DataConfig("mura", 0.34, 0),
        "losses": LossWeights(**losses or {}),
        "classifier": ClassifierConfig("test_resnet", "pooled", (), 64),
        "training": Training(**settings | (training or {})),
        "regions": MURA_REGIONS,
    }
    return Recipe(**entries | changes)
