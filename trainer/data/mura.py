"""MURA v1.1: studies of the upper extremity, normal or abnormal (Rajpurkar et al., 2018).

The label belongs to the study: each of its images carries it, whether or not that view shows what
is abnormal. There are no boxes. One patient may have several studies of several regions, so whoever
divides the set divides it by patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trainer.data.examples import Example
from trainer.data.mura_lists import ListedImage, Part, find_root, read_lists
from trainer.data.png import png_header
from trainer.data.refusal import UnusableData, some_of


def read_mura(folder: Path) -> list[Example]:
    """Read the training part, in the order of its list.

    Args:
        folder: MURA's folder, whatever its name, or the one above it.

    Raises:
        UnusableData: when the folder is not MURA v1.1, its lists contradict each other, or a
            listed image is missing or no PNG.
    """
    return read_part(folder, "train")


def read_part(folder: Path, part: Part) -> list[Example]:
    """Read one part; ``read_mura`` and ``public_validation`` say which and for what."""
    root = find_root(folder)
    lists = read_lists(root, part)
    for contradiction in lists.contradictions():
        raise UnusableData(root / f"{part}_image_paths.csv", contradiction, _remedy(root))
    if not lists.images:
        raise UnusableData(root / f"{part}_image_paths.csv", "It lists no image.", _remedy(root))
    headers = [png_header(root / image.file) for image in lists.images]
    examples, unreadable = [], []
    for image, header in zip(lists.images, headers, strict=True):
        if header is None:
            unreadable.append(image.file)
        else:
            examples.append(_example(root, image, lists.labels[image.study], header.size))
    if unreadable:
        reason = f"{_count(unreadable)} missing or no PNG: {some_of(unreadable)}."
        raise UnusableData(root, reason, _remedy(root))
    return examples


def _example(root: Path, image: ListedImage, abnormal: bool, size: tuple[int, int]) -> Example:
    region, patient, _ = image.study
    return Example(
        path=root / image.file,
        positive=abnormal,
        regions=frozenset((region,)),
        boxes=(),
        block=int(patient.removeprefix("patient")),
        patient=patient,
        group=patient,
        hardware=False,
        size=size,
        study="/".join(image.study),
    )


def _count(files: Sequence[str]) -> str:
    return "1 listed image is" if len(files) == 1 else f"{len(files):,} listed images are"


def _remedy(root: Path) -> str:
    return f"Look with `python -m trainer doctor --data {root}`, then unpack what is damaged again."
