"""A line above the image that tells what happened, with one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from mura_desktop.ui.look.sign import Sign
from mura_desktop.ui.look.theme import icon


class Notice(QFrame):
    """One sentence, an optional button, and a cross; hidden until there is something to say."""

    pressed = Signal()
    """The button was pressed."""

    def __init__(self, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._sign = Sign(18)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setToolTip("Dismiss")
        close.setAccessibleName("Dismiss")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._text, stretch=1)
        if button:
            act = QPushButton(button)
            act.clicked.connect(self.pressed)
            row.addWidget(act)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, or nothing when hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, sign: str = "warning") -> None:
        """Show a sentence beside an icon of that name."""
        self._sign.show_icon(sign)
        self._text.setText(text)
        self.show()
