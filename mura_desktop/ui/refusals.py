"""Files that did not open: counted in a notice, listed in a dialog."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.notice import Notice


class Refusals(QObject):
    """Collects the files refused by the last openings and tells the reader of them."""

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
        dialog = refusal_dialog(self.files, self._window)
        dialog.open()


def refusal_dialog(files: tuple[UnreadableFile, ...], parent: QWidget) -> QDialog:
    """Return a dialog that lists path, reason and remedy of each file as text to copy."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Files that did not open")
    dialog.resize(720, 400)
    text = QPlainTextEdit("\n\n".join(_entry(file) for file in files))
    text.setReadOnly(True)
    text.setAccessibleName("Files, reasons and remedies")
    buttons = closing_buttons(dialog)
    copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text.toPlainText()))
    dialog.finished.connect(dialog.deleteLater)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(16)
    column.addWidget(QLabel("Files that are not listed were opened. Nothing was changed on disk."))
    column.addWidget(text)
    column.addWidget(buttons)
    return dialog


def _entry(file: UnreadableFile) -> str:
    # a name in no known encoding keeps its bytes, as \xff; Qt would leave them out
    path = os.fsencode(file.path).decode("utf-8", "backslashreplace")
    return f"{path}\n    {file.reason}\n    {file.remedy}"


def _files(count: int) -> str:
    return f"{count} file{'s' if count != 1 else ''}"
