"""A network on a device, read one picture at a time."""

from __future__ import annotations

import logging
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mura_desktop.inference.backbones import fold_batchnorm
from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.network import HybridNetwork, NetworkOutput
from mura_desktop.inference.saliency import (
    EVIDENCE,
    GRAD_CAM,
    Calibration,
    GradCamHead,
    spot_evidence,
)
from mura_desktop.inference.scope import Scope

_log = logging.getLogger(__name__)


class Reading(NamedTuple):
    """What a network reads out of one picture; tensors are on the CPU.

    Attributes:
        logit: The fused logit.
        probability: The calibrated probability, in [0, 1].
        heat: (h, w) float32 in [0, 1] over the whole input, on an absolute scale.
        regions: (number of regions,) probability of each region; empty where the network has no
            head for them.
        embedding: (d,) feature vector of the last layers, or None where the network has none.
        signature: (k,) moments of every layer's channels, or None where the network has none.
    """

    logit: float
    probability: float
    heat: NDArray[np.float32]
    regions: Tensor
    embedding: Tensor | None
    signature: Tensor | None


class NetworkReader:
    """Runs a network for reading: folded, channels last, without gradients in the backbone.

    A device that runs out of memory is left for the CPU, once and for all.
    """

    def __init__(
        self,
        network: HybridNetwork | ClassifierNetwork,
        calibration: Calibration,
        device: torch.device,
    ) -> None:
        """Take over a network: it is folded in place and moved to the device."""
        self.network = network.eval().requires_grad_(False)
        self.calibration = calibration
        fold_batchnorm(self.network)
        self._head = GradCamHead(network.head) if isinstance(network, ClassifierNetwork) else None
        self._move_to(device)

    @property
    def size(self) -> int:
        """Side of the square input."""
        return self.network.config.input_size

    @property
    def method(self) -> str:
        """The saliency method's name for a legend."""
        return EVIDENCE if self._head is None else GRAD_CAM

    def read(self, picture: Tensor, region: int | None = None) -> Reading:
        """Read a picture: one forward pass, whatever the head.

        Args:
            picture: (1, 1, size, size) float32 in [-1, 1].
            region: Index of the picture's region where it is known; the network's own guess chooses
                the evidence row otherwise.
        """
        try:
            return self._read(picture, region)
        except torch.OutOfMemoryError:
            if self.device.type == "cpu":
                raise
            _log.warning("%s is out of memory; judging goes on with the CPU", self.device)
            self._move_to(torch.device("cpu"))
            return self._read(picture, region)

    def _move_to(self, device: torch.device) -> None:
        self.device = device
        self.network.to(device)
        self.network.to(memory_format=torch.channels_last)

    def _read(self, picture: Tensor, region: int | None) -> Reading:
        picture = picture.to(self.device, memory_format=torch.channels_last)
        if self._head is None:
            with torch.inference_mode():
                return self._read_evidence(self.network(picture), region)
        assert isinstance(self.network, ClassifierNetwork)
        with torch.no_grad():
            features = self.network.features(picture)
        logits, cam = self._head(features)
        probability = float(self.calibration(logits[0, 0]))
        # the package's map is relative; its strongest cell is drawn at the score
        return Reading(
            float(logits[0, 0]), probability, cam * probability, torch.empty(0), None, None
        )

    def _read_evidence(self, output: NetworkOutput, region: int | None) -> Reading:
        regions = output.region_logits[0].sigmoid().cpu()
        row = 0
        if output.logits.shape[1] > 1:
            row = int(regions.argmax()) if region is None else region
        logit = output.logits[0, row]
        evidence = output.evidence[:, row : row + 1]
        # all evidence in one spot would draw that spot at the score of the image
        spots = spot_evidence(evidence) + (logit - evidence.flatten().logsumexp(0))
        return Reading(
            float(logit),
            float(self.calibration(logit)),
            self.calibration(spots)[0, 0].cpu().numpy(),
            regions,
            output.embedding[0].cpu(),
            torch.cat([b.signature[0] for b in output.branches if b.signature is not None]).cpu(),
        )


def refuse_strange(scope: Scope | None, reading: Reading) -> str | None:
    """Return why a picture that was read is out of scope, or None when it is not.

    Bundles released before every layer was looked at know the last layers alone.
    """
    features = reading.signature
    if scope is not None and features is not None and len(features) != len(scope.mean):
        features = reading.embedding
    return None if scope is None or features is None else scope.refusal(features)
