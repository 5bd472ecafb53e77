"""What every data set is turned into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Example:
    """One labelled image.

    Attributes:
        path: The image file.
        positive: Whether the finding is present.
        regions: Names of the body parts shown, out of the data set's own list; several may hold.
        boxes: (x, y, width, height) of each annotated finding, in image pixels.
        block: A split never divides a block; images of one patient share one.
        patient: Images of one patient share it, as far as the data set knows; intervals are drawn
            over patients.
        group: Near-duplicates share a group; a split never divides a group.
        hardware: Whether metal from an operation is visible.
        size: Height and width in pixels.
        study: Key of the study; images of one study share it, no two studies do. Empty where the
            data set knows no studies.
    """

    path: Path
    positive: bool
    regions: frozenset[str]
    boxes: tuple[tuple[float, float, float, float], ...]
    block: int
    patient: str
    group: str
    hardware: bool
    size: tuple[int, int]
    study: str = ""
