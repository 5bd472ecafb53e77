"""Strangers out of a folder: real pictures that may not be passed on here, and so only counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.reading import load
from mura_desktop.inference.scope import refuse_blank
from trainer.data.refusal import UnusableData
from trainer.evaluation.features import Features, KeptFeatures


def strangers_in(
    folder: Path | None, features: KeptFeatures
) -> Iterator[tuple[str, int, Features]]:
    """Yield what the application makes of the files in each folder of a folder.

    A region that a file's header or place names is not asked for, because it would refuse a folder
    called ``skull`` without a look at its pictures.

    Yields:
        The folder's name, how many of its pictures are refused without asking the network (files
        of another modality, colours, blank ones), and the (n, k) features of all others.

    Raises:
        UnusableData: when there is no such folder, or nothing in it can be read.
    """
    if folder is None:
        return
    kinds = sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []
    if not kinds:
        raise UnusableData(
            folder, "It has no folders of pictures.", "Put those of each kind into its own folder."
        )
    for kind in kinds:
        found = [image for image in load([kind]) if not isinstance(image, UnreadableFile)]
        judged = [image.rendered() for image in found if image.unsuitable is None]
        judged = [picture for picture in judged if refuse_blank(picture) is None]
        rows = features.of_pictures(f"elsewhere {kind.name}", iter(judged), len(judged))
        yield kind.name, len(found) - len(judged), rows
