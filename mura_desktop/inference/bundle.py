"""Bundles: weights that never travel without their settings, their figures and their card.

A bundle is a folder::

    model.safetensors   weights, and the statistics of the scope check; never a pickle
    config.json         everything else that a program needs, and the weights' SHA-256
    README.md           the model card, for people
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from mura_desktop.domain.errors import InvalidBundle
from mura_desktop.domain.operating_points import Curve, CurvePoint
from mura_desktop.domain.verdict import Estimate, OperatingPoint, OperatingPoints
from mura_desktop.inference.bundle_files import (
    CARD,
    CONFIG,
    REMEDY,
    WEIGHTS,
    file_sha256,
    read_files,
)
from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork, Colour
from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from mura_desktop.inference.preprocess import Fit
from mura_desktop.inference.saliency import Calibration
from mura_desktop.inference.scope import Check, Scope

FORMAT = 1


@dataclass(frozen=True)
class BundleRegion:
    """A region that a bundle judges.

    Attributes:
        name: The region head's output.
        title: What a reader sees.
        code: Body Part Examined value that stands for it.
        accepts: Body Part Examined values that belong to it.
        operating_points: Thresholds with what was measured on this region, or None where those for
            all regions hold.
        curve: What was measured on it at every threshold, or None.
        localisation: As of the bundle, measured on this region, or None.
    """

    name: str
    title: str
    code: str
    accepts: tuple[str, ...]
    operating_points: OperatingPoints | None = None
    curve: Curve | None = None
    localisation: Estimate | None = None


@dataclass(frozen=True, eq=False)
class Bundle:
    """A bundle in memory.

    Attributes:
        name: Of the bundle.
        version: Of the bundle, such as ``1.0.0``.
        label: What a positive label means, in the word that a reader sees.
        regions: What it judges; empty when it judges any region and names none.
        calibration: From logit to probability.
        operating_points: The two thresholds, with their figures; None where none were measured.
        localisation: Share of positive images whose heatmap peak lies in a box, or None.
        self_test: Probability of ``self_test_picture`` on the machine that released the bundle.
        network: The module, in eval mode.
        scope: The feature space, or None when there is no scope check.
        card: The model card.
        sha256: Hex digest of the weights file.
        fit: How a picture fills the input.
        curve: What was measured at every threshold, or None where that was not kept.
    """

    name: str
    version: str
    label: str
    regions: tuple[BundleRegion, ...]
    calibration: Calibration
    operating_points: OperatingPoints | None
    localisation: Estimate | None
    self_test: float
    network: HybridNetwork | ClassifierNetwork
    scope: Scope | None
    card: str
    sha256: str = ""
    fit: Fit = Fit.LETTERBOX
    curve: Curve | None = None


def self_test_picture(size: int) -> Tensor:
    """Return the self-test's picture, two waves: (1, 1, size, size) float32 in [-1, 1]."""
    ramp = torch.linspace(0, 1, size)
    waves = torch.sin(37 * ramp[:, None] + 11 * ramp[None]) * torch.cos(23 * ramp[None])
    return waves[None, None].contiguous()


def read_bundle(folder: Path) -> Bundle:
    """Read a bundle and check its format and its hash.

    Raises:
        InvalidBundle: naming the folder and what is wrong with it.
    """
    config, card, sha256 = read_files(folder)
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise InvalidBundle(folder, f"Its format is not {FORMAT}.", "Update the program.")
    if config.get("sha256") != sha256:
        raise InvalidBundle(folder, "Its weights are not those that were released.", REMEDY)
    try:
        return _assemble(config, load_file(folder / WEIGHTS), card, sha256)
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise InvalidBundle(folder, f"Its settings are damaged ({error}).", REMEDY) from error


