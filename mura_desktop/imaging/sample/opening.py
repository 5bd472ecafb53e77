"""The sample study, opened as any other."""

from __future__ import annotations

from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Study, group_into_studies
from mura_desktop.imaging.reading import load


def open_sample(folder: Path) -> Study:
    """Return the study in the folder that ships with the program.

    Raises:
        UnreadableFile: if a file of it cannot be opened.
    """
    images = []
    for found in load([folder]):
        if isinstance(found, UnreadableFile):
            raise found
        images.append(found)
    (study,) = group_into_studies(images)
    return study
