"""The reports of one run: on its validation part, on MURA's public one, and on other data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mura_desktop.inference.devices import choose_device
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from trainer.data.examples import Example
from trainer.data.own import knows_its_own
from trainer.data.public_validation import read_public_validation
from trainer.data.sets import of_regions
from trainer.evaluation.evaluate import load_network, predict_examples, read_evaluation
from trainer.evaluation.predict import Predictions
from trainer.evaluation.tables import as_released, cross_fitted
from trainer.measuring.document import Heading, write_report
from trainer.measuring.figures import GroupFigures
from trainer.training.run import Run

Found = dict[str, dict[str, GroupFigures]]

VALIDATION, PUBLIC_VALIDATION, EXTERNAL = "validation", "public-validation", "external"
UNKNOWN = (
    " The run kept no list of what it was fitted on: that these are its own images is taken on "
    "trust."
)


def report_validation(run: Run, predictions: Predictions, official_interval: bool) -> Found:
    """Write ``<run>/validation``: figures on the part that the run never trained on.

    Args:
        run: The run.
        predictions: What its network read there.
        official_interval: Whether Cohen's kappa also gets the historical interval.
    """
    data = run.recipe.dataset
    heading = Heading(
        network=run.recipe.name,
        label=run.recipe.label,
        yardstick=f"internal validation part of {data.name} (share {data.validation}, "
        f"seed {data.seed}, fold {data.fold}). It is neither MURA's public validation part nor its "
        "hidden test part: figures on those belong in other columns."
        + ("" if knows_its_own(run.folder) else UNKNOWN),
        fitting="Calibration and thresholds are cross-fitted: each patient is judged by a fit on "
        "the other patients of this part.",
        command=f"python -m trainer evaluate --recipe {run.recipe.name}.yaml",
    )
    return write_report(
        cross_fitted(predictions), heading, run.folder / VALIDATION, official_interval
    )


def report_external(run: Run, examples: Sequence[Example], data: Path, official: bool) -> Found:
    """Measure a run on another data set than its own and write ``<run>/external/<data's name>``.

    As on the public validation part, nothing is fitted.

    Args:
        run: The run, opened on that data set.
        examples: Its images that are not the run's own.
        data: Its folder.
        official: Whether Cohen's kappa also gets the historical interval.

    Raises:
        ValueError: when no image of it is new to the run.
        FileNotFoundError: when the run was not trained, or not yet evaluated on its own data.
    """
    if not examples:
        raise ValueError(
            f"{data} holds {len(run.examples):,} of the images that {run.folder} was fitted on, "
            "but not all of them, or other labels. Name the data set as it was when it was fitted."
        )
    fitted = read_evaluation(run.folder).fitted
    heading = Heading(
        network=f"{run.recipe.name} on other data",
        label=run.recipe.label,
        yardstick=external_words(run, examples, data) + " They never stand in one column with "
        "figures on the run's own data.",
        fitting="Calibration and thresholds come from the run's own validation part; nothing was "
        "fitted or chosen here.",
        command=f"python -m trainer evaluate --run {run.folder.name} --data {data.name}",
    )
    reader = NetworkReader(load_network(run), Calibration(1.0, 0.0), choose_device("auto"))
    return write_report(
        as_released(predict_examples(run, reader, examples), fitted),
        heading,
        external_folder(run, data),
        official,
    )


def external_folder(run: Run, data: Path) -> Path:
    """Return where figures on another data set than the run's own are written."""
    return run.folder / EXTERNAL / data.resolve().name


def external_words(run: Run, examples: Sequence[Example], data: Path) -> str:
    """Return one sentence for what figures on another data set were measured on."""
    own = len(run.examples) - len(examples)
    without = f", without {own:,} that the run was fitted on" if own else ""
    return (
        f"external data: the figures are on {len(examples):,} images of {data.resolve().name}"
        f"{without}, which is another data set than the run's own. Images are told apart by name "
        "and length of their files, so the same picture under another name is not recognised."
    )


def report_public_validation(run: Run, data: Path, official_interval: bool) -> Found:
    """Read MURA's public validation part and write ``<run>/public-validation``.

    Calibration and thresholds are those of the internal validation part; nothing is fitted here,
    and nothing here goes into the bundle.

    Args:
        run: The run.
        data: MURA's folder.
        official_interval: Whether Cohen's kappa also gets the historical interval.

    Raises:
        ValueError: when the run's data set has no such part.
        FileNotFoundError: when the run was not trained, or not yet evaluated internally.
        UnusableData: when the folder is not MURA v1.1, or damaged.
    """
    if run.recipe.dataset.name != "mura":
        raise ValueError(f"{run.recipe.dataset.name} has no public validation part: only MURA has.")
    fitted = read_evaluation(run.folder).fitted
    reader = NetworkReader(load_network(run), Calibration(1.0, 0.0), choose_device("auto"))
    examples = of_regions(read_public_validation(data), run.recipe.dataset.regions)
    heading = Heading(
        network=run.recipe.name,
        label=run.recipe.label,
        yardstick="MURA's public validation part (one clinical reading a study). It is not the "
        "hidden test part of 207 studies on which the paper and the radiologists were measured: "
        "never put both in one column.",
        fitting="Calibration and thresholds come from the internal validation part; nothing was "
        "fitted or chosen here.",
        command=f"python -m trainer evaluate --recipe {run.recipe.name}.yaml "
        f"--part {PUBLIC_VALIDATION}",
    )
    return write_report(
        as_released(predict_examples(run, reader, examples), fitted),
        heading,
        run.folder / PUBLIC_VALIDATION,
        official_interval,
    )
