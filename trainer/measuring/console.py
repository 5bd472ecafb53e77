"""The figures on the terminal, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from mura_desktop.domain.verdict import Estimate
from trainer.measuring.compare import Difference
from trainer.measuring.document import in_text
from trainer.measuring.figures import OF_SCORES, GroupFigures


def print_figures(found: Mapping[str, Mapping[str, GroupFigures]]) -> None:
    """Print, for each level, what is measured of scores, and Cohen's kappa at each point."""
    for level, groups in found.items():
        points = list(next(iter(groups.values())).points)
        table = Table(title=f"By {level}; 95 % intervals over patients")
        for column in ("group", "n", "positive", *OF_SCORES, *(f"kappa, {p}" for p in points)):
            table.add_column(column, justify="left" if column == "group" else "right")
        for name, group in groups.items():
            estimates = [
                *group.scores.values(),
                *(group.points[p].estimates["kappa"] for p in points),
            ]
            table.add_row(name, str(group.rows), str(group.positives), *map(in_text, estimates))
        _print(table)


def print_differences(found: Mapping[str, Difference], level: str) -> None:
    """Print B - A for each group, and the exact McNemar test at each point."""
    table = Table(title=f"B - A, by {level}; paired 95 % intervals over patients")
    for column in ("group", "n", "AUROC", "average precision"):
        table.add_column(column, justify="left" if column == "group" else "right")
    for name, difference in found.items():
        both = difference.area_under_curve, difference.average_precision
        table.add_row(name, str(difference.rows), *map(_signed, both))
    _print(table)
    for point in next(iter(found.values())).points:
        table = Table(title=f"At {point}")
        for column in (
            "group",
            "kappa",
            "sensitivity",
            "specificity",
            "only A right",
            "only B right",
            "McNemar p",
        ):
            table.add_column(column, justify="left" if column == "group" else "right")
        for name, difference in found.items():
            at = difference.points[point]
            table.add_row(
                name,
                *map(_signed, (at.kappa, at.sensitivity, at.specificity)),
                str(at.only_first),
                str(at.only_second),
                f"{at.p_value:.3g}",
            )
        _print(table)


def _signed(estimate: Estimate) -> str:
    if estimate.value != estimate.value:
        return "–"
    return f"{estimate.value:+.3f} ({estimate.low:+.3f} to {estimate.high:+.3f})"


def _print(table: Table) -> None:
    # wide enough for every column also where no terminal tells its width
    Console(width=max(Console().width, 200)).print(table)
