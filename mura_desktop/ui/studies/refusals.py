"""Files that did not open: counted in a notice, listed in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.ui.notice import Notice


@dataclass
class _Opening:
    """What one opening came to.

    Attributes:
        name: What was opened.
        files: Those that were refused.
        images: How many images it brought, or None while it goes on.
    """

    name: str
    files: list[UnreadableFile] = field(default_factory=list)
    images: int | None = None


class Refusals(QObject):
    """Collects the files refused by the latest opening and tells the reader of them.

    Openings that go on at the same time are read one after another. They are listed together, and
    each speaks for itself: that one brought nothing is not hidden by the images of another.
    """

    save_wanted = Signal(str)
    """The text of the list, to be saved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._openings: list[_Opening] = []
        self._collects = False
        self.notice = Notice("Show list")
        self.notice.pressed.connect(self.show_list)

    @property
    def files(self) -> tuple[UnreadableFile, ...]:
        """The files refused by the latest opening."""
        return tuple(file for opening in self._openings for file in opening.files)

    def begin(self, name: str) -> None:
        """Files are being opened: what is known of an opening before is past.

        Args:
            name: What they are called.
        """
        if not self._collects:
            self.forget()
        self._collects = True
        self._openings.append(_Opening(name))

    def end_one(self, images: int) -> None:
        """All files of the first opening that still went on are read.

        Args:
            images: How many of them were images.
        """
        self._current.images = images
        if self.files:
            self.notice.say(self.summary)

    def end(self) -> None:
        """No file is being opened any more."""
        self._collects = False

    def forget(self) -> None:
        """Say no more of the latest opening, unless it still goes on."""
        if not self._collects:
            self._openings.clear()
            self.notice.hide()

    def add(self, refused: UnreadableFile) -> None:
        """Take note of a refused file, once when the same is opened again meanwhile."""
        if not self._is_known(refused):
            self._current.files.append(refused)
            self.notice.say(self.summary)

    @property
    def summary(self) -> str:
        """How many files could not be opened, and how many are no images to open."""
        if len(self._openings) == 1:
            return _counted(self._openings[0].files)
        return " ".join(_told(opening) for opening in self._openings if opening.files)

    def _is_known(self, refused: UnreadableFile) -> bool:
        """Whether another opening called like the current one has brought the same refusal."""
        now = self._current
        return any(
            (known.path, known.reason) == (refused.path, refused.reason)
            for opening in self._openings
            if opening is not now and opening.name == now.name
            for known in opening.files
        )

    @property
    def _current(self) -> _Opening:
        return next(opening for opening in self._openings if opening.images is None)

    def show_list(self) -> None:
        """Open the list."""
        from mura_desktop.ui.studies.refusal_list import RefusalList

        dialog = RefusalList(self.files, self._window)
        dialog.save_wanted.connect(self.save_wanted)
        dialog.open()


def _counted(files: Sequence[UnreadableFile]) -> str:
    aside = sum(isinstance(file, SetAside) for file in files)
    failed = len(files) - aside
    sentences = (
        f"{_files(failed)} could not be opened." if failed else "",
        f"{_files(aside)} {'was' if aside == 1 else 'were'} set aside." if aside else "",
    )
    return " ".join(filter(None, sentences))


def _told(opening: _Opening) -> str:
    nothing = "no image could be opened. " if opening.images == 0 else ""
    return f"{opening.name}: {nothing}{_counted(opening.files)}"


def _files(count: int) -> str:
    return f"{count} file{'s' if count != 1 else ''}"
