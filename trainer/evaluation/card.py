"""The model card: what a bundle is for, what it was measured to do, and where it fails."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from mura_desktop.domain.verdict import DISCLAIMER, Estimate
from trainer.evaluation.calibrate import SENSITIVITY, SPECIFICITY
from trainer.evaluation.card_words import (
    heatmap_words,
    network_words,
    peak_words,
    split_words,
)
from trainer.evaluation.evaluate import Evaluation
from trainer.measuring.document import calls_table, in_text, scores_table, table
from trainer.measuring.figures import GroupFigures
from trainer.recipe import Recipe

TEMPLATE = Path(__file__).with_suffix(".md")

LICENCES = {
    "mura": "Trained on MURA (Rajpurkar et al., 2018), whose agreement allows personal, "
    "non-commercial research only, forbids passing on any part of the data and is silent on "
    "trained weights. Whoever wants to use this bundle for anything else, or to pass it on, has "
    "to settle that with the publisher of MURA first."
}
"""What a data set's licence says of what was trained on it, where its recipe might forget."""


def write_card(
    recipe: Recipe,
    version: str,
    evaluation: Evaluation,
    by_study: Mapping[str, Mapping[str, GroupFigures]],
) -> str:
    """Return the card as Markdown: the template beside this module, filled in.

    Args:
        recipe: What was trained.
        version: Of the bundle.
        evaluation: What was measured by image.
        by_study: What was measured by study, by the name of the data measured on.
    """
    groups = evaluation.figures
    everything, counts = groups["all images"], evaluation.refused
    return TEMPLATE.read_text(encoding="utf-8").format(
        name=recipe.name,
        version=version,
        disclaimer=DISCLAIMER,
        label=recipe.label,
        regions=", ".join(region.title for region in recipe.regions),
        prevalence=everything.positives / everything.images,
        network=network_words(recipe),
        heatmap=heatmap_words(recipe),
        split=split_words(recipe),
        input_size=recipe.input_size,
        train_images=evaluation.training[0],
        train_positives=evaluation.training[1],
        images=everything.images,
        positives=everything.positives,
        scores=table(
            ["Images", "n", "with label", "AUC", "Average precision", "ECE"],
            (
                [name, f.images, f.positives]
                + [in_text(e) for e in (f.auc, f.average_precision, f.calibration_error)]
                for name, f in groups.items()
            ),
        ),
        sensitive=evaluation.fitted.sensitive,
        specific=evaluation.fitted.specific,
        wanted_sensitivity=SENSITIVITY,
        wanted_specificity=SPECIFICITY,
        rates=table(
            [
                "Images",
                "High sensitivity: sensitivity",
                "specificity",
                "High specificity: sensitivity",
                "specificity",
            ],
            ([name, *map(in_text, f.sensitive + f.specific)] for name, f in groups.items()),
        ),
        peaks=peak_words(groups),
        region_accuracy=_region_words(evaluation.region_accuracy),
        in_scope_refused=evaluation.in_scope[0],
        in_scope_tried=evaluation.in_scope[1],
        in_scope_share=evaluation.in_scope[0] / max(1, evaluation.in_scope[1]),
        varied=_refusals("Changed in scope", evaluation.varied),
        refused=_refusals("Kind of picture", counts),
        elsewhere=_elsewhere(evaluation.elsewhere),
        limit=evaluation.scope.limit,
        limits=_list(recipe.limits),
        other_data="any other data" + ("" if recipe.dataset.name == "mura" else ", MURA included"),
        attributions=_list(
            [*filter(None, [LICENCES.get(recipe.dataset.name)]), *recipe.attributions]
        ),
        studies="".join(_studies(data, groups) for data, groups in by_study.items()),
    )


def _studies(data: str, groups: Mapping[str, GroupFigures]) -> str:
    points = next(iter(groups.values())).points
    tables = (f"At *{point}*:\n\n{calls_table(groups, point)}\n\n" for point in points)
    return f"\nBy study, on the {data}:\n\n{scores_table(groups, 'studies')}\n\n{''.join(tables)}"


def _region_words(accuracy: Estimate) -> str:
    if math.isnan(accuracy.value):
        return "The network names no region."
    named = in_text(accuracy)
    return f"Of the images that show one region only, the network names the right one in {named}."


def _refusals(heading: str, counts: Mapping[str, tuple[int, int]]) -> str:
    lines = ([kind, f"{refused} of {tried}"] for kind, (refused, tried) in counts.items())
    return table([heading, "Refused"], lines)


def _elsewhere(counts: Mapping[str, tuple[int, int]]) -> str:
    """Say what became of real pictures that lay in a folder, if there was one."""
    if not counts:
        return "No other pictures were tried."
    refused, tried = (sum(each) for each in zip(*counts.values(), strict=True))
    return (
        "Real pictures that are out of scope, out of a folder, on which nothing was fitted: "
        f"{refused} of {tried}\nare refused. `docs/training.md` says where those of the bundle "
        "that ships come from.\n\n" + _refusals("Kind of picture, from elsewhere", counts)
    )


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
