"""The model card: what a bundle is for, what it was measured to do, and where it fails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mura_desktop.domain.verdict import DISCLAIMER, Estimate
from mura_desktop.inference.network import BranchConfig
from trainer.evaluation.calibrate import SENSITIVITY, SPECIFICITY
from trainer.evaluation.evaluate import Evaluation
from trainer.evaluation.scope import IN_SCOPE
from trainer.recipe import Recipe

TEMPLATE = Path(__file__).with_suffix(".md")


def write_card(recipe: Recipe, version: str, evaluation: Evaluation) -> str:
    """Return the card as Markdown: the template beside this module, filled in."""
    groups = evaluation.figures
    everything, counts = groups["all images"], evaluation.refused
    return TEMPLATE.read_text(encoding="utf-8").format(
        name=recipe.name,
        version=version,
        disclaimer=DISCLAIMER,
        recipe=recipe.data.name,
        label=recipe.label,
        regions=", ".join(region.title for region in recipe.regions),
        prevalence=everything.positives / everything.images,
        branch_count=len(recipe.network.branches),
        branches=_list(_branch(recipe, branch) for branch in recipe.network.branches),
        input_size=recipe.network.input_size,
        train_images=evaluation.training[0],
        train_positives=evaluation.training[1],
        images=everything.images,
        positives=everything.positives,
        scores=_table(
            ["Images", "n", "with label", "AUC", "Average precision", "ECE"],
            (
                [name, f.images, f.positives]
                + [_in(e) for e in (f.auc, f.average_precision, f.calibration_error)]
                for name, f in groups.items()
            ),
        ),
        sensitive=evaluation.fitted.sensitive,
        specific=evaluation.fitted.specific,
        wanted_sensitivity=SENSITIVITY,
        wanted_specificity=SPECIFICITY,
        rates=_table(
            [
                "Images",
                "High sensitivity: sensitivity",
                "specificity",
                "High specificity: sensitivity",
                "specificity",
            ],
            ([name, *map(_in, f.sensitive + f.specific)] for name, f in groups.items()),
        ),
        peaks=_table(
            ["Images", "Peak in a box", "Random point", "Another image's peak"],
            (
                [name, *map(_in, (f.peak_in_box, f.chance, f.shuffled))]
                for name, f in groups.items()
            ),
        ),
        region_accuracy=_in(evaluation.region_accuracy),
        in_scope=IN_SCOPE,
        refused=_table(
            ["Kind of picture", "Refused"],
            ([kind, f"{refused} of {tried}"] for kind, (refused, tried) in counts.items()),
        ),
        limit=evaluation.scope.limit,
        limits=_list(recipe.limits),
        attributions=_list(recipe.attributions),
    )


def _branch(recipe: Recipe, branch: BranchConfig) -> str:
    start = recipe.branches[branch.name].start
    strides = ", ".join(map(str, branch.strides))
    origin = f"started from `{start}`" if start else "trained from scratch"
    return f"`{branch.name}`: {branch.backbone}, feature maps of strides {strides}, {origin}."


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(head: list[str], rows: Iterable[list[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _in(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"