def write_bundle(bundle: Bundle, folder: Path) -> None:
    """Write a bundle into a new folder.

    Raises:
        FileExistsError: when the folder exists: a released bundle never changes.
    """
    folder.mkdir(parents=True, exist_ok=False)
    tensors = {f"network.{k}": v for k, v in bundle.network.state_dict().items()}
    if bundle.scope is not None:
        tensors |= scope_tensors(bundle.scope)
    lasting = {name: _compact(tensor.detach()) for name, tensor in tensors.items()}
    # written by ourselves: save_file would leave a file that only its owner may read
    (folder / WEIGHTS).write_bytes(save(lasting))
    kind = "hybrid" if isinstance(bundle.network, HybridNetwork) else "classifier"
    config = {
        "format": FORMAT,
        "name": bundle.name,
        "version": bundle.version,
        "label": bundle.label,
        "sha256": file_sha256(folder / WEIGHTS),
        "network": {"kind": kind, **dataclasses.asdict(bundle.network.config)},
        "preprocessing": f"default window, 8 bit, {bundle.fit}, [-1, 1]",
        "fit": bundle.fit.value,
        "regions": [dataclasses.asdict(region) for region in bundle.regions],
        "calibration": dataclasses.asdict(bundle.calibration),
        "operating_points": bundle.operating_points and dataclasses.asdict(bundle.operating_points),
        "curve": bundle.curve and dataclasses.asdict(bundle.curve),
        "localisation": bundle.localisation and dataclasses.asdict(bundle.localisation),
        **scope_settings(bundle.scope),
        "self_test": bundle.self_test,
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    (folder / CARD).write_text(bundle.card, encoding="utf-8")


def _compact(tensor: Tensor) -> Tensor:
    """Return a tensor in half precision where that keeps every value, otherwise as it is."""
    half = tensor.half()
    exact = tensor.dtype == torch.float32 and torch.equal(half.float(), tensor)
    return (half if exact else tensor).contiguous().clone()


def _assemble(
    config: Mapping[str, Any], tensors: Mapping[str, Tensor], card: str, sha256: str
) -> Bundle:
    network = _network(config["network"])
    beginning = "network."
    network.load_state_dict(
        {k.removeprefix(beginning): v for k, v in tensors.items() if k.startswith(beginning)}
    )
    return Bundle(
        name=str(config["name"]),
        version=str(config["version"]),
        label=str(config["label"]),
        regions=tuple(_region(region) for region in config["regions"]),
        calibration=Calibration(**config["calibration"]),
        operating_points=_points(config["operating_points"]),
        localisation=_estimate(config["localisation"]),
        self_test=float(config["self_test"]),
        network=network,
        scope=read_scope(config, tensors),
        card=card,
        sha256=sha256,
        fit=Fit(config.get("fit", Fit.LETTERBOX)),
        curve=read_curve(config["curve"]) if config.get("curve") else None,
    )


def scope_tensors(scope: Scope) -> dict[str, Tensor]:
    """Return what of a scope goes beside the weights."""
    tensors = {"scope.mean": scope.mean, "scope.whitening": scope.whitening}
    if scope.scale is not None:
        tensors["scope.scale"] = scope.scale
    if scope.spread is not None:
        tensors["scope.spread"] = scope.spread
    return tensors | {f"scope.check.{i}": each.weights for i, each in enumerate(scope.checks)}


def scope_settings(scope: Scope | None) -> dict[str, Any]:
    """Return what of a scope goes into the settings."""
    if scope is None:
        return {"scope_limit": None}
    return {
        "scope_limit": scope.limit,
        "scope_rest": scope.rest,
        "scope_checks": [{"reason": each.reason, "limit": each.limit} for each in scope.checks],
    }


def read_scope(config: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> Scope | None:
    """Return a scope as it was released, or None where there was none."""
    if config["scope_limit"] is None:
        return None
    scale, spread = tensors.get("scope.scale"), tensors.get("scope.spread")
    return Scope(
        tensors["scope.mean"].float(),
        tensors["scope.whitening"].float(),
        float(config["scope_limit"]),
        None if scale is None else scale.float(),
        None if spread is None else spread.float(),
        float(config.get("scope_rest", 1.0)),
        tuple(
            Check(str(each["reason"]), tensors[f"scope.check.{i}"].float(), float(each["limit"]))
            for i, each in enumerate(config.get("scope_checks", ()))
        ),
    )


def _network(config: Mapping[str, Any]) -> HybridNetwork | ClassifierNetwork:
    entries = {k: v for k, v in config.items() if k != "kind"}
    if config["kind"] == "classifier":
        colours = tuple(Colour(**colour) for colour in entries.pop("colours"))
        hidden = tuple(entries.pop("hidden"))
        return ClassifierNetwork(ClassifierConfig(colours=colours, hidden=hidden, **entries)).eval()
    if config["kind"] != "hybrid":
        raise ValueError(f"no network is called {config['kind']!r}")
    branches = tuple(
        BranchConfig(**{**branch, "strides": tuple(branch["strides"])})
        for branch in entries.pop("branches")
    )
    return HybridNetwork(
        NetworkConfig(branches=branches, **{**entries, "regions": tuple(entries["regions"])})
    ).eval()


def _region(entries: Mapping[str, Any]) -> BundleRegion:
    return BundleRegion(
        **{
            **entries,
            "accepts": tuple(entries["accepts"]),
            "operating_points": _points(entries.get("operating_points")),
            "curve": read_curve(entries["curve"]) if entries.get("curve") else None,
            "localisation": _estimate(entries.get("localisation")),
        }
    )


def _estimate(entries: Mapping[str, Any] | None) -> Estimate | None:
    return None if entries is None else Estimate(**entries)


def _points(entries: Mapping[str, Any] | None) -> OperatingPoints | None:
    if entries is None:
        return None
    return OperatingPoints(_point(entries["sensitive"]), _point(entries["specific"]))


def read_curve(entries: Mapping[str, Any]) -> Curve:
    """Return a curve as it was written."""
    points = (
        CurvePoint(
            float(each["threshold"]),
            Estimate(**each["sensitivity"]),
            Estimate(**each["specificity"]),
        )
        for each in entries["points"]
    )
    return Curve(tuple(points), str(entries["data"]))


def _point(entries: Mapping[str, Any]) -> OperatingPoint:
    return OperatingPoint(
        **{
            **entries,
            "sensitivity": Estimate(**entries["sensitivity"]),
            "specificity": Estimate(**entries["specificity"]),
        }
    )
