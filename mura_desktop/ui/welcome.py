"""What stands in the middle while there is no image: an invitation, or how reading goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.ui.look.sign import Sign


class Welcome(QWidget):
    """A place to drop files on, with the actions that open them."""

    def __init__(
        self, actions: Sequence[QAction], cancel: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self._sign = Sign(48)
        self._title = QLabel()
        self._title.setProperty("title", True)
        self._text = QLabel()
        self._text.setProperty("quiet", True)
        self._text.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(240)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        buttons = [_button(action, primary=not number) for number, action in enumerate(actions)]
        for button in buttons:
            row.addWidget(button)
        self.setFocusProxy(buttons[0])  # what Return does in an empty window
        self._cancel = _button(cancel, primary=False)
        self._drop = QFrame()
        self._drop.setObjectName("drop")
        self._drop.setMaximumSize(680, 360)
        self._lay_out()
        self.invite()

    def invite(self) -> None:
        """Nothing is open: ask for files."""
        self._show(
            "drop",
            "Drop radiographs here",
            "DICOM, PNG, JPEG or TIFF: files, folders, ZIP archives. "
            "Everything stays on this computer.",
        )

    def tell_reading(self) -> None:
        """Files are being read and none is an image yet."""
        self._show("open-folder", "Reading files", "Images appear as they are read.", busy=True)

    def tell_nothing_opened(self, summary: str) -> None:
        """Files were read and none could be shown."""
        self._show("warning", "No image could be opened", f"{summary} The list says why.")

    def set_over(self, over: bool) -> None:
        """Show that files are held over the window."""
        self._drop.setProperty("over", over)
        self._drop.style().polish(self._drop)

    def minimumSizeHint(self) -> QSize:
        """Make do with little, lest the window be kept wide by what is not shown beside images."""
        return QSize(340, 240)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keyboard, so that Return opens files."""
        self.setFocus()
        super().showEvent(event)

    def _show(self, sign: str, title: str, text: str, *, busy: bool = False) -> None:
        self._sign.show_icon(sign)
        self._title.setText(title)
        self._text.setText(text)
        self._progress.setVisible(busy)
        self._cancel.setVisible(busy)
        self._buttons.setVisible(not busy)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._drop)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(16)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self._sign, alignment=middle)
        column.addWidget(self._title, alignment=middle)
        column.addWidget(self._text)
        for widget in (self._progress, self._cancel, self._buttons):
            column.addWidget(widget, alignment=middle)
        outer = QVBoxLayout(self)
        outer.addWidget(self._drop, alignment=Qt.AlignmentFlag.AlignCenter)


def _button(action: QAction, *, primary: bool) -> QPushButton:
    button = QPushButton(action.text().replace("&", ""))
    button.setProperty("primary", primary)
    button.clicked.connect(action.trigger)
    return button
