"""What was measured at the two operating points that cut the scale of scores."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.verdict import BundleInfo, OperatingPoints
from mura_desktop.ui.words import estimate_text, intervals_text, measured_on


class PointsTable(QWidget):
    """Sensitivity and specificity with 95 % intervals, and the data they were measured on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Measured at the operating points")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._cells = [[_cell() for _ in range(3)] for _ in range(3)]
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                grid.addWidget(cell, row, column)
        self._data = _cell()
        self._data.setWordWrap(True)
        grid.addWidget(self._data, 3, 0, 1, 3)

    def show_points(self, points: OperatingPoints, info: BundleInfo, texts: ScoreTexts) -> None:
        """Show what was measured at thresholds of a bundle, written as beside a score."""
        both = points.specific, points.sensitive
        heads = (
            f"{point.name.capitalize()}\n≥ {texts.threshold(point.threshold)}" for point in both
        )
        self._fill(0, ("", *heads))
        self._fill(1, ("Sensitivity", *(estimate_text(point.sensitivity) for point in both)))
        self._fill(2, ("Specificity", *(estimate_text(point.specificity) for point in both)))
        shown = (cell.text() for cells in self._cells for cell in cells)
        self._data.setText(intervals_text(shown, measured_on(points, info)))

    @property
    def text(self) -> str:
        """Everything in the table."""
        rows = (" ".join(cell.text() for cell in cells) for cells in self._cells)
        return "\n".join((*rows, self._data.text()))

    def _fill(self, row: int, texts: Sequence[str]) -> None:
        for cell, text in zip(self._cells[row], texts, strict=True):
            cell.setText(text)


def _cell() -> QLabel:
    label = QLabel()
    label.setProperty("small", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
