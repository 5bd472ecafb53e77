"""Why is this grey? The way of the pixel under the pointer, step by step."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mura_desktop.domain.grey_trace import GreyTrace, Step
from mura_desktop.ui.look.elided import ElidedLabel
from mura_desktop.ui.look.theme import icon

_INVITATION = "Point at the image to see why a pixel is as grey as it is."
_SHARES = {"Stored value": 3, "Modality": 3, "Window": 8, "Polarity": 4, "Screen": 3}
"""The steps, and how much of the width each one's words need."""


class GreyPanel(QFrame):
    """Five cells from stored value to screen value, with the place of the pixel above them."""

    def __init__(self, copy: QAction, toggle: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grey")
        self._trace: GreyTrace | None = None
        self._place = QLabel(_INVITATION)
        self._note = ElidedLabel()
        self._note.setProperty("quiet", True)
        self._cells = [_Cell(name) for name in _SHARES]
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._place)
        head.addWidget(self._note, stretch=1)
        head.addWidget(_link(copy))
        head.addWidget(_cross(toggle))
        cells = QHBoxLayout()
        cells.setSpacing(8)
        for cell in self._cells:
            if cell is not self._cells[0]:
                cells.addWidget(_arrow())
            cells.addWidget(cell, stretch=_SHARES[cell.name])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(cells)
        self.setAccessibleName("Why is this grey?")
        self.hide()
        copy.triggered.connect(self.copy)

    def show_trace(self, trace: GreyTrace | None, note: str = "") -> None:
        """Show the way of a pixel, or invite to point at one.

        Args:
            trace: The way, or None where there is no pixel.
            note: What else has a part in what is on the screen.
        """
        self._trace = trace
        self._place.setText(f"Row {trace.row}, column {trace.column}" if trace else _INVITATION)
        self._note.say(note if trace else "")
        steps = trace.steps if trace else [Step(name, "–", "") for name in _SHARES]
        for cell, step in zip(self._cells, steps, strict=True):
            cell.show_step(step)

    def copy(self) -> None:
        """Put the way of the pixel on the clipboard."""
        if self._trace is not None:
            QGuiApplication.clipboard().setText(self.text)

    @property
    def text(self) -> str:
        """All of it as lines of text."""
        note = self._note.toolTip()
        return "\n".join(filter(None, (self._trace.text if self._trace else _INVITATION, note)))


class _Cell(QWidget):
    """Name, value and reason of one step, below each other."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._name, self._value, self._why = ElidedLabel(), ElidedLabel(), ElidedLabel()
        self._name.setProperty("small", True)
        self._why.setProperty("small", True)
        self._value.setProperty("strong", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for label in (self._name, self._value, self._why):
            column.addWidget(label)
        self.show_step(Step(name, "–", ""))

    def sizeHint(self) -> QSize:
        """Ask for the same room whatever it says, so that the cells stand still."""
        return QSize(120, super().sizeHint().height())

    def show_step(self, step: Step) -> None:
        self._name.say(step.name)
        self._value.say(step.value)
        self._why.say(step.why)


def _arrow() -> QLabel:
    arrow = QLabel("→")
    arrow.setProperty("quiet", True)
    arrow.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return arrow


def _link(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _cross(toggle: QAction) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon("close"))
    button.setToolTip("Close")
    button.setAccessibleName("Close")
    button.clicked.connect(toggle.trigger)
    return button
