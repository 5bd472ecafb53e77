"""Dialogs with something to read: about, keyboard shortcuts, model card."""

from __future__ import annotations

from PySide6.QtGui import QIcon, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from mura_desktop import __version__
from mura_desktop.domain.verdict import DISCLAIMER, BundleInfo
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen

_CARD = 820, 640
"""At which a model card's tables are read without going sideways."""


def show_about(parent: QWidget, checked: str = "") -> QDialog:
    """Open the dialog that says what this is.

    Args:
        parent: The window.
        checked: What the program found when it tested itself, Markdown.
    """
    return _show(
        parent,
        "About MURA Desktop",
        f"# MURA Desktop {__version__}\n\n"
        "Open bone radiographs, see what a network suspects in them, and why.\n\n"
        f"**{DISCLAIMER}**\n\n"
        f"Images and verdicts stay on this computer.\n\n{checked}",
        size=(600, 420),
    )


def show_model_card(info: BundleInfo, parent: QWidget) -> QDialog:
    """Open the dialog with a bundle's model card."""
    return _show(parent, f"Model card: {info.name} {info.version}", info.card)


def closing_buttons(dialog: QDialog) -> QDialogButtonBox:
    """Return the row of buttons of a dialog that is only read and closed."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
    buttons.rejected.connect(dialog.reject)
    return buttons


def part_paragraphs(document: QTextDocument) -> None:
    """Put room between paragraphs: Markdown has none, and Qt gives it none."""
    block = document.begin()
    while block.isValid():
        if QTextCursor(block).currentTable() is None:
            form = block.blockFormat()
            form.setTopMargin(12 if block.textList() is None else 6)
            QTextCursor(block).setBlockFormat(form)
        block = block.next()


def _show(parent: QWidget, title: str, markdown: str, *, size: tuple[int, int] = _CARD) -> QDialog:
    dialog = QuietDialog(parent)
    dialog.setWindowTitle(title)
    resize_within_screen(dialog, *size)
    text = QTextBrowser()
    text.setOpenExternalLinks(True)
    text.setAccessibleName(title)
    text.setMarkdown(markdown)
    part_paragraphs(text.document())
    buttons = closing_buttons(dialog)
    dialog.finished.connect(dialog.deleteLater)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(16)
    column.addWidget(text)
    column.addWidget(buttons)
    dialog.open()
    return dialog
