"""What a card says of a recipe in whole sentences: its network, its heatmap, its split."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mura_desktop.inference.classifier import ClassifierConfig
from trainer.evaluation.report import Figures
from trainer.measuring.document import in_text, table
from trainer.recipe import Recipe

_KEPT = {
    "last": "No checkpoint was chosen: the last weights are used.",
    "best": "Of each training the weights of the lowest smoothed validation loss were kept, so "
    "figures\non the validation part may flatter a little.",
    "mean_of_best": "The five checkpoints of the lowest validation loss were averaged, so "
    "figures\non the validation part may flatter a little.",
}
_BLOCKS = (
    "The split is by blocks, which keep a patient's images together as far as the data set tells "
    "them\napart; training images that nearly equal a validation image were left out."
)
_PATIENTS = "The split is by patient: nobody stands on both sides."


def network_words(recipe: Recipe) -> str:
    """Say what the network is made of."""
    parts, distillation = part_words(recipe), recipe.distillation
    if recipe.branches:
        said = (
            f"{len(parts)} branches, each trained alone, then weighed image by image by a gate "
            "trained on the frozen branches:"
        )
    else:
        said = "One network, trained as a whole:"
    if distillation:
        said = (
            f"One network, taught by {len(distillation.teachers)} others, each trained on "
            f"{distillation.folds} folds of the training part's patients; of an image only those "
            "teach that never saw its patient:"
        )
    return said + "\n\n" + "\n".join(f"- {part}" for part in parts)


def part_words(recipe: Recipe) -> list[str]:
    """Say of each branch, or of the one network, what it is and what it started from."""
    starts, architecture = recipe.starts(), recipe.architecture
    whole = starts.get("network", "")
    if isinstance(architecture, ClassifierConfig):
        layers = [*architecture.hidden, architecture.outputs]
        said = f"{architecture.backbone}, {architecture.head}, dense {', '.join(map(str, layers))}"
        return [f"`network`: {said}, {_origin(whole)}."]
    return [
        f"`{b.name}`: {b.backbone}, feature maps of strides {', '.join(map(str, b.strides))}, "
        f"{_origin(starts.get(b.name, whole))}."
        for b in architecture.branches
    ]


def heatmap_words(recipe: Recipe) -> str:
    """Say where the heatmap comes from."""
    if recipe.classifier:
        return (
            "The heatmap is Grad-CAM over\nthe last feature map: it shows what the score hangs "
            "on, roughly."
        )
    boxed = recipe.losses.pointing or recipe.losses.cells
    boxes = "; the boxes of positive images supervise the maps" if boxed else ""
    return (
        f"A branch's logit is the\nlog-sum-exp of its evidence map{boxes}. The heatmap is the "
        "fused\nmap: a spot is drawn at the score that it alone would give."
    )


def split_words(recipe: Recipe) -> str:
    """Say how the data were parted, and which weights were kept."""
    trainings = [recipe.training] if recipe.training else [*recipe.branches.values()]
    kept = {training.keep: training.average for training in trainings}
    said = [_KEPT[keep] for keep in kept]
    if set(kept) == {"last"} and all(kept.values()):
        said = ["No checkpoint was chosen: the last moving average of the weights is used."]
    by_patient = recipe.dataset.name == "mura"
    return "\n".join([_PATIENTS if by_patient else _BLOCKS, *said])


def peak_words(groups: Mapping[str, Figures]) -> str:
    """Say where the heatmap's peak lies, where there are boxes to say it."""
    if all(math.isnan(figures.peak_in_box.value) for figures in groups.values()):
        return "Where the heatmap's peak lies was not measured: the data have no boxes."
    return (
        "Where the heatmap's peak lies, on images with the label: inside an annotated box; the "
        "same for a point drawn at\nrandom over the image; the same for the peak of another such "
        "image, which knows where findings tend to lie and\nnothing of this image.\n\n"
    ) + table(
        ["Images", "Peak in a box", "Random point", "Another image's peak"],
        (
            [name, *map(in_text, (f.peak_in_box, f.chance, f.shuffled))]
            for name, f in groups.items()
        ),
    )


def _origin(start: str) -> str:
    return f"started from `{start}`" if start else "trained from scratch"
