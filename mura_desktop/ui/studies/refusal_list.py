"""The list of files that did not open: by reason, to be read, copied and saved."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.file_names import printable
from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.look.colours import Role
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.look.theme import colour


class RefusalList(QuietDialog):
    """Reasons with their remedies, and under each the files that it holds for."""

    save_wanted = Signal(str)
    """The text of the list."""

    def __init__(self, files: Sequence[UnreadableFile], parent: QWidget) -> None:
        super().__init__(parent)
        self._plain = list_text(files)
        self.setWindowTitle("Files that did not open")
        resize_within_screen(self, 760, 520)
        shown = QTextBrowser()
        shown.setHtml(_html(files))
        shown.setAccessibleName("Files, reasons and remedies")
        words = QLabel("Files that are not listed were opened. Nothing was changed on disk.")
        words.setProperty("quiet", True)
        buttons = closing_buttons(self)
        self._button(buttons, "Copy all").clicked.connect(self._copy)
        self._button(buttons, "Save as text…").clicked.connect(
            lambda: self.save_wanted.emit(self._plain)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(words)
        column.addWidget(shown)
        column.addWidget(buttons)
        self.finished.connect(self.deleteLater)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._plain)

    def _button(self, buttons: QDialogButtonBox, text: str) -> QPushButton:
        return buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)


def list_text(files: Sequence[UnreadableFile]) -> str:
    """Return the list as text: each file's path, reason and remedy on lines of their own."""
    return "\n\n".join(
        f"{printable(file.path)}\n    {file.reason}\n    {file.remedy}" for file in files
    )


def _html(files: Sequence[UnreadableFile]) -> str:
    failed = [file for file in files if not isinstance(file, SetAside)]
    aside = [file for file in files if isinstance(file, SetAside)]
    parts = (("Could not be opened", failed), ("Set aside: no images to open", aside))
    return "".join(_part(title, those) for title, those in parts if those)


def _part(title: str, files: Sequence[UnreadableFile]) -> str:
    reasons: dict[tuple[str, str], list[UnreadableFile]] = {}
    for file in files:
        reasons.setdefault((file.reason, file.remedy), []).append(file)
    told = "".join(_reason(*words, those) for words, those in reasons.items())
    return f"<p style='{_ink(Role.QUIET)}; margin-top: 4px'><b>{title} ({len(files)})</b></p>{told}"


def _reason(reason: str, remedy: str, files: Sequence[UnreadableFile]) -> str:
    lines = "<br>".join(_line(file) for file in files)
    return (
        f"<p style='margin: 12px 0 2px 0; {_ink(Role.UNCERTAIN)}'><b>{escape(reason)}</b></p>"
        f"<p style='margin: 0 0 6px 0'>{escape(remedy)}</p>"
        f"<p style='margin: 0 0 12px 16px'>{lines}</p>"
    )


def _line(file: UnreadableFile) -> str:
    path = printable(file.path)
    start = path.rfind(os.sep) + 1
    folder, name = escape(path[:start]), escape(path[start:])
    return f"<span style='{_ink(Role.QUIET)}'>{folder}</span>{name}"


def _ink(role: Role) -> str:
    return f"color: {colour(role).name()}"
