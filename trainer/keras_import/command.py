"""``python -m trainer import-keras``."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from safetensors.torch import save_file

from mura_desktop.inference.preprocess import Fit
from trainer.keras_import.architecture import ARCHITECTURES
from trainer.keras_import.convert import Wanted, convert_backbone
from trainer.keras_import.file import open_keras
from trainer.keras_import.preprocessing import PREPROCESSINGS
from trainer.keras_import.regions import REGIONS
from trainer.keras_import.release import Release, import_keras

_NAME = re.compile(r"(.+)-(\d[\w.]*)")


def add_options(command: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    ways = "; ".join(f"{name}: {each.words}" for name, each in PREPROCESSINGS.items())
    _add_file_options(command)
    command.add_argument(
        "--output", type=Path, required=True, help="a new folder called NAME-VERSION"
    )
    command.add_argument(
        "--preprocess",
        required=True,
        choices=sorted(PREPROCESSINGS),
        help=f"what it was fed with. {ways}",
    )
    command.add_argument(
        "--abnormal-class",
        type=int,
        required=True,
        choices=(0, 1),
        help="which class is the finding; of a single sigmoid, 1 unless an output near 0 means it",
    )
    command.add_argument(
        "--label", required=True, help="what a reader is told: abnormality, fracture ..."
    )
    command.add_argument(
        "--regions",
        nargs="+",
        default=(),
        choices=sorted(REGIONS),
        help="what it was trained on; images that name another region are refused",
    )
    command.add_argument("--input-size", type=int, help="in pixels, where the file does not say it")
    command.add_argument(
        "--fit",
        type=Fit,
        choices=list(Fit),
        default=Fit.STRETCH_NEAREST,
        help="how a picture fills the square; Keras's own loaders stretch (default: %(default)s)",
    )


def add_backbone_options(command: argparse.ArgumentParser) -> None:
    """Declare the options of the command for backbones."""
    _add_file_options(command)
    command.add_argument(
        "--output", type=Path, required=True, help="a new .safetensors file, for a recipe's start"
    )


def _add_file_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="a .keras or .h5 file")
    command.add_argument(
        "--as",
        dest="architecture",
        required=True,
        choices=sorted(ARCHITECTURES),
        help="what it was built with",
    )


def run_backbone(options: argparse.Namespace) -> None:
    """Make a pretrained start of a backbone's weights from Keras, such as ImageNet's."""
    if options.output.exists():
        raise FileExistsError(f"{options.output} exists: choose another --output.")
    with open_keras(options.file) as source:
        state = convert_backbone(source, ARCHITECTURES[options.architecture])
    save_file({name: each.contiguous() for name, each in state.items()}, options.output)
    print(f"Converted: {options.output}, {len(state):,} tensors, each filled once.")


def run(options: argparse.Namespace) -> None:
    """Make a bundle of weights that were trained in Keras, without Keras."""
    found = _NAME.fullmatch(options.output.name)
    if not found:
        raise ValueError(
            f"{options.output} has no version: call it NAME-VERSION, such as wrist-1.0.0."
        )
    release = Release(found[1], found[2], options.label, tuple(options.regions), options.fit)
    wanted = Wanted(
        ARCHITECTURES[options.architecture],
        PREPROCESSINGS[options.preprocess],
        options.abnormal_class,
        options.input_size,
    )
    converted = import_keras(options.file, wanted, release, options.output)
    print(
        f"Imported: {options.output}, {len(converted.used):,} tensors, each used once. "
        "No threshold was measured: every verdict will be uncertain."
    )
