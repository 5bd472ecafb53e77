"""Pretrained starts: an ImageNet network's weights in a branch's backbone."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

from mura_desktop.inference.backbones import build_backbone, fold_batchnorm
from mura_desktop.inference.network import BranchConfig


def pretrained_backbone(branch: BranchConfig, path: Path) -> dict[str, Tensor]:
    """Return the state of a branch's backbone filled from a file.

    A first convolution over three colours becomes one over grey by summing its weights, which is
    exact: a grey picture has the same value in each colour. Layers that the backbone does not have
    (the classifier) are left out; every weight of the backbone must be found.

    Args:
        branch: Whose backbone; batch normalisations are folded when it says so.
        path: A safetensors file with the state of the same timm model.

    Raises:
        FileNotFoundError: with a remedy, when there is no such file.
        ValueError: when the file does not fill the backbone.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing. Name the folder that holds it with --backbones, or set `start: "
            "''` in the recipe to train from scratch."
        )
    backbone, _ = build_backbone(branch.backbone, branch.options)
    weights = load_file(path)
    wanted = backbone.state_dict()
    missing = [
        name for name in wanted if name not in weights and not name.endswith("num_batches_tracked")
    ]
    if missing:
        raise ValueError(
            f"{path} does not fill {branch.backbone}: it lacks {', '.join(missing[:3])}"
        )
    backbone.load_state_dict(
        {name: _fitted(weights[name], wanted[name]) for name in wanted if name in weights},
        strict=False,
    )
    if branch.folded:
        fold_batchnorm(backbone)
    return backbone.state_dict()


def _fitted(weight: Tensor, target: Tensor) -> Tensor:
    if weight.ndim == 4 and weight.shape[1] == 3 and target.shape[1] == 1:
        return weight.sum(1, keepdim=True)
    return weight
