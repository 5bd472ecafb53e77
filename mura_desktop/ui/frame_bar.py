"""Going through the frames of an image that has several."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from mura_desktop.domain.study import Image

_SLIDER_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class ArrowSlider(QSlider):
    """A horizontal slider that keeps the arrow keys to itself while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def event(self, event: QEvent) -> bool:
        """Take arrow keys before the window's shortcuts do."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in _SLIDER_KEYS:
                event.accept()
                return True
        return super().event(event)


class FrameBar(QFrame):
    """A slider over the frames, the number of the one shown; hidden where there is one frame."""

    frame_wanted = Signal(int)
    """The number of a frame, from 0."""

    def __init__(
        self, previous: QAction, following: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("frames")
        self._slider = ArrowSlider()
        self._slider.setAccessibleName("Frame")
        self._slider.setPageStep(10)
        self._slider.valueChanged.connect(self._on_slider_moved)
        self._label = QLabel()
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance("Frame 888 / 888"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        row.addWidget(self._label)
        for action, count in ((previous, -1), (following, 1)):
            action.triggered.connect(partial(self.step, count))
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        row.addWidget(self._slider, stretch=1)
        self.hide()

    @property
    def wanted(self) -> int:
        """The frame that the reader asked for last, from 0."""
        return self._slider.value()

    @property
    def text(self) -> str:
        """What is said of the frame, or nothing when hidden."""
        return "" if self.isHidden() else self._label.text()

    def show_image(self, image: Image | None) -> None:
        """Show which frame of how many is on screen."""
        frames = image.frames if image else 1
        self.setVisible(frames > 1)
        self._slider.blockSignals(True)
        self._slider.setRange(0, frames - 1)
        self._slider.setValue(image.frame if image else 0)
        self._slider.blockSignals(False)
        self._say(self._slider.value())

    def step(self, count: int) -> None:
        """Ask for the frame so much further on."""
        self._slider.setValue(self._slider.value() + count)

    def _on_slider_moved(self, number: int) -> None:
        self._say(number)
        self.frame_wanted.emit(number)

    def _say(self, number: int) -> None:
        self._label.setText(f"Frame {number + 1} / {self._slider.maximum() + 1}")
