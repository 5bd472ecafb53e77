"""What the window says when the session before did not come to its end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget


def tell(log: Path, parent: QWidget) -> QMessageBox:
    """Say that the last session ended unexpectedly and offer its log; reading goes on meanwhile.

    Args:
        log: The log that was kept.
        parent: The window.
    """
    box = QMessageBox(
        QMessageBox.Icon.Information,
        "MURA Desktop",
        "The last session ended unexpectedly.",
        QMessageBox.StandardButton.Close,
        parent,
    )
    # where it was killed, nothing could write down where it was
    box.setInformativeText("A log of what came before was kept. It names no patient and no file.")
    show = box.addButton("Show Log", QMessageBox.ButtonRole.ActionRole)
    show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log))))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()
    return box
