"""What judges, and on which device."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mura_desktop.domain.verdict import BundleInfo

DEVICES = (
    ("auto", "Automatic"),
    ("cuda", "NVIDIA graphics card (CUDA)"),
    ("mps", "Apple graphics (MPS)"),
    ("cpu", "Processor (CPU)"),
)


_WAITING = "Loaded with the first study"


class NetworkPanel(QWidget):
    """Name, version and card of the bundle; the device wanted and the one in use."""

    bundles_wanted = Signal()
    """The reader wants to see every bundle."""
    device_chosen = Signal(str)
    """``auto``, ``cuda``, ``mps`` or ``cpu``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: BundleInfo | None = None
        self._name = QLabel(_WAITING)
        self._name.setWordWrap(True)
        self._in_use = QLabel()
        self._in_use.setProperty("quiet", True)
        self._devices = QComboBox()
        self._devices.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._devices.setAccessibleName("Device")
        for name, words in DEVICES:
            self._devices.addItem(words, name)
        self._devices.activated.connect(
            lambda index: self.device_chosen.emit(self._devices.itemData(index))
        )
        self._card = _link("Model card", self.show_card)
        self._card.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._name, stretch=1)
        row.addWidget(self._card)
        row.addWidget(_link("Bundles…", self.bundles_wanted.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._devices)
        column.addWidget(self._in_use)

    def show_info(self, info: BundleInfo) -> None:
        """Show what judges now."""
        self._info = info
        self._name.setText(f"{info.name} {info.version}")
        self._name.setToolTip(f"SHA-256 {info.sha256}")
        self._in_use.setText(f"In use: {info.device}")
        self._card.show()

    def show_loading(self) -> None:
        """Show that a bundle is on its way, unless one is there."""
        if self._info is None:
            self._name.setText("Loading…")

    def show_waiting(self) -> None:
        """Show that nothing is on its way any more, unless a bundle is there."""
        if self._info is None:
            self._name.setText(_WAITING)

    def show_failure(self) -> None:
        """Show that nothing judges now."""
        if self._info is None:
            self._name.setText("Not loaded")
        self._in_use.setText("In use: none")

    def show_card(self) -> None:
        """Open the model card."""
        from mura_desktop.ui.documents import show_model_card

        if self._info is not None:
            show_model_card(self._info, self.window())

    @property
    def text(self) -> str:
        """What is told about bundle and device."""
        return f"{self._name.text()}\n{self._in_use.text()}"


def _link(text: str, follow: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda: follow())
    return button
