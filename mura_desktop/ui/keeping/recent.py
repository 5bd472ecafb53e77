"""Studies that were open: told by body part, number of images and time, never by a patient."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.study import Study
from mura_desktop.ui.keeping.identity import may_be_kept
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.words import region_text

_KEY = "recent/studies"
_LONGEST = 10
_MOST_FILES = 40


@dataclass(frozen=True)
class Recent:
    """A study that was open.

    Attributes:
        what: Body part and number of images: ``Wrist, 2 images``.
        when: When it was opened.
        files: What to open to see it again.
        lasting: Whether it is written down; the others end with the program.
    """

    what: str
    when: datetime
    files: tuple[Path, ...]
    lasting: bool

    def label(self, today: date) -> str:
        """Return what a menu calls it."""
        day = "today" if self.when.date() == today else f"on {self.when:%Y-%m-%d}"
        return f"{self.what}, opened {day} at {self.when:%H:%M}"


class RecentStudies(QObject):
    """The studies opened last, newest first."""

    changed = Signal()
    """There are others in the list."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._studies = _read(preferences.text(_KEY)) if preferences.remembers_studies else []
        preferences.recent_chosen.connect(self._on_recent_chosen)

    @property
    def studies(self) -> tuple[Recent, ...]:
        """What is remembered."""
        return tuple(self._studies)

    def labels(self, today: date) -> list[str]:
        """Return what a menu calls each; those that would read alike are counted as opened."""
        labels = [each.label(today) for each in self._studies]
        return [
            f"{label}, {labels[place:].count(label)} of {count}" if count > 1 else label
            for place, label in enumerate(labels)
            for count in (labels.count(label),)
        ]

    def add(self, study: Study) -> None:
        """Remember a study that was opened, if the user wants that."""
        if not self._preferences.remembers_studies:
            return
        opened = recent_of(study, datetime.now().replace(microsecond=0))
        others = (each for each in self._studies if each.files != opened.files)
        self._studies = [opened, *others][:_LONGEST]
        self._keep()

    def clear(self) -> None:
        """Forget all of them."""
        self._studies = []
        self._keep()

    def _on_recent_chosen(self, on: bool) -> None:
        if not on:
            self.clear()

    def _keep(self) -> None:
        lasting = [
            {"what": each.what, "when": each.when.isoformat(), "files": [*map(str, each.files)]}
            for each in self._studies
            if each.lasting
        ]
        self._preferences.keep(_KEY, json.dumps(lasting) if lasting else "")
        self._preferences.write()
        self.changed.emit()


def recent_of(study: Study, when: datetime) -> Recent:
    """Return what is remembered of a study."""
    count = len(study.images)
    region = region_text(study.images[0].region) or "Radiograph"
    files = tuple(dict.fromkeys(_on_disk(image.path.absolute()) for image in study.images))
    if len(files) > _MOST_FILES:
        files = (files[0].parent,)
    what = f"{region}, {count} image{'s' if count > 1 else ''}"
    return Recent(what, when, files, may_be_kept(study.images))


def _on_disk(path: Path) -> Path:
    """Return the file that holds an image: itself, or the archive that it lies in."""
    return next((each for each in (path, *path.parents) if each.is_file()), path)


def _read(text: str) -> list[Recent]:
    """Return what a text keeps; nothing where it is no such list."""
    try:
        return [
            Recent(
                str(each["what"]),
                datetime.fromisoformat(each["when"]),
                tuple(Path(file) for file in each["files"]),
                lasting=True,
            )
            for each in json.loads(text or "[]")
        ]
    except (ValueError, TypeError, KeyError):
        return []
