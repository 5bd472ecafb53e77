"""The reader's desk: the open studies in their order, and the image in front. No Qt."""

from __future__ import annotations

from dataclasses import replace

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.gaps import Gaps
from mura_desktop.domain.study import Image, Study
from mura_desktop.ui.reading.open_study import OpenStudy, Phase


class Desk:
    """The open studies in the order of opening, and the image that the reader looks at."""

    def __init__(self) -> None:
        self._studies: dict[str, OpenStudy] = {}
        self._front: Image | None = None
        self._gaps = Gaps()

    def __contains__(self, study_id: str) -> bool:
        return study_id in self._studies

    def __getitem__(self, study_id: str) -> OpenStudy:
        return self._studies[study_id]

    def find(self, image: Image) -> OpenStudy | None:
        """Return the open study of an image, or None when it is closed."""
        return self._studies.get(image.header.study_key)

    @property
    def studies(self) -> tuple[OpenStudy, ...]:
        """What is open."""
        return tuple(self._studies.values())

    @property
    def front(self) -> tuple[OpenStudy, Image] | None:
        """The study and image that the reader looks at; None also once that study is taken away."""
        opened = self.find(self._front) if self._front is not None else None
        return (opened, self._front) if opened is not None and self._front is not None else None

    def lay_in_front(self, image: Image | None) -> None:
        """Look at an image of an open study, or at none."""
        self._front = image

    def put(self, opened: OpenStudy) -> None:
        """Put a study where it lay before, or at the end."""
        self._studies[opened.study.id] = opened

    def known(self, image: Image) -> Image | None:
        """Return the open image that came from the same file, if there is one."""
        return next((each for each in self._beside(image) if each.path == image.path), None)

    def repeated(self, image: Image) -> Image | None:
        """Return the open image that came from another file and is the same, if there is one."""
        identifier = image.header.instance_id
        for each in self._beside(image):
            if identifier and each.header.instance_id == identifier and _is_same(each, image):
                return each
        return None

    def outdated(self, image: Image) -> tuple[Image, ...]:
        """Return the open images that came from the same file when it still showed another one."""
        every = (each for opened in self.studies for each in opened.study.images)
        return tuple(e for e in every if e.path == image.path and not _still_shows(image, e))

    def with_image(self, image: Image) -> OpenStudy:
        """Return an image's study with the image where reading order puts it, not judged."""
        images = (*self._beside(image), image)
        ordered = tuple(sorted(images, key=lambda each: each.header.reading_order))
        before = self._studies.get(image.header.study_key)
        study = Study(image.header.study_key, ordered)
        self._gaps.discard(image.path)  # it can be read by now
        missing = self._missing(study)
        if before is None:
            return OpenStudy(study, missing=missing)
        return OpenStudy(study, partial=before.partial, missing=missing, regions=before.regions)

    def missed(self, refused: UnreadableFile) -> tuple[OpenStudy, ...]:
        """Take note of a file that cannot be read.

        Returns:
            The open studies that it is or may be an image of, with that gap, where it is new.
        """
        self._gaps.add(refused)
        now = ((each, self._missing(each.study)) for each in self.studies)
        return tuple(replace(each, missing=said) for each, said in now if said != each.missing)

    def remove(self, study_id: str) -> tuple[OpenStudy, Image | None]:
        """Take a study away.

        Returns:
            The study, and the image to look at from now on.
        """
        position = list(self._studies).index(study_id)
        closed = self._studies.pop(study_id)
        left = [image.path for each in self.studies for image in each.study.images]
        self._gaps.forget(study_id, [image.path for image in closed.study.images], left)
        if self._front not in closed.study.images:
            return closed, self._front
        rest = self.studies
        after = rest[min(position, len(rest) - 1)].study.images[0] if rest else None
        return closed, after

    def image_beyond(self, count: int) -> Image | None:
        """Return the image ``count`` further on than the one in front, through all studies."""
        if self._front is None:
            return None
        images = [image for opened in self.studies for image in opened.study.images]
        position = images.index(self._front) + count
        return images[max(0, min(position, len(images) - 1))]

    def study_beyond(self, count: int) -> Image | None:
        """Return the first image of the study ``count`` further on, or None at either end."""
        if self._front is None:
            return None
        position = list(self._studies).index(self._front.header.study_key) + count
        return self.studies[position].study.images[0] if 0 <= position < len(self.studies) else None

    def next_waiting(self) -> str | None:
        """Return the study to judge next: the one in front if it waits, else the first."""
        waiting = [key for key, each in self._studies.items() if each.phase is Phase.WAITING]
        if self._front is not None and self._front.header.study_key in waiting:
            return self._front.header.study_key
        return waiting[0] if waiting else None

    def is_in_front(self, study_id: str) -> bool:
        """Whether the reader looks at an image of this study."""
        return self._front is not None and self._front.header.study_key == study_id

    def _missing(self, study: Study) -> str:
        return self._gaps.missing(study.id, [image.path for image in study.images])

    def _beside(self, image: Image) -> tuple[Image, ...]:
        """Return the open images of an image's study."""
        opened = self._studies.get(image.header.study_key)
        return opened.study.images if opened else ()


def _still_shows(image: Image, known: Image) -> bool:
    try:
        return image is known or image.shows_the_same(known)
    except UnreadableFile:  # the file is another one again
        return False


def _is_same(known: Image, image: Image) -> bool:
    try:
        return known.identity == image.identity
    except UnreadableFile:  # the file of one is gone, so nobody can tell
        return False
