"""What the window says when the session before did not come to its end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen

_DISCREET = "It names no patient and nothing that was opened."


def tell(log: Path, crashed: bool, parent: QWidget) -> QMessageBox:
    """Say how the last session ended, as far as is known, and offer its log; reading goes on.

    Args:
        log: The log that was kept.
        crashed: Whether the log tells of a crash.
        parent: The window.
    """
    box = QMessageBox(
        QMessageBox.Icon.Information,
        "MURA Desktop",
        "The program crashed in its last session."
        if crashed
        else "The last session did not come to its end.",
        QMessageBox.StandardButton.Close,
        parent,
    )
    box.setInformativeText(
        f"Its log says in which line of the program. {_DISCREET}"
        if crashed
        else "What ended it is not known: the program may have been killed, or the computer have "
        f"stopped. Its log says what the program was doing. {_DISCREET}"
    )
    show = box.addButton("Show Log", QMessageBox.ButtonRole.ActionRole)
    show.clicked.connect(lambda: show_log(log, parent))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()
    return box


def show_log(log: Path, parent: QWidget) -> QDialog:
    """Show a log, which needs no other program, and where it lies."""
    dialog = QuietDialog(parent)
    dialog.setWindowTitle("Log")
    resize_within_screen(dialog, 860, 520)
    try:
        said = log.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        said = f"The log cannot be read ({error.strerror})."
    text = QPlainTextEdit(said)
    text.setReadOnly(True)
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setAccessibleName("Log")
    place = QLabel(str(log))
    place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    place.setWordWrap(True)
    buttons = closing_buttons(dialog)
    copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
    copy.clicked.connect(text.selectAll)
    copy.clicked.connect(text.copy)
    dialog.finished.connect(dialog.deleteLater)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(12)
    for widget in (text, place, buttons):
        column.addWidget(widget)
    dialog.open()
    return dialog
