"""Which body part an image shows, who says so, and the reader's say in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import BundleInfo
from mura_desktop.ui.words import sourced_region


class RegionPanel(QWidget):
    """The region with its source, and another one to choose."""

    region_chosen = Signal(object)
    """Region that the reader says the image shows, or None to take that back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._choice = QComboBox()
        self._choice.setAccessibleName("Region of this image")
        self._choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._choice.activated.connect(self._on_choice_activated)
        self._undo = QPushButton("Undo")
        self._undo.setToolTip("Take the choice of the region back")
        self._undo.clicked.connect(lambda: self.region_chosen.emit(None))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._choice, stretch=1)
        row.addWidget(self._undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._said)
        column.addLayout(row)

    def show_region(self, region: Region | None, chosen: bool, info: BundleInfo | None) -> None:
        """Show a region.

        Args:
            region: What the image shows, or None where nobody knows.
            chosen: Whether the reader said so.
            info: The bundle, whose regions may be chosen.
        """
        self._said.setText(f"Region: {sourced_region(region) or 'not known'}")
        self._undo.setVisible(chosen)
        known = info.regions if info else ()
        self._choice.setVisible(bool(known))
        about = f" {info.about_region}" if info else ""
        self._choice.setToolTip(f"Say what this image shows.{about}")
        self._choice.clear()
        self._choice.addItem("Change the region…", None)
        for each in known:
            self._choice.addItem(each.title[:1].upper() + each.title[1:], each.code)
            if region is not None and chosen and region.code in each.accepts:
                self._choice.setCurrentIndex(self._choice.count() - 1)

    @property
    def text(self) -> str:
        """What is said of the region."""
        return self._said.text()

    def _on_choice_activated(self, index: int) -> None:
        code = self._choice.itemData(index)
        self.region_chosen.emit(Region(code, RegionSource.READER) if code else None)
