"""A network on a device, read one picture at a time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mura_desktop.inference.backbones import fold_batchnorm
from mura_desktop.inference.classifier import ClassifierNetwork
from mura_desktop.inference.network import HybridNetwork, NetworkOutput, moments
from mura_desktop.inference.saliency import CAMS, EVIDENCE, Calibration, spot_evidence
from mura_desktop.inference.scope import Scope

if TYPE_CHECKING:
    from mura_desktop.inference.activation_maps import CamHead

_log = logging.getLogger(__name__)


class Reading(NamedTuple):
    """What a network reads out of one picture; tensors are on the CPU.

    Attributes:
        logit: The fused logit.
        probability: The calibrated probability, in [0, 1].
        heat: (h, w) float32 in [0, 1] over the whole input; of evidence on an absolute scale, of
            other methods relative, with the strongest cell at the probability.
        regions: (number of regions,) probability of each region; empty where the network has no
            head for them.
        embedding: (d,) feature vector of the last layers, or None where the network has none.
        signature: (k,) moments of the channels of every feature map that the head sees.
    """

    logit: float
    probability: float
    heat: NDArray[np.float32]
    regions: Tensor
    embedding: Tensor | None
    signature: Tensor


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
        self._move_to(device)

    @property
    def size(self) -> int:
        """Side of the square input."""
        return self.network.config.input_size

    @property
    def score_by_region(self) -> bool:
        """Whether each region has evidence of its own, so that the score depends on it."""
        return isinstance(self.network, HybridNetwork) and self.network.config.rows > 1

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the saliency methods that there are, for a legend; the usual one first."""
        additive = isinstance(self.network, HybridNetwork)
        return (EVIDENCE, *CAMS) if additive else CAMS

    @property
    def method(self) -> str:
        """The usual saliency method's name."""
        return self.methods[0]

    def read(
        self, picture: Tensor, region: int | None = None, method: str | None = None
    ) -> Reading:
        """Read a picture: one forward pass, whatever the head.

        Args:
            picture: (1, 1, size, size) float32 in [-1, 1].
            region: Index of the picture's region where it is known; the network's own guess chooses
                the evidence row otherwise.
            method: How the heatmap is made, out of ``methods``; the usual one unless named.
        """
        method = method or self.method
        try:
            return self._read(picture, region, method)
        except torch.OutOfMemoryError:
            if self.device.type == "cpu":
                raise
            _log.warning("%s is out of memory; judging goes on with the CPU", self.device)
            self._move_to(torch.device("cpu"))
            return self._read(picture, region, method)

    def _move_to(self, device: torch.device) -> None:
        self.device = device
        self.network.to(device)
        self.network.to(memory_format=torch.channels_last)
        self._cams: dict[str, CamHead] = {}  # each remembers the device it was made on

    def _read(self, picture: Tensor, region: int | None, method: str) -> Reading:
        picture = picture.to(self.device, memory_format=torch.channels_last)
        if isinstance(self.network, ClassifierNetwork):
            with torch.no_grad():
                features = self.network.features(picture)
                signature = moments(features)[0].cpu()
            logits, cam = self._cam(method)([features])
            probability = float(self.calibration(logits[0, 0]))
            heat = cam * probability
            return Reading(float(logits[0, 0]), probability, heat, torch.empty(0), None, signature)
        with torch.inference_mode():
            output: NetworkOutput = self.network(picture)
            reading = self._read_evidence(output, self._row(output, region))
        if method == EVIDENCE:
            return reading
        merged = [branch.merged for branch in output.branches]
        _, cam = self._cam(method)(merged, self._row(output, region))
        return reading._replace(heat=cam * reading.probability)

    def _cam(self, method: str) -> CamHead:
        if method not in self._cams:
            from mura_desktop.inference.activation_maps import CamHead

            self._cams[method] = CamHead(self.network, method)
        return self._cams[method]

    def _row(self, output: NetworkOutput, region: int | None) -> int:
        if output.logits.shape[1] == 1:
            return 0
        return int(output.region_logits[0].argmax()) if region is None else region

    def _read_evidence(self, output: NetworkOutput, row: int) -> Reading:
        logit = output.logits[0, row]
        evidence = output.evidence[:, row : row + 1]
        # all evidence in one spot would draw that spot at the score of the image
        spots = spot_evidence(evidence) + (logit - evidence.flatten().logsumexp(0))
        return Reading(
            float(logit),
            float(self.calibration(logit)),
            self.calibration(spots)[0, 0].cpu().numpy(),
            output.region_logits[0].sigmoid().cpu(),
            output.embedding[0].cpu(),
            torch.cat([b.signature[0] for b in output.branches if b.signature is not None]).cpu(),
        )


def refuse_strange(scope: Scope | None, reading: Reading) -> str | None:
    """Return why a picture that was read is out of scope, or None when it is not.

    Bundles released before every layer was looked at know the last layers alone.
    """
    features = reading.signature
    if scope is not None and len(features) != len(scope.mean):
        return None if reading.embedding is None else scope.refusal(reading.embedding)
    return None if scope is None else scope.refusal(features)
