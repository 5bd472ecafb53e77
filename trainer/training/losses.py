"""What a network is asked for in training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from mura_desktop.inference.network import BranchOutput, NetworkOutput
from trainer.data.batches import Batch
from trainer.data.weights import Balance


@dataclass(frozen=True)
class LossWeights:
    """What is asked of the image's logit, and how much each other part counts beside it.

    Attributes:
        kind: ``binary`` cross-entropy; ``focal`` loss, which lets what is already right count less
            (Lin et al., 2017); ``categorical`` cross-entropy over the classes of the network: two,
            or each region normal and abnormal where the network has evidence for each region.
        balance: Whether labels are weighed against their frequency in the training part: not, over
            all regions, or for each region by itself (Rajpurkar et al., 2018).
        focal_gamma: Exponent of the focal loss.
        pointing: Share of the evidence that lies inside the boxes.
        cells: Cross-entropy of each cell of the evidence map against the boxes.
        region: Cross-entropy of the region head; part of ``categorical`` by itself.
        label_smoothing: How far labels are drawn towards one half, in [0, 1).
    """

    kind: Literal["binary", "focal", "categorical"] = "binary"
    balance: Balance = "none"
    focal_gamma: float = 2.0
    pointing: float = 0.0
    cells: float = 0.0
    region: float = 0.0
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.label_smoothing < 1.0:
            raise ValueError("losses.label_smoothing must be in [0, 1)")


def image_logits(output: NetworkOutput | Tensor, batch: Batch) -> Tensor:
    """Return (n,) the logit of each image: that of its own region where the network has several."""
    logits = output if isinstance(output, Tensor) else output.logits
    if logits.shape[1] == 1:
        return logits[:, 0]
    # an image of several regions is judged by the mean of their rows
    return (logits * batch.regions).sum(1) / batch.regions.sum(1).clamp_min(1.0)


def total_loss(output: NetworkOutput | Tensor, batch: Batch, weights: LossWeights) -> Tensor:
    """Return the scalar loss of a batch: the image's own, and what is asked of each branch."""
    loss = image_losses(image_logits(output, batch), batch, weights).mean()
    if isinstance(output, Tensor):
        return loss
    if weights.kind == "categorical" and output.logits.shape[1] > 1:
        loss = loss + region_cross_entropy(output.region_logits, batch.regions)
    if weights.region:
        loss = loss + weights.region * functional.binary_cross_entropy_with_logits(
            output.region_logits, batch.regions
        )
    for branch in output.branches:
        if weights.pointing:
            loss = loss + weights.pointing * pointing_loss(branch, batch)
        if weights.cells:
            loss = loss + weights.cells * cell_loss(branch, batch)
    return loss


def image_losses(logits: Tensor, batch: Batch, weights: LossWeights) -> Tensor:
    """Return (n,) the weighed loss of each image's own logit."""
    label = batch.labels * (1 - weights.label_smoothing) + 0.5 * weights.label_smoothing
    return label_loss(logits, label, weights) * batch.weights


def label_loss(logits: Tensor, label: Tensor, weights: LossWeights) -> Tensor:
    """Return the (n,) losses of labels in [0, 1].

    ``categorical``: the probability of a class is that of its region times that of its finding in
    that region, so the cross-entropy over all classes falls into two, which are added: that of the
    region (``region_cross_entropy``) and that of the two-way softmax whose log-odds are the logit,
    here. The latter is the binary cross-entropy, written differently.
    """
    if weights.kind == "categorical":
        two = torch.stack([torch.zeros_like(logits), logits], 1)
        return functional.cross_entropy(two, torch.stack([1 - label, label], 1), reduction="none")
    loss = functional.binary_cross_entropy_with_logits(logits, label, reduction="none")
    if weights.kind == "focal":
        probability = logits.sigmoid()
        wrong = label * (1 - probability) + (1 - label) * probability
        loss = wrong**weights.focal_gamma * loss
    return loss


def region_cross_entropy(region_logits: Tensor, regions: Tensor) -> Tensor:
    """Return the cross-entropy of a softmax over regions; several regions share the target."""
    target = regions / regions.sum(1, keepdim=True).clamp_min(1.0)
    return functional.cross_entropy(region_logits, target)


def distillation_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Return the cross-entropy against the teachers' probabilities, over images that have one."""
    taught = ~batch.soft.isnan()
    if not taught.any():
        return logits.new_zeros(())
    return functional.binary_cross_entropy_with_logits(logits[taught], batch.soft[taught])


def pointing_loss(branch: BranchOutput, batch: Batch) -> Tensor:
    """Return minus the log of the share of evidence inside the boxes, over images that have boxes.

    The share is that of the softmax over cells, whose normaliser is the branch's own logit: raising
    it moves the peak into a box without moving the score.
    """
    inside = _boxes_at(branch, batch)
    boxed = inside.flatten(1).amax(1) > 0.25
    if not boxed.any():
        return branch.logits.new_zeros(())
    evidence = branch.evidence[boxed].flatten(1)
    weight = inside[boxed].flatten(1).clamp_min(1e-6).log()
    return (evidence.logsumexp(1) - (evidence + weight).logsumexp(1)).mean()


def cell_loss(branch: BranchOutput, batch: Batch) -> Tensor:
    """Return the cells' cross-entropy against the boxes, boxed and unboxed cells weighing the same.

    Positive images without a box mask (the box was cropped away) and negative images have only
    unboxed cells.
    """
    inside = _boxes_at(branch, batch)
    per_cell = functional.binary_cross_entropy_with_logits(
        branch.evidence, inside, reduction="none"
    )
    boxed = (per_cell * inside).sum() / inside.sum().clamp_min(1.0)
    free = (per_cell * (1 - inside)).sum() / (1 - inside).sum()
    return boxed + free


def _boxes_at(branch: BranchOutput, batch: Batch) -> Tensor:
    height, width = branch.evidence.shape[-2:]
    return functional.adaptive_avg_pool2d(batch.boxes, (height, width))
