"""``--smoke``: a recipe tried out in well under a minute, to see that it runs and nothing else."""

from __future__ import annotations

import dataclasses

from trainer.recipe import Distillation, Recipe
from trainer.training.run import Run
from trainer.training.settings import Training

SIDE = 96
EPOCHS, STEPS, BATCH, IMAGES = 2, 3, 4, 32


def smaller(recipe: Recipe) -> Recipe:
    """Return a recipe of the same form that takes a few steps on small pictures, from scratch."""
    return dataclasses.replace(
        recipe,
        name=f"{recipe.name}-smoke",
        network=recipe.network and dataclasses.replace(recipe.network, input_size=SIDE),
        classifier=recipe.classifier and dataclasses.replace(recipe.classifier, input_size=SIDE),
        training=recipe.training and _shorter(recipe.training),
        branches={name: _shorter(training) for name, training in recipe.branches.items()},
        fusion=recipe.fusion and dataclasses.replace(recipe.fusion, steps=STEPS),
        distillation=recipe.distillation and _fewer(recipe.distillation),
    )


def some_examples(run: Run) -> Run:
    """Return a run on a few images of each part, with and without the finding."""

    def some(part: tuple[int, ...]) -> tuple[int, ...]:
        of_label = {
            label: [i for i in part if run.examples[i].positive is label] for label in (True, False)
        }
        return tuple(sorted(i for there in of_label.values() for i in there[: IMAGES // 2]))

    split = run.split
    split = dataclasses.replace(split, train=some(split.train), validation=some(split.validation))
    return dataclasses.replace(run, split=split)


def _shorter(training: Training) -> Training:
    return dataclasses.replace(
        training,
        epochs=EPOCHS,
        epoch_steps=STEPS,
        batch=BATCH,
        positives=min(training.positives, BATCH // 2),
        small_epochs=0,
        small_size=0,
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
            training=_shorter(teacher.training),
        )
        for teacher in distillation.teachers
    )
    return dataclasses.replace(distillation, teachers=teachers, folds=2)
