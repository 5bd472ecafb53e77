"""The header window's command, and what it shows: read off the GUI thread, for who looks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.ui.commands.commands import Command
from mura_desktop.ui.tasks import Cancelled, Report, Runner

if TYPE_CHECKING:
    from mura_desktop.domain.header_row import HeaderRow
    from mura_desktop.domain.study import Image
    from mura_desktop.ui.header.header_window import HeaderWindow
    from mura_desktop.ui.reading.open_study import OpenStudy
    from mura_desktop.ui.reading.session import ReadingSession

_log = logging.getLogger(__name__)

HeaderReader = Callable[["Image"], Sequence["HeaderRow"]]
"""Reads the header of an image's file; raises MuraDesktopError where there is none."""

COMMAND = "header"


class HeaderView(QObject):
    """Shows the header of the image in front for as long as its window is open."""

    def __init__(self, window: QWidget, session: ReadingSession) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._runner = Runner("header", self)
        self._shown: HeaderWindow | None = None
        session.image_selected.connect(self._on_image_selected)

    def commands(self) -> tuple[Command, ...]:
        """Return the command that opens the window."""
        return (Command(COMMAND, "&Image", "&DICOM header…", self.show, ("Ctrl+I",), parts=True),)

    def show(self) -> None:
        """Open the window with the header of the image in front."""
        from mura_desktop.ui.header.header_window import HeaderWindow

        if self._shown is None:
            self._shown = HeaderWindow(self._window)
        self._shown.show()
        self._shown.activateWindow()
        if self._session.selected is not None:
            self._on_image_selected(*self._session.selected)

    def shut_down(self) -> None:
        """Wait for what is being read."""
        self._runner.close()

    def _on_image_selected(self, opened: OpenStudy | None, image: Image | None) -> None:
        if self._shown is None or not self._shown.isVisible():
            return
        self._runner.cancel_all()
        self._shown.name(_place_of(opened, image) if opened and image else "")
        self._shown.tell("Reading…" if image else "Nothing is open.")
        if image is not None:
            self._runner.submit(
                partial(_read, self._session.read_header, image),
                reported=lambda _: None,
                finished=self._shown.show_rows,
                failed=self._on_failed,
            )

    def _on_failed(self, error: Exception) -> None:
        assert self._shown is not None
        if isinstance(error, MuraDesktopError):
            self._shown.tell(error.reason)
            return
        _log.error("Reading a header failed", exc_info=error)
        self._shown.tell(f"The header could not be read ({type(error).__name__}).")


def _place_of(opened: OpenStudy, image: Image) -> str:
    """Say which image of its study it is, and from which file."""
    images = opened.study.images
    return f"Image {images.index(image) + 1} / {len(images)} · {image.path.name}"


def _read(read: HeaderReader, image: Image, _: Report, __: Cancelled) -> Sequence[HeaderRow]:
    return read(image)
