"""A run: the folder in which a training lives, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.data.examples import Example
from trainer.data.split import Split
from trainer.recipe import Recipe

CONFIG = "config.yaml"


@dataclass(frozen=True)
class Run:
    """A folder in which a training lives.

    Attributes:
        folder: Checkpoints, logs, the trained network.
        recipe: What is trained.
        examples: The data set.
        split: Its parts.
        backbones: Folder of pretrained weights.
    """

    folder: Path
    recipe: Recipe
    examples: Sequence[Example]
    split: Split
    backbones: Path

    @property
    def network_file(self) -> Path:
        """The trained network's weights."""
        return self.folder / "network.safetensors"

    @property
    def config_file(self) -> Path:
        """The resolved recipe and the options of `fit`."""
        return self.folder / CONFIG

    @property
    def cache(self) -> Path:
        """Where decoded squares lie, shared by the runs beside this one."""
        return self.folder.parent / "cache"

    def part_file(self, name: str) -> Path:
        """The weights of a trained branch or teacher."""
        return self.folder / f"{name}.safetensors"
