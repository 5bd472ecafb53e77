"""``--smoke``: a recipe tried out in well under a minute, to see that it runs and nothing else.

Whatever is repeated is cut: images, steps, epochs, the folds of teachers, pixels. Every kind of
step stays: each backbone is built and trained, smaller pictures come first where a recipe says so,
the backbone rests, averages move, checkpoints are averaged, teachers teach, the gate is fitted.
"""

from __future__ import annotations

import dataclasses

from trainer.recipe import Distillation, Recipe
from trainer.training.settings import Training

SIDE, SMALL_SIDE = 96, 64
EPOCHS, STEPS, BATCH, IMAGES = 2, 2, 4, 32
WORTHLESS = (
    "Nothing that this network says means anything: it was tried out for a few steps on a few "
    "small pictures (`fit --smoke`), to see that its recipe runs."
)


def smaller(recipe: Recipe) -> Recipe:
    """Return a recipe of the same form that takes a few steps on a few pictures, from scratch."""
    # each of many teachers reads all that it did not learn from, twice
    few = IMAGES // 2 if recipe.distillation else IMAGES
    return dataclasses.replace(
        recipe,
        name=f"{recipe.name}-smoke",
        dataset=dataclasses.replace(recipe.dataset, few=few),
        network=recipe.network and dataclasses.replace(recipe.network, input_size=SIDE),
        classifier=recipe.classifier and dataclasses.replace(recipe.classifier, input_size=SIDE),
        training=recipe.training and _shorter(recipe.training),
        branches={name: _shorter(training) for name, training in recipe.branches.items()},
        fusion=recipe.fusion and dataclasses.replace(recipe.fusion, steps=STEPS),
        distillation=recipe.distillation and _fewer(recipe.distillation),
        limits=(WORTHLESS, *recipe.limits),
    )


def _shorter(training: Training) -> Training:
    small = training.small_epochs > 0
    return dataclasses.replace(
        training,
        epochs=EPOCHS,
        epoch_steps=STEPS,
        batch=BATCH,
        positives=min(training.positives, BATCH // 2),
        small_epochs=int(small),
        small_size=SMALL_SIDE if small else 0,
        warm_up=min(training.warm_up, STEPS),
        head_epochs=min(training.head_epochs, 1),
        validate_every=1,
        start="",
    )


def _fewer(distillation: Distillation) -> Distillation:
    teachers = tuple(
        dataclasses.replace(
            teacher,
            classifier=dataclasses.replace(teacher.classifier, input_size=SIDE),
            training=dataclasses.replace(
                _shorter(teacher.training), epochs=1, epoch_steps=1, head_epochs=0
            ),
        )
        for teacher in distillation.teachers
    )
    return dataclasses.replace(distillation, teachers=teachers, folds=2)
