"""Files that did not open: counted in a notice, listed in a dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.ui.notice import Notice


class Refusals(QObject):
    """Collects the files refused by the last openings and tells the reader of them."""

    save_wanted = Signal(str)
    """The text of the list, to be saved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._files: list[UnreadableFile] = []
        self.notice = Notice("Show list")
        self.notice.pressed.connect(self.show_list)

    @property
    def files(self) -> tuple[UnreadableFile, ...]:
        """The files refused since the notice was last dismissed."""
        return tuple(self._files)

    def add(self, refused: UnreadableFile) -> None:
        """Take note of a refused file."""
        if self.notice.isHidden():
            self._files.clear()
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
