"""Heatmaps from the forward pass that made the score.

Evidence maps need nothing more: the score is their pooled sum. For every other head, and for a
second opinion, there are Grad-CAM and its kin (:mod:`mura_desktop.inference.activation_maps`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.inference.preprocess import Letterbox

EVIDENCE = "Evidence map"
GRAD_CAM = "Grad-CAM"
"""Selvaraju et al., 2017."""
GRAD_CAM_PLUS_PLUS = "Grad-CAM++"
"""Chattopadhay et al., 2018."""
HIRES_CAM = "HiResCAM"
"""Draelos and Carin, 2020."""
LAYER_CAM = "Layer-CAM"
"""Jiang et al., 2021."""
CAMS = (GRAD_CAM, GRAD_CAM_PLUS_PLUS, HIRES_CAM, LAYER_CAM)
"""What is offered beside the evidence map, in the order of the list; the first is the usual one.

``activation_maps`` has a class for each, by its name."""
SPOT = (1 / 6, 4 / 6, 1.0, 4 / 6, 1 / 6)
"""How much of the evidence of a cell and its neighbours counts for one spot, along each axis.

Binomial, with the cell itself counted in full: a lone hot cell stays the peak.
"""


@dataclass(frozen=True)
class Calibration:
    """From logit to probability: ``sigmoid(logit / temperature + offset)``, Platt scaling.

    (Platt, 1999; a pure temperature cannot undo a training batch's raised share of positives.)
    """

    temperature: float
    offset: float

    def __call__(self, logits: Tensor) -> Tensor:
        """Return probabilities in [0, 1], same shape."""
        return torch.sigmoid(logits / self.temperature + self.offset)


def spot_evidence(evidence: Tensor) -> Tensor:
    """Return the logits that each spot alone would give: a weighed log-sum-exp over its cells.

    Args:
        evidence: (n, 1, h, w) evidence maps, in logits.

    Returns:
        (n, 1, h, w); nowhere more than the log-sum-exp of the whole map.
    """
    ceiling = evidence.amax((-2, -1), keepdim=True)
    along = evidence.new_tensor(SPOT)
    kernel = (along[:, None] * along[None])[None, None]
    total = functional.conv2d((evidence - ceiling).exp(), kernel, padding=len(SPOT) // 2)
    return total.clamp_min(1e-30).log() + ceiling


def in_image(values: NDArray[np.float32], box: Letterbox, method: str) -> Heatmap:
    """Place a grid over the input into the coordinates of its image.

    Cells that lie wholly on the black border are cut off: no evidence is shown outside the image.

    Args:
        values: (h, w) in [0, 1], covering the whole square input.
        box: Where the image lies in the input.
        method: Name for the legend.
    """
    stride = box.size / values.shape[0]
    top, bottom = _covered(box.top, box.height, stride)
    left, right = _covered(box.left, box.width, stride)
    vertical, horizontal = box.scale
    return Heatmap(
        np.ascontiguousarray(values[top:bottom, left:right]),
        cell=(stride / vertical, stride / horizontal),
        origin=(
            (top * stride - box.top) / vertical,
            (left * stride - box.left) / horizontal,
        ),
        method=method,
        absolute=method not in CAMS,
    )


def _covered(start: int, length: int, stride: float) -> tuple[int, int]:
    return math.floor(start / stride), math.ceil((start + length) / stride)
