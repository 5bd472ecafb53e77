"""The view as a picture to keep or to paste, with the sentences that must travel with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageWriter, QPainter

from mura_desktop.domain.errors import UnwritableFile
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.domain.whole_file import write_whole
from mura_desktop.ui.look.theme import UNCERTAIN, WINDOW
from mura_desktop.ui.verdicts.heatmap_panel import CAUTION

_PADDING = 8.0


def captioned(view: QImage, *, ratio: float, heatmap: bool) -> QImage:
    """Return a view with the disclaimer below it, and the heatmap's caution where there is one.

    Args:
        view: What is on the screen, without the patient.
        ratio: Its device pixels to a unit of text.
        heatmap: Whether a heatmap is in it.
    """
    font = QFont()
    font.setPixelSize(round(13 * ratio))
    words = " ".join(filter(None, (DISCLAIMER, CAUTION if heatmap else "")))
    padding = _PADDING * ratio
    wrapped = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)
    room = QRectF(padding, view.height() + padding, view.width() - 2.0 * padding, 10_000.0)
    taken = QFontMetricsF(font).boundingRect(room, wrapped, words).height()
    room.setHeight(taken)
    picture = QImage(view.width(), round(view.height() + taken + 2.0 * padding), view.format())
    picture.fill(QColor(WINDOW))
    painter = QPainter(picture)
    painter.drawImage(0, 0, view)
    painter.setFont(font)
    painter.setPen(QColor(UNCERTAIN))
    painter.drawText(room, wrapped, words)
    painter.end()
    picture.setText("Description", words)
    return picture


def write_picture(path: Path, picture: QImage) -> None:
    """Write a picture as PNG; a file that is there is replaced, whole or not at all.

    Raises:
        UnwritableFile: when the file could not be written.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, b"png").write(picture):
        raise UnwritableFile(
            path, "The picture could not be made.", "Close other programs and try again."
        )
    write_whole(path, bytes(buffer.data().data()))
