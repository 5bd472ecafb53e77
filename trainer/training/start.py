"""Pretrained starts: an ImageNet network's weights in a branch's backbone."""

from __future__ import annotations

import importlib.util
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import timm
import torch
from huggingface_hub import constants as hub
from huggingface_hub import get_session
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from mura_desktop.inference.backbones import build_backbone, fold_batchnorm
from mura_desktop.inference.network import BranchConfig
from trainer.training.settings import HUB

PACKAGE = "package:"
"""Beginning of a start that is an installed package which carries weights."""
HUB_PATIENCE = 10.0
"""Seconds in which the hub must answer."""


def start_weights(branch: BranchConfig, start: str, folder: Path) -> dict[str, Tensor]:
    """Return the state of a branch's backbone, filled from the start that a recipe names.

    A first convolution over three colours becomes one over grey by summing its weights, which is
    exact: a grey picture has the same value in each colour. Layers that the backbone does not have
    (the classifier) are left out; every weight of the backbone must be found.

    Args:
        branch: Whose backbone; batch normalisations are folded when it says so.
        start: The name of a safetensors file in the folder, with the state of the same timm model;
            ``hub`` for the weights that timm itself fetches; or ``package:NAME`` for an installed
            package with one ``.pth`` file, whose layers come in timm's order.
        folder: Where files lie.

    Raises:
        FileNotFoundError: with a remedy, when there is no such file or package.
        ValueError: when the weights do not fill the backbone.
    """
    if start == HUB:
        return _filled(branch, _fetched(branch), Path(branch.backbone))
    if start.startswith(PACKAGE):
        path = _packaged(start.removeprefix(PACKAGE))
        weights = _named_by_timm(branch, path)
    else:
        path = folder / start
        if not path.is_file():
            raise FileNotFoundError(
                f"{path} is missing. Name the file, or the folder that holds it, with "
                "--pretrained, or train with --from-scratch."
            )
        weights = read_weights(path)
    return _filled(branch, weights, path)


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read a safetensors file.

    Raises:
        ValueError: with a remedy, when it is damaged or something else.
    """
    try:
        return load_file(path)
    except SafetensorError as error:
        raise ValueError(
            f"{path} is damaged, or no safetensors file ({error}). Copy or make it again."
        ) from error


def _filled(branch: BranchConfig, weights: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    backbone, _ = build_backbone(branch.backbone, branch.options)
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


def _fetched(branch: BranchConfig) -> dict[str, Tensor]:
    """Return the weights that timm names for a model, from its hub or from what was fetched once.

    Raises:
        FileNotFoundError: with the reason and a remedy, when they cannot be had.
    """
    if not timm.is_model(branch.backbone) or not timm.is_model_pretrained(branch.backbone):
        raise FileNotFoundError(
            f"timm has no pretrained weights for {branch.backbone}. Name a file with --pretrained, "
            "or train with --from-scratch."
        )
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    print(f"Fetching the weights of {branch.backbone} from the hub", flush=True)
    silence = silence_of_hub(HUB_PATIENCE)
    try:
        with _without_hub() if silence else nullcontext():
            network = timm.create_model(branch.backbone, pretrained=True, **dict(branch.options))
    except Exception as error:  # the hub's client raises what its transport raises
        said = str(error).strip().splitlines()[:1]
        reason = silence or f"{type(error).__name__}: {''.join(said)[:160]}"
        raise FileNotFoundError(
            f"The pretrained weights of {branch.backbone} cannot be fetched from the hub "
            f"({reason}). Name a safetensors file with the state of the same timm model with "
            "--pretrained FILE, or train with --from-scratch."
        ) from error
    state: dict[str, Tensor] = network.state_dict()
    return state


def silence_of_hub(seconds: float) -> str:
    """Return why the hub is out of reach; nothing where it answers, whatever it answers.

    Asked by itself, the hub's client tries for most of a minute, and looking up a name has no limit
    at all. What is limited here is the first answer; a download takes as long as it takes.

    Args:
        seconds: How long the answer may take in all.
    """
    told = [f"no answer from {hub.ENDPOINT} within {seconds:g} s"]

    def ask() -> None:
        try:
            get_session().head(hub.ENDPOINT, timeout=seconds)
            told.append("")
        except Exception as error:  # as above
            said = str(error).strip().splitlines()[:1]
            if "timeout" not in type(error).__name__.lower():
                told.append(f"{hub.ENDPOINT}, {type(error).__name__}: {''.join(said)[:160]}")

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return told[-1]


@contextmanager
def _without_hub() -> Iterator[None]:
    """Let the hub's client look only among what it fetched before."""
    before, hub.HF_HUB_OFFLINE = hub.HF_HUB_OFFLINE, True
    try:
        yield
    finally:
        hub.HF_HUB_OFFLINE = before


def _packaged(name: str) -> Path:
    found = importlib.util.find_spec(name)
    files = [
        path
        for place in (found and found.submodule_search_locations) or ()
        for path in sorted(Path(place).rglob("*.pth"))
    ]
    if len(files) != 1:
        raise FileNotFoundError(
            f"The package {name} with its weights is not installed. Install it with "
            f"`pip install {name.replace('_', '-')}`, or train with --from-scratch."
        )
    return files[0]


def _named_by_timm(branch: BranchConfig, path: Path) -> dict[str, Tensor]:
    """Read weights whose layers come in timm's order under other names."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    wanted = timm.create_model(branch.backbone, **dict(branch.options)).state_dict()
    if [weight.shape for weight in state.values()] != [weight.shape for weight in wanted.values()]:
        raise ValueError(f"{path} does not fill {branch.backbone}: its layers are others")
    return dict(zip(wanted, state.values(), strict=True))


def _fitted(weight: Tensor, target: Tensor) -> Tensor:
    if weight.ndim == 4 and weight.shape[1] == 3 and target.shape[1] == 1:
        return weight.sum(1, keepdim=True)
    return weight
