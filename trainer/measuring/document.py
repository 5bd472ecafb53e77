"""The report of one evaluation, as Markdown beside its pictures and its figures as JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mura_desktop.domain.verdict import DISCLAIMER, Estimate
from trainer.measuring.figures import (
    OF_CALLS,
    OF_SCORES,
    AtPoint,
    GroupFigures,
    kappa_intervals,
    measure,
)
from trainer.measuring.pictures import draw_pictures
from trainer.measuring.resampling import DRAWS
from trainer.measuring.scored import Scored, write_scored

TABLE, FIGURES, REPORT = "predictions.csv", "figures.json", "report.md"


@dataclass(frozen=True)
class Heading:
    """What a report is about.

    Attributes:
        network: Its name.
        label: What a positive label means.
        yardstick: The data measured on, and what it is not; one sentence.
        fitting: Where calibration and thresholds come from; one sentence.
        command: What was typed.
    """

    network: str
    label: str
    yardstick: str
    fitting: str
    command: str


def write_report(
    images: Scored, heading: Heading, folder: Path, official_interval: bool = False
) -> dict[str, dict[str, GroupFigures]]:
    """Measure images and, where the data set knows them, studies; write all of it.

    Args:
        images: One row an image.
        heading: What the report is about.
        folder: Made where it is not there; what it holds is replaced.
        official_interval: Whether Cohen's kappa also gets the historical interval.

    Returns:
        The figures by level (``study``, ``image``), then by group.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_scored(images, folder / TABLE)
    tables = [images.by_study(), images] if all(images.studies) else [images]
    figures = {table.level: measure(table) for table in tables}
    pictures = {t.level: draw_pictures(t, heading.label, folder) for t in tables}
    (folder / FIGURES).write_text(to_json(figures), encoding="utf-8")
    text = _top(heading)
    for level, found in figures.items():
        names = [picture.name for picture in pictures[level]]
        text += _section(level, found, names, official_interval)
    (folder / REPORT).write_text(text, encoding="utf-8")
    return figures


def read_figures(folder: Path) -> dict[str, dict[str, GroupFigures]]:
    """Read the figures that ``write_report`` wrote; nothing where no report was written."""
    path = folder / FIGURES
    if not path.exists():
        return {}
    levels = json.loads(path.read_text(encoding="utf-8"))
    return {
        level: {name: _group(values) for name, values in groups.items()}
        for level, groups in levels.items()
    }


def to_json(figures: object) -> str:
    """Return dataclasses and mappings of them as strict JSON; what is not defined is null."""
    return json.dumps(_plain(figures), indent=2, allow_nan=False) + "\n"


def scores_table(groups: Mapping[str, GroupFigures], plural: str) -> str:
    """Return what is measured of the probabilities as a Markdown table, a row a group."""
    return table(
        ["Group", plural, "positive", "patients", *OF_SCORES],
        (
            [name, g.rows, g.positives, g.patients, *map(in_text, g.scores.values())]
            for name, g in groups.items()
        ),
    )


def calls_table(groups: Mapping[str, GroupFigures], point: str) -> str:
    """Return what is measured of yes and no at a point as a Markdown table, a row a group."""
    return table(
        ["Group", *OF_CALLS],
        (
            [name, *(in_text(g.points[point].estimates[figure]) for figure in OF_CALLS)]
            for name, g in groups.items()
        ),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def in_text(estimate: Estimate) -> str:
    """Return ``0.705 (0.61 to 0.80)`` with three decimals each, or a dash where not defined."""
    if math.isnan(estimate.value):
        return "–"
    if math.isnan(estimate.low):
        return f"{estimate.value:.3f}"
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _top(heading: Heading) -> str:
    return (
        f"# {heading.network}: evaluation\n\n**{DISCLAIMER}**\n\n"
        f"Command: `{heading.command}`\n\n"
        f"Yardstick: {heading.yardstick}\n\n{heading.fitting}\n\n"
        f"The positive label is *{heading.label}*. Brackets hold 95 % percentile bootstrap\n"
        f"intervals over patients ({DRAWS:,} draws). A dash stands where a group does not\n"
        "define a figure.\n"
    )


def _section(
    level: str, groups: dict[str, GroupFigures], pictures: Sequence[str], official: bool
) -> str:
    plural = {"study": "studies", "image": "images"}[level]
    how = {
        "study": "A study's probability is the mean of its images'.",
        "image": "Where the label belongs to the study, an image that does not show the finding "
        "counts as positive, too.",
    }[level]
    points = next(iter(groups.values())).points
    paragraphs = [
        f"\n## By {level}",
        how,
        scores_table(groups, plural),
        *(f"At *{point}*:\n\n{calls_table(groups, point)}" for point in points),
        *(_official(groups, point) for point in points if official),
        *(f"![{picture.removesuffix('.png')}]({picture})" for picture in pictures),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _official(groups: dict[str, GroupFigures], point: str) -> str:
    rows = []
    for name, group in groups.items():
        right, historical = kappa_intervals(group.points[point].counts)
        bootstrap = group.points[point].estimates["kappa"]
        rows.append([name, *map(in_text, (bootstrap, right, historical))])
    return (
        f"Cohen's kappa at *{point}*, by three formulas. The last lacks a square root and is kept\n"
        "only to be compared with intervals published for MURA: it is too narrow.\n\n"
        + table(["Group", "bootstrap over patients", "standard error", "historical"], rows)
    )


def _group(values: dict[str, Any]) -> GroupFigures:
    points = {
        point: AtPoint(tuple(found["counts"]), _estimates(found["estimates"]))
        for point, found in values["points"].items()
    }
    return GroupFigures(
        values["rows"],
        values["positives"],
        values["patients"],
        _estimates(values["scores"]),
        points,
    )


def _estimates(entries: dict[str, dict[str, float | None]]) -> dict[str, Estimate]:
    return {name: read_estimate(values) for name, values in entries.items()}


def read_estimate(values: dict[str, float | None]) -> Estimate:
    """Return an estimate from its JSON; what was not defined is null there."""
    return Estimate(**{k: math.nan if v is None else v for k, v in values.items()})


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value
