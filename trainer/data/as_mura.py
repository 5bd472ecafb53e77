"""FracAtlas laid out as MURA, so that whatever trains on MURA can be run without it.

What is made has MURA's folders, lists and labels by study, and is no substitute: a fracture is not
every abnormality, FracAtlas shows legs and hips as well, and it names neither patients nor studies.
So these are stand-ins, chosen to be told apart by a network and to let nothing leak; figures by
region or by study say that the machinery works, and nothing about bones:

- A patient is a run of 50 neighbouring image numbers, the block that every split keeps together.
- A study is up to three images of one patient, region and label, one after the other.
- A region's folder holds what resembles it most (``region_of``), whatever its name promises.
- The public validation part is the part that the recipe for FracAtlas validates on.
- Near-duplicates of another patient's images are left out of the training part.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import PIL.Image
from numpy.typing import NDArray
from rich.progress import track

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.reading import load
from trainer.data.examples import Example
from trainer.data.fracatlas import read_fracatlas, read_views
from trainer.data.mura_lists import PARTS, Part
from trainer.data.split import split_by_blocks

LONGEST = 512
"""Longest side of MURA's images, in pixels."""
VIEWS = 3
"""Images in a study, at most."""
VALIDATION, SEED = 0.2, 0
"""Of the split in ``recipes/fracatlas.yaml``."""
NOTICE = """\
FracAtlas laid out as MURA v1.1, by `python -m trainer convert-fracatlas`. This is not MURA.

The images are those of FracAtlas: I. Abedeen, M. A. Rahman, F. Z. Prottyasha, T. Ahmed,
T. M. Chowdhury, S. Shatabda, "FracAtlas: A Dataset for Fracture Classification, Localization and
Segmentation of Musculoskeletal Radiographs", Scientific Data 10, 521 (2023), CC BY 4.0.
Changes: grey, longest side at most 512 pixels, stored as PNG; some near-duplicates left out.

"positive" means fractured. Patients, studies and the names of the regions are stand-ins: blocks of
image numbers, neighbouring images, and the body part that resembles the name most.
"""


class Placed(NamedTuple):
    """An image and where it goes below the new root."""

    example: Example
    part: Part
    study: str
    file: str


def convert_fracatlas(folder: Path, out: Path) -> Counter[Part]:
    """Write FracAtlas as a tree like MURA's.

    Args:
        folder: FracAtlas.
        out: The new root; must not exist yet.

    Returns:
        The number of images in each part.

    Raises:
        FileNotFoundError: when the folder is not FracAtlas.
        FileExistsError: when the new root is there already.
        UnreadableFile: when an image of FracAtlas cannot be decoded.
    """
    examples, views = read_fracatlas(folder), read_views(folder)
    if out.exists():
        raise FileExistsError(f"{out} is there already: name a new folder with --out.")
    placed = list(_place(examples, views))
    out.mkdir(parents=True)
    for image in track(placed, "Converting"):
        target = out / image.file
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_png(_brightness(image.example.path), target)
    for part in PARTS:
        _write_lists(out, part, [image for image in placed if image.part == part])
    (out / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")
    return Counter(image.part for image in placed)


def region_of(regions: frozenset[str], views: frozenset[str]) -> str:
    """Return the MURA region that stands in for FracAtlas's body parts.

    The ball joints go to the shoulder and the long bones beside them to the humerus. Hands (which
    FracAtlas counts up to the upper arm) go by view to hand, wrist and finger, legs to forearm and
    elbow.
    """
    if regions & {"shoulder", "hip"}:
        return "HUMERUS" if regions & {"hand", "leg"} else "SHOULDER"
    if "hand" in regions:
        return "FINGER" if "oblique" in views else "WRIST" if "lateral" in views else "HAND"
    return "ELBOW" if "lateral" in views else "FOREARM"


def _place(examples: Sequence[Example], views: Sequence[frozenset[str]]) -> Iterator[Placed]:
    """Give each image its part, patient, region, study and number."""
    split = split_by_blocks(examples, VALIDATION, SEED)
    train = _one_block_a_group(examples, split.train)
    parts: tuple[tuple[Part, Sequence[int]], ...] = (("train", train), ("valid", split.validation))
    for part, indices in parts:

        def key(index: int) -> tuple[int, str, bool]:
            example = examples[index]
            return example.block, region_of(example.regions, views[index]), example.positive

        counted: Counter[tuple[int, str]] = Counter()
        for (block, region, positive), members in groupby(sorted(indices, key=key), key=key):
            images = list(members)
            for start in range(0, len(images), VIEWS):
                counted[block, region] += 1
                label = "positive" if positive else "negative"
                patient = f"{part}/XR_{region}/patient{block + 1:05d}"
                study = f"{patient}/study{counted[block, region]}_{label}"
                for number, index in enumerate(images[start : start + VIEWS], 1):
                    yield Placed(examples[index], part, study, f"{study}/image{number}.png")


def _one_block_a_group(examples: Sequence[Example], indices: Sequence[int]) -> list[int]:
    """Keep of each group of near-duplicates those of the first block that shows one."""
    home: dict[str, int] = {}
    return [
        index
        for index in indices
        if home.setdefault(examples[index].group, examples[index].block) == examples[index].block
    ]


def _brightness(path: Path) -> NDArray[np.uint8]:
    (image,) = load([path])
    if isinstance(image, UnreadableFile):
        raise image
    return image.rendered()


def _write_png(brightness: NDArray[np.uint8], path: Path) -> None:
    picture = PIL.Image.fromarray(brightness)
    picture.thumbnail((LONGEST, LONGEST), PIL.Image.Resampling.LANCZOS)
    picture.save(path)


def _write_lists(root: Path, part: Part, placed: Sequence[Placed]) -> None:
    """Write a part's two lists as MURA's are: no header, and the published name of the root."""
    labels = {image.study: image.example.positive for image in placed}
    for name, rows in (
        ("image_paths", [[f"MURA-v1.1/{image.file}"] for image in placed]),
        ("labeled_studies", [[f"MURA-v1.1/{s}/", str(int(p))] for s, p in labels.items()]),
    ):
        with (root / f"{part}_{name}.csv").open("w", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
