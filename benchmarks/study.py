"""A study of three large views on the CPU: verdict and heatmaps against two references, in one run.

    python benchmarks/study.py [ROUNDS]

*Bare* is the forward pass of the same network alone in its fastest exact setting (folded,
channels last, no gradients; all views at once or one by one, whichever is faster), on inputs
prepared before.
*Textbook* is what the grad-cam package's README shows, for each branch: a forward pass for the
score, then Grad-CAM with a forward and a backward pass of its own, layout and gradients as they
come.
The three take turns; medians are compared. Exits 1 when a limit is missed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import RawScoresOutputTarget
from torch import Tensor, nn

from mura_desktop import paths
from mura_desktop.domain.grey import Window
from mura_desktop.domain.judging import judge
from mura_desktop.domain.study import Header, Image, Study
from mura_desktop.imaging.sample import synthetic
from mura_desktop.inference.analyzer import load_analyzer
from mura_desktop.inference.backbones import fold_batchnorm
from mura_desktop.inference.bundle import read_bundle
from mura_desktop.inference.network import Branch, HybridNetwork
from mura_desktop.inference.preprocess import letterbox, normalize

ROUNDS = 15
MOST_OVER_BARE = 1.3
LEAST_UNDER_TEXTBOOK = 5.0
BARE = ("bare, one by one", "bare, at once")


class BranchAlone(nn.Module):
    """A branch that answers with its logits, as a classifier does."""

    def __init__(self, branch: Branch) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (n, rows) logits."""
        logits: Tensor = self.branch(pictures).logits
        return logits


def views() -> Study:
    """Return three 2500 x 2000 views of 12 bits: the drawn forearm, which is judged, and grain."""
    random = np.random.default_rng(0)
    drawn = synthetic.data_set("PA", 1).pixel_array
    rows = np.arange(2500) * drawn.shape[0] // 2500
    columns = np.arange(2000) * drawn.shape[1] // 2000
    bone = drawn[rows][:, columns].astype(np.float64)
    return Study(
        "benchmark",
        tuple(
            Image(
                Path(f"view{number}.dcm"),
                (bone + random.normal(0, 10, bone.shape)).clip(0, 4095).astype(np.uint16),
                Header("benchmark", instance_number=number),
                (Window(1600.0, 2600.0),),
            )
            for number in range(3)
        ),
    )


def textbook(branches: list[BranchAlone], inputs: list[Tensor]) -> None:
    """Score and explain every view with every branch, as the package's README shows it."""
    for branch in branches:
        for picture in inputs:
            branch(picture)
            with GradCAM(model=branch, target_layers=[branch.branch.refine]) as cam:
                cam(input_tensor=picture, targets=[RawScoresOutputTarget()])


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_works(network: HybridNetwork, inputs: list[Tensor]) -> dict[str, Callable[[], object]]:
    """Return the two ways of running the network alone, in its fastest exact setting."""
    fold_batchnorm(network)
    network.to(memory_format=torch.channels_last)
    network.eval().requires_grad_(False)
    lasting = [picture.contiguous(memory_format=torch.channels_last) for picture in inputs]
    together = torch.cat(inputs).contiguous(memory_format=torch.channels_last)

    def run(batches: list[Tensor]) -> None:
        with torch.inference_mode():
            for batch in batches:
                network(batch)

    return {BARE[0]: lambda: run(lasting), BARE[1]: lambda: run([together])}


def textbook_work(network: HybridNetwork, inputs: list[Tensor]) -> Callable[[], object]:
    """Return the textbook way with every branch of a network."""
    branches = [
        BranchAlone(branch).eval()
        for branch in network.branches.values()
        if isinstance(branch, Branch)
    ]
    return lambda: textbook(branches, inputs)


def medians_of(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each work; they take turns, and two rounds warm up."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 2):
        for name, work in works.items():
            times[name].append(seconds(work))
    return {name: statistics.median(values[2:]) for name, values in times.items()}


def main() -> int:
    """Measure and print."""
    folder = paths.default_bundle()
    bare, as_trained = (read_bundle(folder).network for _ in range(2))
    if not isinstance(bare, HybridNetwork) or not isinstance(as_trained, HybridNetwork):
        raise SystemExit("the default bundle is no hybrid")
    analyzer, study = load_analyzer(folder, "cpu"), views()
    if (verdict := judge(study, analyzer)) is None or verdict.verdict is None:
        raise SystemExit("the views are refused: what is measured would be no verdict")
    size = bare.config.input_size
    inputs = [normalize(letterbox(image.rendered(), size)[0])[None] for image in study.images]
    medians = medians_of(
        {
            **bare_works(bare, inputs),
            "textbook": textbook_work(as_trained, inputs),
            "verdict and heatmaps": lambda: judge(study, analyzer),
        },
        int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS,
    )
    for name, median in medians.items():
        print(f"{name:22}{1000 * median:8.0f} ms")
    ours = medians["verdict and heatmaps"]
    over = ours / min(medians[name] for name in BARE)
    under = medians["textbook"] / ours
    print(f"over the bare forward pass   {over:5.2f}  (at most {MOST_OVER_BARE})")
    print(f"faster than the textbook way {under:5.2f}  (at least {LEAST_UNDER_TEXTBOOK})")
    return 0 if over <= MOST_OVER_BARE and under >= LEAST_UNDER_TEXTBOOK else 1


if __name__ == "__main__":
    sys.exit(main())
