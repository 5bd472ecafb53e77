"""What was measured in the images that are open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.measurement.region import Statistics, statistics_of
from mura_desktop.domain.measurement.scale import Scale, scale_of
from mura_desktop.domain.measurement.shape import Point, Shape
from mura_desktop.domain.study import Image
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)

Key = tuple[Path, int]
"""An image is known by its file and frame: a frame that is shown again is another object."""


@dataclass(frozen=True)
class Measurement:
    """A shape on an image.

    Attributes:
        number: What it is called on its image, from 1.
        shape: What was drawn.
        aside: How far on the screen, in units of text, the reader put the middle of the label from
            that of the shape; None where it stands beside it.
    """

    number: int
    shape: Shape
    aside: Point | None = None


@dataclass(frozen=True)
class Marks:
    """All that was done to one image.

    Attributes:
        measurements: In the order of drawing.
        by_hand: The scale that the reader calibrated, or None.
    """

    measurements: tuple[Measurement, ...] = ()
    by_hand: Scale | None = None


class Sheet(QObject):
    """Keeps measurements and calibrations by image; every change can be undone."""

    changed = Signal()
    """Something is measured, or calibrated, otherwise than before."""

    def __init__(
        self, history: Callable[[Image], QUndoStack], parent: QObject | None = None
    ) -> None:
        """Make an empty one.

        Args:
            history: Returns where changes to an image can be undone.
            parent: What owns it.
        """
        super().__init__(parent)
        self._history = history
        self._marks: dict[Key, Marks] = {}
        self._images: dict[Key, Image] = {}
        self._statistics: dict[tuple[Key, Shape], Statistics | str] = {}
        self._runner = Runner("measuring", self)

    def measurements(self, image: Image) -> tuple[Measurement, ...]:
        """Return what was measured in an image."""
        return self._of(image).measurements

    def frames(self, image: Image) -> list[Image]:
        """Return what was measured in of an image's file, its frames in order."""
        keys = sorted(key for key in self._marks if key[0] == image.path)
        return [self._images[key] for key in keys]

    def scale(self, image: Image) -> Scale:
        """Return the scale to measure an image with: the reader's, or else the file's."""
        return self._of(image).by_hand or scale_of(image)

    def is_calibrated(self, image: Image) -> bool:
        """Whether the reader calibrated an image."""
        return self._of(image).by_hand is not None

    def statistics(self, image: Image, shape: Shape) -> Statistics | str | None:
        """Return the statistics of an outline, why there are none, or None: they are coming."""
        return self._statistics.get((_key(image), shape))

    def add(self, image: Image, shape: Shape) -> Measurement:
        """Keep another measurement."""
        marks = self._of(image)
        number = max((each.number for each in marks.measurements), default=0) + 1
        added = Measurement(number, shape)
        after = replace(marks, measurements=(*marks.measurements, added))
        self._change(image, after, f"measuring: {shape.kind.title.lower()}")
        return added

    def put(self, image: Image, changed: Measurement) -> None:
        """Give a measurement another shape, or its label another place."""
        marks = self._of(image)
        after = tuple(
            changed if each.number == changed.number else each for each in marks.measurements
        )
        self._change(image, replace(marks, measurements=after), "changing a measurement")

    def remove(self, image: Image, numbers: Iterable[int]) -> None:
        """Delete measurements."""
        marks, gone = self._of(image), set(numbers)
        kept = tuple(each for each in marks.measurements if each.number not in gone)
        self._change(image, replace(marks, measurements=kept), "deleting measurements")

    def calibrate(self, image: Image, scale: Scale | None) -> None:
        """Measure an image with the reader's scale, or with the file's again."""
        self._change(image, replace(self._of(image), by_hand=scale), "calibrating")

    def forget(self, images: Iterable[Image]) -> None:
        """Drop everything about images that are closed, all frames of their files."""
        paths = {image.path for image in images}
        for key in [key for key in self._marks if key[0] in paths]:
            del self._marks[key], self._images[key]
        for key, shape in [each for each in self._statistics if each[0][0] in paths]:
            del self._statistics[key, shape]
        self.changed.emit()

    def is_open(self, image: Image) -> bool:
        """Whether anything was ever done to an image, and it is still open."""
        return _key(image) in self._marks

    def set_marks(self, image: Image, marks: Marks) -> None:
        """Take the state of an image; only commands of the undo stack call it."""
        self._marks[_key(image)] = marks
        for each in marks.measurements:
            if each.shape.kind.is_outline and (_key(image), each.shape) not in self._statistics:
                self._ask_for_statistics(image, each.shape)
        self.changed.emit()

    def shut_down(self) -> None:
        """Wait for what is being computed."""
        self._runner.close()

    def _of(self, image: Image) -> Marks:
        return self._marks.get(_key(image), Marks())

    def _change(self, image: Image, after: Marks, words: str) -> None:
        before = self._of(image)
        if after == before:
            return
        self._marks.setdefault(_key(image), before)
        self._images[_key(image)] = image
        self._history(image).push(_Change(self, image, before, after, words))

    def _ask_for_statistics(self, image: Image, shape: Shape) -> None:
        """Compute off the GUI thread: a large outline takes a tenth of a second."""
        self._runner.submit(
            partial(_statistics, image, shape),
            reported=lambda _: None,
            finished=partial(self._keep, image, shape),
            failed=partial(self._on_failed, image, shape),
        )

    def _on_failed(self, image: Image, shape: Shape, error: Exception) -> None:
        if not isinstance(error, MuraDesktopError):
            _log.error("Statistics failed", exc_info=error)
        reason = error.reason if isinstance(error, MuraDesktopError) else type(error).__name__
        self._keep(image, shape, f"No statistics: {reason}")

    def _keep(self, image: Image, shape: Shape, found: Statistics | str) -> None:
        if self.is_open(image):
            self._statistics[_key(image), shape] = found
            self.changed.emit()


class _Change(QUndoCommand):
    """The marks of one image, before and after; nothing once its study is closed."""

    def __init__(self, sheet: Sheet, image: Image, before: Marks, after: Marks, words: str) -> None:
        super().__init__(words)
        self._sheet = sheet
        self._image = image
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Do it, for the first time too."""
        self._put(self._after)

    def undo(self) -> None:
        """Take it back."""
        self._put(self._before)

    def _put(self, marks: Marks) -> None:
        if self._sheet.is_open(self._image):
            self._sheet.set_marks(self._image, marks)
        else:
            self.setObsolete(True)


def _key(image: Image) -> Key:
    return image.path, image.frame


def _statistics(image: Image, shape: Shape, _: Report, __: Cancelled) -> Statistics:
    return statistics_of(image, shape)
