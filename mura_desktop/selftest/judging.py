"""Whether bundles are those that were released, and judge as they did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from mura_desktop import paths
from mura_desktop.domain.judging import judge
from mura_desktop.selftest.check import Check, Failed

# torch takes seconds to import, and a decoder may be missing: both are imported where they are
# needed


def checks() -> Iterator[Check]:
    """Yield the checks of every bundle that is offered, of the sample study and of Grad-CAM."""
    yield from bundle_checks()
    yield Check("Sample study", _sample)
    yield Check("Grad-CAM", _grad_cam)


def bundle_checks() -> Iterator[Check]:
    """Yield the checks of the device, and of every bundle that is offered."""
    yield Check("Device", _device)
    for folder in paths.bundles():
        yield Check(f"Bundle: {folder.name}", partial(_as_released, folder))


def _device() -> str:
    from mura_desktop.inference.devices import AUTO, choose_device, describe

    return describe(choose_device(AUTO))


def _as_released(folder: Path) -> str:
    """Check the hash of the weights and the score of the bundle's own picture."""
    from mura_desktop.inference.analyzer import SELF_TEST_TOLERANCE, TorchAnalyzer
    from mura_desktop.inference.bundle import read_bundle
    from mura_desktop.inference.devices import AUTO, choose_device

    bundle = read_bundle(folder)
    probability = TorchAnalyzer(bundle, choose_device(AUTO)).self_test()
    if not abs(probability - bundle.self_test) <= SELF_TEST_TOLERANCE:
        raise Failed(f"its self-test gives {probability:.4f} instead of {bundle.self_test:.4f}")
    return (
        f"weights {bundle.sha256[:12]} as released, "
        f"self-test {probability:.4f}, released with {bundle.self_test:.4f}"
    )


def _sample() -> str:
    """Judge the sample study with the default bundle; its score is kept with the bundle's hash."""
    from mura_desktop.imaging.sample.opening import open_sample
    from mura_desktop.inference.analyzer import SELF_TEST_TOLERANCE, TorchAnalyzer
    from mura_desktop.inference.bundle import read_bundle
    from mura_desktop.inference.devices import AUTO, choose_device

    bundle = read_bundle(paths.default_bundle())
    analyzer = TorchAnalyzer(bundle, choose_device(AUTO))
    judged = judge(open_sample(paths.sample_study()), analyzer)
    if judged is None or judged.verdict is None or judged.probability is None:
        raise Failed(f"no verdict: {judged and judged.reason}")
    found = f"{analyzer.info.label} {judged.verdict.value}, score {judged.probability:.4f}"
    kept = json.loads(paths.sample_scores().read_text(encoding="utf-8"))
    expected = kept.get(bundle.sha256)
    if expected is None:
        return f"{found}; none is kept for this bundle"
    if not abs(judged.probability - expected) <= SELF_TEST_TOLERANCE:
        raise Failed(f"{found} instead of {expected:.4f}")
    return f"{found}, expected {expected:.4f}"


def _grad_cam() -> str:
    """Explain a small network whose head is no sum of evidence, as imported ones are."""
    import torch

    from mura_desktop.inference.backbones import CUSTOM_CNN
    from mura_desktop.inference.bundle import self_test_picture
    from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
    from mura_desktop.inference.devices import AUTO, choose_device
    from mura_desktop.inference.reader import NetworkReader
    from mura_desktop.inference.saliency import Calibration

    network = ClassifierNetwork(ClassifierConfig(CUSTOM_CNN, "pooled", (), 128))
    for weight in network.parameters():
        torch.nn.init.constant_(weight, 0.01)  # whatever is seen speaks for the finding
    reader = NetworkReader(network, Calibration(1.0, 0.0), choose_device(AUTO))
    picture = self_test_picture(reader.size)
    for method in reader.methods:
        heat = reader.read(picture, method=method).heat
        if not (np.isfinite(heat).all() and heat.max() > 0):
            raise Failed(f"the heatmap of an imported kind of network is empty by {method}")
    return f"heatmaps by {', '.join(reader.methods)}"
