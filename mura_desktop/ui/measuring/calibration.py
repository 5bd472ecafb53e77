"""Asking how long a line is in truth."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

_LONGEST = 2000.0
_BALL = 25.0
"""The diameter of the usual calibration ball."""


class CalibrationDialog(QDialog):
    """Asks for the length of an object that a line was drawn along."""

    def __init__(
        self, measured: str, accept: Callable[[float], None], parent: QWidget | None = None
    ) -> None:
        """Make it.

        Args:
            measured: The line by the scale so far, in words.
            accept: Is called with the length in mm, above 0, when the reader agrees.
            parent: The window.
        """
        super().__init__(parent)
        self.setObjectName("calibration")
        self.setWindowTitle("Calibrate by a known length")
        self._accept = accept
        words = QLabel(
            "How long is the object along the line? The scale then holds for this image, "
            "at the depth of that object alone."
        )
        words.setWordWrap(True)
        words.setProperty("quiet", True)
        self.length = _length_box()
        form = QFormLayout()
        form.addRow("Measured so far", QLabel(measured))
        form.addRow("&True length", self.length)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        buttons.button(standard.Ok).setText("Calibrate")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(420, self.sizeHint().height())
        self.finished.connect(self.deleteLater)

    def accept(self) -> None:
        """Take the length."""
        self._accept(self.length.value())
        super().accept()


def _length_box() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.01, _LONGEST)
    box.setDecimals(2)
    box.setValue(_BALL)
    box.setSuffix(" mm")
    box.lineEdit().setTextMargins(6, 0, 6, 0)
    box.setAccessibleName("True length in millimetres")
    box.selectAll()
    return box
