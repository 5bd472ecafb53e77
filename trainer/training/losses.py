"""What a network is asked for in training."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from mura_desktop.inference.network import BranchOutput, NetworkOutput
from trainer.data.batches import Batch


@dataclass(frozen=True)
class LossWeights:
    """How much each part counts beside the image label's cross-entropy.

    Attributes:
        pointing: Share of the evidence that lies inside the boxes.
        cells: Cross-entropy of each cell of the evidence map against the boxes.
        region: Cross-entropy of the region head.
        label_smoothing: How far labels are drawn towards one half, in [0, 1).
    """

    pointing: float = 0.5
    cells: float = 0.5
    region: float = 0.1
    label_smoothing: float = 0.03


def total_loss(output: NetworkOutput, batch: Batch, weights: LossWeights) -> Tensor:
    """Return the scalar loss of a batch: the fused output's and each branch's own."""
    label = batch.labels * (1 - weights.label_smoothing) + 0.5 * weights.label_smoothing
    loss = functional.binary_cross_entropy_with_logits(output.logits[:, 0], label)
    loss = loss + weights.region * functional.binary_cross_entropy_with_logits(
        output.region_logits, batch.regions
    )
    for branch in output.branches:
        loss = loss + weights.pointing * pointing_loss(branch, batch)
        loss = loss + weights.cells * cell_loss(branch, batch)
    return loss


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
