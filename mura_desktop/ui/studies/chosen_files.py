"""Files that the reader chooses in a dialog, or drops."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_files(parent: QWidget) -> list[Path]:
    """Let the reader choose files; none when he gives up."""
    files, _ = QFileDialog.getOpenFileNames(parent, "Open files")
    return [Path(file) for file in files]


def choose_folder(parent: QWidget) -> list[Path]:
    """Let the reader choose a folder; none when he gives up."""
    folder = QFileDialog.getExistingDirectory(parent, "Open folder")
    return [Path(folder)] if folder else []


def dropped(event: QDropEvent) -> list[Path]:
    """Return the files of this computer that are dragged or dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
