"""A bundle made into an analyzer: one image in, its score and heatmap out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mura_desktop.domain.errors import InvalidBundle
from mura_desktop.domain.study import Image, Region, RegionSource
from mura_desktop.domain.verdict import BundleInfo, ImageScore, JudgedRegion, NoVerdict
from mura_desktop.inference.bundle import Bundle, read_bundle, self_test_picture
from mura_desktop.inference.devices import choose_device, describe
from mura_desktop.inference.preprocess import fitted, normalize
from mura_desktop.inference.reader import NetworkReader, refuse_strange
from mura_desktop.inference.saliency import in_image
from mura_desktop.inference.scope import EXCHANGED, refuse_blank

SELF_TEST_TOLERANCE = 0.01
"""How far the self-test's probability may lie from the released one, on any device."""


def load_analyzer(folder: Path, device: str) -> TorchAnalyzer:
    """Read a bundle, put it on a device and run its self-test.

    Args:
        folder: The bundle.
        device: ``auto``, ``cuda``, ``mps`` or ``cpu``.

    Raises:
        InvalidBundle: when the bundle fails its format, its hash or its self-test.
        DeviceUnavailable: when a device that was asked for by name is not here.
    """
    chosen = choose_device(device)
    bundle = read_bundle(folder)
    analyzer = TorchAnalyzer(bundle, chosen)
    probability = analyzer.self_test()
    if not abs(probability - bundle.self_test) <= SELF_TEST_TOLERANCE:
        raise InvalidBundle(
            folder,
            f"Its self-test gives {probability:.4f} instead of {bundle.self_test:.4f}.",
            "Do not use it on this machine; try another device.",
        )
    return analyzer


class TorchAnalyzer:
    """An ``Analyzer`` that runs a bundle with PyTorch; deterministic on one device."""

    def __init__(self, bundle: Bundle, device: torch.device) -> None:
        self._bundle = bundle
        self._reader = NetworkReader(bundle.network, bundle.calibration, device)

    @property
    def info(self) -> BundleInfo:
        """The bundle, and the device in use now."""
        bundle = self._bundle
        return BundleInfo(
            name=bundle.name,
            version=bundle.version,
            sha256=bundle.sha256,
            label=bundle.label,
            operating_points=bundle.operating_points,
            device=describe(self._reader.device),
            localisation=bundle.localisation,
            card=bundle.card,
            regions=tuple(
                JudgedRegion(
                    each.code,
                    each.title,
                    each.accepts,
                    each.operating_points,
                    each.curve,
                    each.localisation,
                )
                for each in bundle.regions
            ),
            curve=bundle.curve,
            methods=self._reader.methods,
            score_by_region=self._reader.score_by_region,
        )

    def self_test(self) -> float:
        """Return the probability of the self-test's picture; it warms the network up, too."""
        return self._reader.read(self_test_picture(self._reader.size)).probability

    def analyze(self, image: Image, method: str | None = None) -> ImageScore | NoVerdict:
        """Score one image, or refuse it with the reason."""
        if image.unsuitable is not None:
            return NoVerdict(image.unsuitable, image.region)
        index = None if image.region is None else self._index_of(image.region)
        if image.region is not None and self._bundle.regions and index is None:
            return NoVerdict(
                f"The bundle {self._bundle.name} was not trained on the region "
                f"{image.region.code}.",
                image.region,
            )
        brightness = image.rendered()
        if (blank := refuse_blank(brightness)) is not None:
            return NoVerdict(blank, image.region)
        square, box = fitted(brightness, self._reader.size, image.aspect, self._bundle.fit)
        reading = self._reader.read(normalize(square)[None], index, method)
        if (strange := refuse_strange(self._bundle.scope, reading)) is not None:
            exchanged = self._suits_exchanged(brightness, image.aspect)
            reason = EXCHANGED if exchanged else strange
            return NoVerdict(reason, image.region)  # whoever refuses an image names no part of it
        region = image.region or self._named_region(reading.regions)
        heatmap = in_image(reading.heat, box, method or self._reader.method)
        return ImageScore(reading.probability, heatmap, region)

    def _suits_exchanged(self, brightness: NDArray[np.uint8], aspect: float) -> bool:
        """Return whether refused pixels are in scope with black and white exchanged."""
        square, _ = fitted(255 - brightness, self._reader.size, aspect, self._bundle.fit)
        reading = self._reader.read(normalize(square)[None])
        return refuse_strange(self._bundle.scope, reading) is None

    def _index_of(self, region: Region) -> int | None:
        for index, known in enumerate(self._bundle.regions):
            if region.code in known.accepts:
                return index
        return None

    def _named_region(self, probabilities: Tensor) -> Region | None:
        if not len(probabilities):
            return None
        return Region(self._bundle.regions[int(probabilities.argmax())].code, RegionSource.NETWORK)
