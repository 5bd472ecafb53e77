"""What leaves the window: the report as PDF, the view as PNG or on the clipboard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mura_desktop.domain.errors import MuraDesktopError, UnwritableFile
from mura_desktop.ui.tasks import Cancelled, Report, Runner

if TYPE_CHECKING:
    from mura_desktop.domain.reading import Reading
    from mura_desktop.domain.study import Image
    from mura_desktop.domain.verdict import BundleInfo, StudyVerdict
    from mura_desktop.ui.grid.viewer_grid import ViewerGrid
    from mura_desktop.ui.measuring.report_part import Measured
    from mura_desktop.ui.reading.open_study import OpenStudy

_log = logging.getLogger(__name__)

Ask = Callable[[QWidget, str, str, str], Path | None]
"""Asks for a place: parent, title, proposed file name, kind of file."""

Say = Callable[[str], str]
"""Returns what the reader must know of a saved file, given what was found while it was written."""


class Exports(QObject):
    """Writes files off the GUI thread and tells how that ended."""

    saved = Signal(object)
    """Path: a file is there, whole."""
    failed = Signal(object)
    """MuraDesktopError: a file could not be written."""
    verdict_disowned = Signal(object, str)
    """StudyVerdict whose pixels were found changed as its report was written, and the sentence."""
    told = Signal(str, str)
    """A sentence for the reader, and the name of the icon beside it."""

    def __init__(self, window: QWidget, views: ViewerGrid, ask: Ask | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._views = views
        self._ask = ask or ask_for_place
        self._runner = Runner("writing", self)
        self.failed.connect(lambda error: self.told.emit(str(error), "warning"))

    def save_report(
        self,
        opened: OpenStudy,
        reading: Reading | None = None,
        checked: str = "",
        measured: Sequence[Measured] = (),
    ) -> None:
        """Ask for a place and write the report on a judged study there.

        Args:
            opened: The study.
            reading: What the reader recorded of it.
            checked: What the program found when it tested itself.
            measured: What the reader measured in it.
        """
        if opened.verdict is not None and opened.info is not None:
            write = partial(
                _write_report,
                judged=opened.verdict,
                info=opened.info,
                reading=reading,
                checked=checked,
                measured=measured,
            )
            say = partial(self._tell_stale, opened.verdict)
            self._save("Save report", "radiograph-report", "PDF document (*.pdf)", write, say)

    def save_view(self) -> None:
        """Ask for a place and write what is on the screen there."""
        from mura_desktop.ui.saving.picture import write_picture

        if self._views.active.image is not None:
            write = partial(write_picture, picture=self._view())
            note = _warning(self._views.active.image)
            kind = "PNG picture (*.png)"
            self._save("Save view", "radiograph-view", kind, write, lambda _: note)

    def save_list(self, text: str) -> None:
        """Ask for a place and write the list of files that did not open there."""
        self.save_text("Save list", "files-not-opened", "Text (*.txt)", lambda: f"{text}\n")

    def save_text(self, title: str, name: str, kind: str, make: Callable[[], str]) -> None:
        """Ask for a place and write there what ``make`` returns off the GUI thread."""
        self._save(title, name, kind, partial(_write_text, make=make))

    def copy_view(self) -> None:
        """Put what is on the screen on the clipboard."""
        if self._views.active.image is not None:
            QGuiApplication.clipboard().setImage(self._view())
            warning = _warning(self._views.active.image)
            said = f"The view is on the clipboard.  {warning}".rstrip()
            self.told.emit(said, "warning" if warning else "information")

    def shut_down(self) -> None:
        """Wait for the file being written; there is no half of one."""
        self._runner.close()

    def _view(self) -> QImage:
        from mura_desktop.ui.saving.picture import captioned

        ratio = self._views.active.devicePixelRatioF()
        return captioned(
            self._views.active.picture(), ratio=ratio, heatmap=self._views.active.heatmap_painted
        )

    def _save(
        self,
        title: str,
        name: str,
        kind: str,
        write: Callable[[Path], str | None],
        say: Say = str,
    ) -> None:
        # of the time alone: names of files end up in logs, mails and lists of recent files
        proposed = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
        path = self._ask(self._window, title, proposed, kind)
        if path is not None:
            self._runner.submit(
                partial(_write, write, path),
                reported=lambda _: None,
                finished=partial(self._on_saved, say),
                failed=partial(self._on_failed, path),
            )

    def _tell_stale(self, verdict: StudyVerdict, stale: str) -> str:
        """Return what is said of a report whose verdict no longer holds; tell if that is new."""
        if stale and verdict.stale is None:
            self.verdict_disowned.emit(verdict, stale)
        return f"It says that the verdict no longer holds. {stale}" if stale else ""

    def _on_saved(self, say: Say, written: tuple[Path, str]) -> None:
        path, found = written
        note = say(found)
        self.told.emit(f"Saved as {path}  {note}".rstrip(), "warning" if note else "information")
        self.saved.emit(path)

    def _on_failed(self, path: Path, error: Exception) -> None:
        if not isinstance(error, MuraDesktopError):
            _log.error("Writing a file failed", exc_info=error)
            reason = f"Nothing was written ({type(error).__name__})."
            error = UnwritableFile(path, reason, "Choose another place.")
        self.failed.emit(error)


def _warning(image: Image) -> str:
    """Warn where the name is left out beside the image but may stand in it (0028,0301)."""
    said = "The file says that its pixels may name the patient: look before use."
    return said if image.header.burned_in else ""


def ask_for_place(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """Let the reader choose where a file goes; None when he gives up."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    dialog = QFileDialog(parent, title, QStandardPaths.writableLocation(documents), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kind.partition("*.")[2].rstrip(")"))
    dialog.selectFile(name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def _write(
    write: Callable[[Path], str | None], path: Path, _: Report, __: Cancelled
) -> tuple[Path, str]:
    """Write a file; return where it is, and what was found meanwhile."""
    return path, write(path) or ""


def _write_report(
    path: Path,
    judged: StudyVerdict,
    info: BundleInfo,
    reading: Reading | None,
    checked: str,
    measured: Sequence[Measured],
) -> str | None:
    from mura_desktop.ui.saving.report import write_report  # in the thread that writes

    return write_report(path, judged, info, reading, checked, measured)


def _write_text(path: Path, make: Callable[[], str]) -> None:
    from mura_desktop.domain.whole_file import write_whole

    write_whole(path, make().encode("utf-8", "backslashreplace"))
