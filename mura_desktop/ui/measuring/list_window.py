"""What was measured in a study, as a list to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.measuring.sheet import Measurement, Sheet
from mura_desktop.ui.measuring.words import UNCERTAINTY, told
from mura_desktop.ui.words import laterality_text, region_text

HEADINGS = ("Image", "No.", "Kind", "Size", "Rests on", "In the patient", "Modality values")

_KEPT = (
    "Measurements are kept until the study is closed; a report or a copy of the list keeps them."
)


@dataclass(frozen=True)
class Row:
    """One measurement in a list."""

    image: Image
    measurement: Measurement
    cells: tuple[str, ...]


def _rows_of(images: Sequence[Image], sheet: Sheet) -> list[Row]:
    """Return everything that was measured in images, in their order."""
    return [
        _row(place, frame, each, sheet)
        for place, image in enumerate(images, start=1)
        for frame in sheet.frames(image)
        for each in sheet.measurements(frame)
    ]


def _row(place: int, image: Image, measurement: Measurement, sheet: Sheet) -> Row:
    shape = measurement.shape
    words = told(shape, sheet.scale(image), sheet.statistics(image, shape))
    cells = (
        f"{place}  {_image_name(image)}".rstrip(),
        str(measurement.number),
        shape.kind.title,
        words.size,
        words.basis,
        words.range.removeprefix("in the patient "),
        ", ".join(words.greys),
    )
    return Row(image, measurement, cells)


def as_text(rows: Sequence[Row]) -> str:
    """Return a list as lines with tabs, for a spreadsheet or a report."""
    lines = [HEADINGS, *(row.cells for row in rows), (UNCERTAINTY,), (DISCLAIMER,)]
    return "\n".join("\t".join(line) for line in lines)


class ListWindow(QuietDialog):
    """A list of the measurements in the study in front; stays beside the image."""

    row_chosen = Signal(object, int)
    """Image and number of a measurement: to be shown."""
    deletion_wanted = Signal(object, object)
    """Image and numbers of measurements."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Measurements")
        resize_within_screen(self, 1080, 400)
        self._rows: list[Row] = []
        self._tree = QTreeWidget()
        self._tree.setObjectName("measurements")
        self._tree.setHeaderLabels(HEADINGS)
        self._tree.setRootIsDecorated(False)
        self._tree.setProperty("table", True)
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._tree.setAccessibleName("Measurements of this study")
        self._tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._tree.itemActivated.connect(self._on_item_activated)
        self._tree.itemClicked.connect(self._on_item_activated)
        words = QLabel(f"{UNCERTAINTY} {_KEPT}")
        words.setWordWrap(True)
        words.setProperty("small", True)
        self._empty = QLabel("Nothing is measured yet. Choose a kind in the Measure menu and draw.")
        self._empty.setProperty("quiet", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._empty)
        column.addWidget(self._tree, stretch=1)
        column.addWidget(words)
        column.addWidget(self._buttons())
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)
        QShortcut(QKeySequence.StandardKey.Delete, self, self._delete)

    def show_images(self, images: Sequence[Image], sheet: Sheet) -> None:
        """Show what was measured in these images; what was selected stays so."""
        before = {_name(row) for row in self._selected()}
        rows = _rows_of(images, sheet)
        self._rows = rows
        self._tree.clear()
        for row in rows:
            item = QTreeWidgetItem(list(row.cells))
            self._tree.addTopLevelItem(item)
            item.setSelected(_name(row) in before)
        self._empty.setVisible(not rows)
        self._tree.setVisible(bool(rows))
        self._copy.setEnabled(bool(rows))
        self._delete_button.setEnabled(bool(rows))

    def copy(self) -> None:
        """Put the selected rows, or all, on the clipboard."""
        QGuiApplication.clipboard().setText(as_text(self._selected() or self._rows))

    def _buttons(self) -> QDialogButtonBox:
        buttons = closing_buttons(self)
        self._copy = QPushButton("Copy")
        self._copy.setToolTip("Copy the selected measurements, or all, as text with tabs")
        self._copy.clicked.connect(self.copy)
        self._delete_button = QPushButton("Delete")
        self._delete_button.setToolTip("Delete the selected measurements; this can be undone")
        self._delete_button.clicked.connect(self._delete)
        for button in (self._copy, self._delete_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return buttons

    def _selected(self) -> list[Row]:
        items = self._tree.selectedItems()
        places = sorted(self._tree.indexOfTopLevelItem(item) for item in items)
        return [self._rows[place] for place in places]

    def _on_item_activated(self, item: QTreeWidgetItem) -> None:
        row = self._rows[self._tree.indexOfTopLevelItem(item)]
        self.row_chosen.emit(row.image, row.measurement.number)

    def _delete(self) -> None:
        chosen: dict[Image, list[int]] = {}
        for row in self._selected():
            chosen.setdefault(row.image, []).append(row.measurement.number)
        for image, numbers in chosen.items():
            self.deletion_wanted.emit(image, numbers)


def _image_name(image: Image) -> str:
    header = image.header
    frame = f"frame {image.frame + 1}" if image.frames > 1 else ""
    parts = region_text(image.region), header.view, laterality_text(header.laterality), frame
    return " ".join(filter(None, parts))


def _name(row: Row) -> tuple[str, int, int]:
    return str(row.image.path), row.image.frame, row.measurement.number
