"""Files that did not open: counted in a notice, listed in a dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.ui.notice import Notice


class Refusals(QObject):
    """Collects the files refused by the latest opening and tells the reader of them.

    Openings that go on at the same time count as one.
    """

    save_wanted = Signal(str)
    """The text of the list, to be saved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._files: list[UnreadableFile] = []
        self._collects = False
        self.notice = Notice("Show list")
        self.notice.pressed.connect(self.show_list)

    @property
    def files(self) -> tuple[UnreadableFile, ...]:
        """The files refused by the latest opening."""
        return tuple(self._files)

    def begin(self) -> None:
        """Files are being opened: what is known of an opening before is past."""
        if not self._collects:
            self.forget()
        self._collects = True

    def end(self) -> None:
        """No file is being opened any more."""
        self._collects = False

    def forget(self) -> None:
        """Say no more of the latest opening, unless it still goes on."""
        if not self._collects:
            self._files.clear()
            self.notice.hide()

    def add(self, refused: UnreadableFile) -> None:
        """Take note of a refused file."""
        self._files.append(refused)
        self.notice.say(self.summary)

    @property
    def summary(self) -> str:
        """How many files could not be opened, and how many are no images to open."""
        aside = sum(isinstance(file, SetAside) for file in self._files)
        failed = len(self._files) - aside
        sentences = (
            f"{_files(failed)} could not be opened." if failed else "",
            f"{_files(aside)} {'was' if aside == 1 else 'were'} set aside." if aside else "",
        )
        return " ".join(filter(None, sentences))

    def show_list(self) -> None:
        """Open the list."""
        from mura_desktop.ui.studies.refusal_list import RefusalList

        dialog = RefusalList(self.files, self._window)
        dialog.save_wanted.connect(self.save_wanted)
        dialog.open()


def _files(count: int) -> str:
    return f"{count} file{'s' if count != 1 else ''}"
