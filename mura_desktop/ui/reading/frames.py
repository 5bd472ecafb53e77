"""Frames of a file with several, read when the reader asks for them."""

from __future__ import annotations

import logging
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.pixels import Stored
from mura_desktop.domain.study import Image
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


class FrameLoader(Protocol):
    """Reads one frame of a file."""

    def __call__(self, image: Image, number: int) -> Image:
        """Return frame ``number``, from 0, of the file that an image came from.

        Raises:
            UnreadableFile: if the frame cannot be read.
        """
        ...


class Frames(QObject):
    """Reads frames off the GUI thread; only the one asked for last ever arrives."""

    shown = Signal(object)
    """Image: the frame asked for last."""
    refused = Signal(object)
    """UnreadableFile: the frame asked for last could not be read."""

    def __init__(self, load: FrameLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._runner = Runner("frames", self)

    def show(self, image: Image, number: int) -> None:
        """Ask for a frame of an image's file; the image's own is mostly there at once."""
        self.give_up()
        if number == image.frame and image.pixels_at_hand is not None:
            self.shown.emit(image)
            return
        self._runner.submit(
            partial(_load, self._load, image, number),
            reported=lambda _: None,
            finished=self._on_loaded,
            failed=partial(self._on_failed, image, number),
        )

    def give_up(self) -> None:
        """Wait for no frame any more."""
        self._runner.cancel_all()

    def shut_down(self) -> None:
        """Give up and wait for the thread to end."""
        self._runner.close()

    def _on_loaded(self, loaded: tuple[Image, Stored]) -> None:
        # the pixels live until this returns: whoever shows the frame need not read them again
        self.shown.emit(loaded[0])

    def _on_failed(self, image: Image, number: int, error: Exception) -> None:
        if not isinstance(error, UnreadableFile):
            _log.error("Reading a frame failed", exc_info=error)
            reason = f"Frame {number + 1} could not be read ({type(error).__name__})."
            error = UnreadableFile(image.path, reason, "Copy the file again from its source.")
        self.refused.emit(error)


def _load(
    load: FrameLoader, image: Image, number: int, _: Report, __: Cancelled
) -> tuple[Image, Stored]:
    frame = image if number == image.frame else load(image, number)
    return frame, frame.pixels
