"""Turning the heatmap on, and what it can and cannot tell."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Region
from mura_desktop.domain.verdict import BundleInfo
from mura_desktop.ui.frame_bar import ArrowSlider
from mura_desktop.ui.words import peak_text

CAUTION = "Shows where the network looked, not where the abnormality is."
CONTOUR = (
    "The line encloses evidence of at least half the strongest: solid where suspected, "
    "dashed where uncertain."
)

WITHHELD = "The heatmap waits for your verdict."
STALE = "The heatmap was that of a verdict that no longer holds."


class HeatmapPanel(QWidget):
    """A switch, an opacity and the words that belong to every heatmap."""

    opacity_changed = Signal(float)
    """How much the strongest evidence covers, in [0, 1]."""

    method_chosen = Signal(str)
    """Name of the saliency method that heatmaps are to be made by."""

    def __init__(self, toggle: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._toggle = toggle
        switch = QToolButton()
        switch.setObjectName("switch")
        switch.setDefaultAction(toggle)
        switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._slider = _opacity()
        self._slider.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100.0))
        self._methods = QComboBox()
        self._methods.setAccessibleName("Saliency method")
        self._methods.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._methods.textActivated.connect(self.method_chosen.emit)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("quiet", True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(switch)
        opacity = QLabel("Opacity")
        opacity.setProperty("quiet", True)
        row.addWidget(opacity)
        row.addWidget(self._slider, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._methods)
        column.addWidget(self._words)
        self.show_heatmap(None, None)

    def show_heatmap(
        self,
        heatmap: Heatmap | None,
        info: BundleInfo | None,
        region: Region | None = None,
        *,
        instead: str = "",
    ) -> None:
        """Tell about the heatmap of the image, or why there is none.

        Args:
            heatmap: What may be seen.
            info: The bundle that it was made by.
            region: What the image shows.
            instead: What is told in place of all that: :data:`WITHHELD`, :data:`STALE` or nothing.
        """
        self._toggle.setEnabled(heatmap is not None)
        self._slider.setEnabled(heatmap is not None)
        self._words.setText(instead or _words(heatmap, info, region))
        methods = info.methods if info is not None else ()
        self._methods.setVisible(len(methods) > 1)
        if [self._methods.itemText(i) for i in range(self._methods.count())] != list(methods):
            self._methods.clear()
            self._methods.addItems(methods)
        if heatmap is not None:
            self._methods.setCurrentText(heatmap.method)
        self.updateGeometry()  # the layout around it remembers how tall it was

    @property
    def text(self) -> str:
        """What is told about the heatmap."""
        return self._words.text()


def _opacity() -> ArrowSlider:
    slider = ArrowSlider()
    slider.setRange(10, 100)
    slider.setValue(60)
    slider.setAccessibleName("Heatmap opacity")
    slider.setToolTip("Heatmap opacity")
    return slider


def _words(heatmap: Heatmap | None, info: BundleInfo | None, region: Region | None) -> str:
    if heatmap is None:
        return "There is no heatmap without a verdict on the image."
    measured = peak_text(heatmap, info, info.measured_on(region) if info else None)
    return " ".join(filter(None, (f"{heatmap.method}. {CAUTION}", CONTOUR, measured)))
