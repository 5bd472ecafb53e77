"""What stands in the middle while an image that is open has no pixels to show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mura_desktop.domain.errors import MuraDesktopError


class Absence(QWidget):
    """One sentence in the middle: the image is being read again, or cannot be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("absence")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._text)

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, words: str) -> None:
        """Say a sentence."""
        self._text.setText(words)

    def tell_reading(self) -> None:
        """The image is being read again."""
        self._text.setText("Reading the image again…")

    def tell_failure(self, error: MuraDesktopError) -> None:
        """The image cannot be read again."""
        self._text.setText(f"The image cannot be shown. {error.reason}\n{error.remedy}")
