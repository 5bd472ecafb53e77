"""What a network says of each example, by the application's own reader."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from mura_desktop.inference.preprocess import Letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import in_image
from trainer.data.examples import Example

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Predictions:
    """One entry an example, in order.

    Attributes:
        examples: What was read.
        logits: (n,) float64.
        embeddings: (n, d) float32.
        peaks: (n, 2) row and column of each heatmap's peak, in image pixels.
        named: (n,) index of the region that the network names, -1 where it names none.
    """

    examples: Sequence[Example]
    logits: NDArray[np.float64]
    embeddings: NDArray[np.float32]
    peaks: NDArray[np.int64]
    named: NDArray[np.int64]

    @property
    def labels(self) -> NDArray[np.bool_]:
        """(n,) whether the finding is present."""
        return np.array([example.positive for example in self.examples])

    @property
    def patients(self) -> NDArray[np.str_]:
        """(n,) whom each image shows."""
        return np.array([example.patient for example in self.examples])

    def where(self, condition: Callable[[Example], bool]) -> NDArray[np.bool_]:
        """(n,) whether the condition holds."""
        return np.array([condition(example) for example in self.examples])

    def hits(self) -> NDArray[np.float64]:
        """(n,) 1 where the peak lies inside a box, 0 where not, NaN where there is no box."""
        return np.array(
            [
                float(any(contains(box, *peak) for box in example.boxes))
                if example.boxes
                else np.nan
                for example, peak in zip(self.examples, self.peaks, strict=True)
            ]
        )

    def chance(self) -> NDArray[np.float64]:
        """(n,) share of the image that its boxes cover, NaN where there is no box."""
        return np.array([_covered(example) for example in self.examples])


def contains(box: Box, row: float, column: float) -> bool:
    """Tell whether a box (x, y, width, height) holds the centre of a pixel."""
    x, y, width, height = box
    return x <= column + 0.5 <= x + width and y <= row + 0.5 <= y + height


def predict(
    reader: NetworkReader, examples: Sequence[Example], squares: NDArray[np.uint8]
) -> Predictions:
    """Read every example, one at a time as the application does.

    Args:
        reader: The network.
        examples: What to read.
        squares: (n, size, size) uint8, the same examples letterboxed to the network's input.
    """
    logits, embeddings, peaks, named = [], [], [], []
    for example, square in zip(track(examples, "Reading"), squares, strict=True):
        reading = reader.read(normalize(torch.from_numpy(square.copy()))[None, None])
        heatmap = in_image(reading.heat, Letterbox.fit(*example.size, reader.size), reader.method)
        logits.append(reading.logit)
        embeddings.append(
            np.empty(0, np.float32) if reading.embedding is None else reading.embedding.numpy()
        )
        peaks.append(heatmap.peak(*example.size))
        named.append(int(reading.regions.argmax()) if len(reading.regions) else -1)
    return Predictions(
        examples, np.array(logits), np.stack(embeddings), np.array(peaks), np.array(named)
    )


def write_table(predictions: Predictions, path: Path) -> None:
    """Write the predictions as CSV: image, label, logit, peak."""
    with path.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["image", "positive", "logit", "peak_row", "peak_column"])
        for example, logit, peak in zip(
            predictions.examples, predictions.logits, predictions.peaks, strict=True
        ):
            rows.writerow([example.path.name, int(example.positive), f"{logit:.6f}", *peak])


def _covered(example: Example) -> float:
    if not example.boxes:
        return float("nan")
    height, width = example.size
    mask = np.zeros((height, width), bool)
    for x, y, w, h in example.boxes:
        mask[round(y) : round(y + h), round(x) : round(x + w)] = True
    return float(mask.mean())


def read_logits(path: Path) -> NDArray[np.float64]:
    """Return the (n,) logits of a table that :func:`write_table` wrote.

    Raises:
        FileNotFoundError: with a remedy, when there is none.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run `evaluate` first.")
    with path.open(newline="") as stream:
        return np.array([float(row["logit"]) for row in csv.DictReader(stream)])
