"""Pictures of a table: confusion matrices, receiver operating characteristic, reliability."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.metrics import roc_curve

from trainer.measuring.figures import counts_at, groups
from trainer.measuring.measures import BINS
from trainer.measuring.scored import Scored


def draw_pictures(scored: Scored, label: str, folder: Path) -> list[Path]:
    """Draw every picture of a table as PNG.

    Args:
        scored: The table.
        label: What a positive label means: ``fracture``.
        folder: Where to; it exists.

    Returns:
        The files, in the order of a report.
    """
    files = [folder / f"{scored.level}-{name}.png" for name in ("roc", "reliability", "confusion")]
    for file, draw in zip(files, (_draw_roc, _draw_reliability, _draw_confusions), strict=True):
        draw(scored, label, file)
    return files


def _draw_roc(scored: Scored, label: str, file: Path) -> None:
    with _page(file, 1) as (axes,):
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle=":")
        for name, rows in groups(scored):
            if 0 < rows.labels.sum() < len(rows):
                wrong, right, _ = roc_curve(rows.labels, rows.probabilities)
                width = 2.4 if rows is scored else 1.1
                axes.plot(wrong, right, linewidth=width, label=f"{name} ({len(rows)})")
        axes.set(xlabel="1 - specificity", ylabel="sensitivity", aspect="equal")
        axes.set_title(f"{label}, by {scored.level}")
        if axes.get_legend_handles_labels()[0]:
            axes.legend(loc="lower right", fontsize=8, frameon=False)


def _draw_reliability(scored: Scored, label: str, file: Path) -> None:
    bins = np.minimum((scored.probabilities * BINS).astype(int), BINS - 1)
    filled = np.unique(bins)
    said = [scored.probabilities[bins == b].mean() for b in filled]
    seen = [scored.labels[bins == b].mean() for b in filled]
    with _page(file, 1) as (axes,):
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle=":")
        axes.plot(said, seen, marker="o", linewidth=1.5)
        for x, y, b in zip(said, seen, filled, strict=True):
            count = int((bins == b).sum())
            axes.annotate(str(count), (x, y), (5, -11), textcoords="offset points", fontsize=8)
        axes.set(
            xlabel="mean probability said",
            ylabel=f"share with {label}",
            aspect="equal",
            xlim=(-0.02, 1.02),
            ylim=(-0.02, 1.02),
        )
        axes.set_title(f"reliability, by {scored.level} (number in each bin)")


def _draw_confusions(scored: Scored, label: str, file: Path) -> None:
    with _page(file, len(scored.thresholds)) as several:
        for axes, point in zip(several, scored.thresholds, strict=True):
            hit, false, missed, rest = counts_at(scored, point)
            table = np.array([[hit, missed], [false, rest]])
            axes.imshow(table / table.sum(1, keepdims=True).clip(1), cmap="Blues", vmin=0, vmax=1)
            for (row, column), count in np.ndenumerate(table):
                share = count / max(1, table[row].sum())
                colour = "white" if share > 0.5 else "black"
                axes.text(
                    column, row, f"{count}\n{share:.0%}", color=colour, ha="center", va="center"
                )
            axes.set_xticks([0, 1], ["called", "not called"])
            axes.set_yticks([0, 1], [label, f"no {label}"], rotation=90, va="center")
            axes.set_title(point)


@contextmanager
def _page(file: Path, columns: int) -> Iterator[list[Axes]]:
    """Yield a row of axes and write it; no window system is asked for anything."""
    figure = Figure(figsize=(5.2 * columns, 5.2), layout="constrained")
    FigureCanvasAgg(figure)
    yield list(np.atleast_1d(figure.subplots(1, columns)))
    # the same table gives the same bytes
    figure.savefig(file, dpi=110, metadata={"Software": None})
