"""Pixels that were let go of, brought back off the GUI thread before anybody shows them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.errors import MuraDesktopError, UnreadableFile
from mura_desktop.domain.pixels import Stored
from mura_desktop.domain.study import Image
from mura_desktop.ui.tasks import Cancelled, Report, Runner

_log = logging.getLogger(__name__)


class PixelFetcher(QObject):
    """Has images read again. Only what was asked for last ever arrives."""

    fetched = Signal(object)
    """Image: its pixels are at hand for as long as slots run."""
    failed = Signal(object, object)
    """Image and MuraDesktopError: its pixels are not to be had any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = Runner("fetching", self)

    def fetch(self, image: Image) -> None:
        """Bring the pixels of an image back."""
        self.give_up()
        self._runner.submit(
            partial(_fetch, image),
            reported=lambda _: None,
            finished=partial(self._on_fetched, image),
            failed=partial(self._on_failed, image),
        )

    def fetch_ahead(self, images: Sequence[Image]) -> None:
        """Bring pixels back that are likely to be asked for next; nobody is told."""
        missing = tuple(image for image in images if image.pixels_at_hand is None)
        if missing:
            self._runner.submit(
                partial(_fetch_all, missing),
                reported=lambda _: None,
                finished=lambda _: None,
                failed=lambda _: None,  # whoever asks for that image will be told
            )

    def give_up(self) -> None:
        """Wait for nothing any more."""
        self._runner.cancel_all()

    def shut_down(self) -> None:
        """Give up and wait for the thread to end."""
        self._runner.close()

    def _on_fetched(self, image: Image, pixels: Stored) -> None:
        # ``pixels`` live until this returns: meanwhile nobody has to read them again
        self.fetched.emit(image)

    def _on_failed(self, image: Image, error: Exception) -> None:
        if not isinstance(error, MuraDesktopError):
            _log.error("Reading an image again failed", exc_info=error)
            reason = f"The image could not be read again ({type(error).__name__})."
            error = UnreadableFile(image.path, reason, "Close the study and open it again.")
        self.failed.emit(image, error)


def _fetch(image: Image, report: Report, cancelled: Cancelled) -> Stored:
    return image.pixels


def _fetch_all(images: tuple[Image, ...], report: Report, cancelled: Cancelled) -> None:
    for image in images:
        if cancelled():
            return
        _ = image.pixels
