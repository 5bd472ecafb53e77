"""A converted network becomes a bundle, with a card that says what nobody knows about it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import torch

from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.inference.bundle import Bundle, self_test_picture, write_bundle
from mura_desktop.inference.bundle_files import file_sha256
from mura_desktop.inference.preprocess import Fit
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from trainer.keras_import.convert import Converted, Wanted, convert
from trainer.keras_import.file import KerasFile, open_keras
from trainer.keras_import.refusal import UnusableKerasFile
from trainer.keras_import.regions import REGIONS

TEMPLATE = Path(__file__).with_name("card.md")
_FITS = {
    Fit.LETTERBOX: "letterboxed to",
    Fit.STRETCH: "stretched to",
    Fit.STRETCH_NEAREST: "stretched, by picking single pixels, to",
}
_TRUST = """- The file has weights only: ReLU behind the dense layers, softmax or sigmoid behind
  the last one, and the size of the input were taken on trust.
"""


@dataclass(frozen=True)
class Release:
    """What the bundle is to say.

    Attributes:
        name: Of the bundle.
        version: Of the bundle.
        label: What the finding is called.
        regions: Names out of ``REGIONS``; none for any region.
        fit: How a picture fills the input.
    """

    name: str
    version: str
    label: str
    regions: tuple[str, ...]
    fit: Fit


def import_keras(path: Path, wanted: Wanted, release: Release, folder: Path) -> Converted:
    """Write a Keras file's network as a bundle.

    Args:
        path: The Keras file.
        wanted: What it cannot say of itself.
        release: What the bundle is to say.
        folder: A new folder.

    Returns:
        What became of the file.

    Raises:
        UnusableKerasFile: when it cannot be imported.
        FileExistsError: when the folder exists.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} exists: choose another --output.")
    with open_keras(path) as source:
        converted = convert(source, wanted)
        card = _card(source, converted, wanted, release)
    # read by a copy: the reader folds what it is given
    reader = NetworkReader(copy.deepcopy(converted.network), _AS_IT_IS, torch.device("cpu"))
    probability = reader.read(self_test_picture(reader.size)).probability
    if not 0.0 <= probability <= 1.0:
        raise UnusableKerasFile(
            path, "Its network answers with no number.", "Its training went wrong; take another."
        )
    write_bundle(
        Bundle(
            name=release.name,
            version=release.version,
            label=release.label,
            regions=tuple(REGIONS[name] for name in release.regions),
            calibration=_AS_IT_IS,
            operating_points=None,
            localisation=None,
            self_test=probability,
            network=converted.network,
            scope=None,
            card=card,
            fit=release.fit,
        ),
        folder,
    )
    return converted


_AS_IT_IS = Calibration(1.0, 0.0)


def _card(source: KerasFile, converted: Converted, wanted: Wanted, release: Release) -> str:
    return TEMPLATE.read_text(encoding="utf-8").format(
        name=release.name,
        version=release.version,
        disclaimer=DISCLAIMER,
        file=source.path.name,
        source=file_sha256(source.path),
        keras=f", Keras {source.version}" if source.version else "",
        title=wanted.architecture.title,
        label=release.label,
        abnormal=wanted.abnormal,
        regions=", ".join(release.regions) or "any; a region that a file names is not compared",
        fit=_FITS[release.fit],
        size=converted.network.config.input_size,
        preprocessing=wanted.preprocessing.words,
        trust="" if converted.described else _TRUST,
    )
