"""Small real networks: the same modules as the released ones, a few channels wide."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Header, Image
from mura_desktop.domain.verdict import Estimate, OperatingPoint, OperatingPoints
from mura_desktop.inference.bundle import Bundle, BundleRegion, self_test_picture
from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from mura_desktop.inference.network import BranchConfig, HybridNetwork, NetworkConfig
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration

SIZE = 64


def build_hybrid(*, evidence_per_region: bool = False) -> HybridNetwork:
    torch.manual_seed(0)
    network = HybridNetwork(
        NetworkConfig(
            branches=(
                BranchConfig("custom", "custom_cnn", (8, 16), 16),
                BranchConfig("mobile", "mobilenetv2_035", (16, 32), 16),
            ),
            regions=("arm", "leg"),
            evidence_per_region=evidence_per_region,
            input_size=SIZE,
        )
    )
    return randomise_statistics(network)


def build_classifier(head: str = "flattened") -> ClassifierNetwork:
    torch.manual_seed(0)
    return randomise_statistics(
        ClassifierNetwork(ClassifierConfig("custom_cnn", head, hidden=(8,), input_size=SIZE))
    )


def randomise_statistics(network):
    """Move every batch normalisation away from the identity, which would hide faults."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 2.0)
    return network.eval()


def build_bundle(network, **changes) -> Bundle:
    """A bundle that judges arms and legs, with a self-test value that holds."""
    estimate = Estimate(0.9, 0.8, 0.95)
    bundle = Bundle(
        name="small",
        version="1.0",
        label="fracture",
        regions=(
            BundleRegion("arm", "arm", "ARM", ("ARM", "WRIST")),
            BundleRegion("leg", "leg", "LEG", ("LEG", "KNEE")),
        ),
        calibration=Calibration(2.0, 0.5),
        operating_points=OperatingPoints(
            OperatingPoint("high sensitivity", 0.2, estimate, estimate, "test data"),
            OperatingPoint("high specificity", 0.7, estimate, estimate, "test data"),
        ),
        localisation=estimate,
        self_test=0.0,
        network=network,
        scope=None,
        card="# Card\n",
    )
    bundle = replace(bundle, **changes)
    # the reader folds what it is given, after which the weights no longer fit the settings:
    # a twin answers the self-test
    twin = type(network)(network.config)
    twin.load_state_dict(network.state_dict())
    reader = NetworkReader(twin, bundle.calibration, torch.device("cpu"))
    return replace(bundle, self_test=reader.read(self_test_picture(SIZE)).probability)


def radiograph(rows: int = 90, columns: int = 60, **changes) -> Image:
    """A smooth grey picture with some structure, 8 bit."""
    ys, xs = np.mgrid[0:rows, 0:columns]
    pixels = (127 + 60 * np.sin(ys / 7) + 60 * np.cos(xs / 5)).astype(np.uint8)
    image = Image(Path("picture.png"), pixels, Header("study"), (Window(128.0, 256.0),))
    return replace(image, **changes)


@pytest.fixture
def hybrid() -> HybridNetwork:
    return build_hybrid()


@pytest.fixture
def hybrid_per_region() -> HybridNetwork:
    return build_hybrid(evidence_per_region=True)


@pytest.fixture(params=["pooled", "flattened"])
def classifier(request) -> ClassifierNetwork:
    return build_classifier(request.param)


@pytest.fixture(params=["hybrid", "dense"])
def network(request):
    return build_hybrid() if request.param == "hybrid" else build_classifier()


@pytest.fixture
def make_bundle():
    return build_bundle


@pytest.fixture
def make_image():
    return radiograph
