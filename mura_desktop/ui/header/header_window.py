"""A window with every element of a DICOM file, to be searched and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
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

from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.look.elided import ElidedLabel, plain_tip
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.look.search_field import SearchField

COLUMNS = ("Tag", "VR", "Name", "Value")
IDENTITY = "Everything that the file says is shown, and that names the patient: copy with care."
_LONGEST_SHOWN, _LONGEST_TIP = 400, 2000
_ROW = Qt.ItemDataRole.UserRole
_STRETCHES = (176, 48, 256)


class HeaderWindow(QuietDialog):
    """Stays beside the image and shows the header of whatever is in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setWindowTitle("DICOM header")
        resize_within_screen(self, 960, 680)
        self._image = ElidedLabel()
        self._image.setProperty("strong", True)
        self._search = SearchField("Search in tags, names and values", "Search in the header")
        self._search.textChanged.connect(self._filter)
        self._search.found_wanted.connect(self._on_found_wanted)
        self._tree = QTreeWidget()
        self._tree.setHeaderLabels(COLUMNS)
        self._tree.setProperty("table", True)
        self._tree.setUniformRowHeights(True)
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._tree.setAccessibleName("Elements of the header")
        for column, width in enumerate(_STRETCHES):
            self._tree.setColumnWidth(column, width)
        self._tree.header().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._copy = QPushButton("Copy")
        self._count = QLabel()
        self._count.setProperty("small", True)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)

    def name(self, words: str) -> None:
        """Say whose header is shown from now on, or that it is nobody's."""
        self._image.say(words)
        self._image.setVisible(bool(words))

    def show_rows(self, rows: Sequence[HeaderRow]) -> None:
        """Show the elements of another file; what is searched for stays."""
        self._tree.clear()
        above: list[QTreeWidgetItem] = []
        for row in rows:
            item = _item(row)
            del above[row.depth :]
            if above:
                above[-1].addChild(item)
            else:
                self._tree.addTopLevelItem(item)
            above.append(item)
        self._tree.expandAll()
        self._filter(self._search.text())

    def tell(self, text: str) -> None:
        """Say why there are no elements."""
        self._tree.clear()
        self._copy.setEnabled(False)
        self._count.setText(text)

    def copy(self) -> None:
        """Put the selected elements, or all that are shown, on the clipboard, as lines."""
        items = self._shown()
        if not items:
            return  # what is on the clipboard is worth more than nothing
        chosen = [item for item in items if item.isSelected()] or items
        QGuiApplication.clipboard().setText("\n".join(_line(item.data(0, _ROW)) for item in chosen))

    def _lay_out(self) -> None:
        warning = QLabel(IDENTITY)
        warning.setProperty("colour", "uncertain")
        buttons = closing_buttons(self)
        self._copy.setToolTip("Copy the selected elements, or all that are shown")
        self._copy.clicked.connect(self.copy)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for widget in (self._image, warning, self._search, self._tree, self._count, buttons):
            column.addWidget(widget, stretch=int(widget is self._tree))

    def _filter(self, searched: str) -> None:
        """Show what holds the text, with all that it lies in and all that lies in it."""
        words = searched.casefold().split()
        for index in range(self._tree.topLevelItemCount()):
            _show_matching(self._tree.topLevelItem(index), words, inside=False)
        shown = len(self._shown())
        lines = f"{shown} line{'' if shown == 1 else 's'}"
        if not shown and words:
            lines = f"No line says “{' '.join(searched.split())}”."
        self._count.setText(lines if words else f"{lines} in all")
        self._copy.setEnabled(shown > 0)

    def _on_found_wanted(self) -> None:
        """Go to the first line that is in sight."""
        shown = self._shown()
        if shown:
            self._tree.setCurrentItem(shown[0])
            self._tree.setFocus()

    def _shown(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        waiting = [self._tree.topLevelItem(i) for i in range(self._tree.topLevelItemCount())]
        waiting.reverse()
        while waiting:
            item = waiting.pop()
            if item is None or item.isHidden():
                continue
            found.append(item)
            waiting += [item.child(i) for i in reversed(range(item.childCount()))]
        return found


def _shorter(value: str, longest: int) -> str:
    """Return a value, or its beginning and how long it is."""
    if len(value) <= longest:
        return value
    return f"{value[:longest]}… ({len(value)} characters; copy for all)"


def _item(row: HeaderRow) -> QTreeWidgetItem:
    shown = _shorter(row.value.replace("\r", " ").replace("\n", " "), _LONGEST_SHOWN)
    name = f"{row.name or 'Unknown'} (private)" if row.private else row.name
    item = QTreeWidgetItem([row.tag or name, row.vr, name if row.tag else "", shown])
    item.setData(0, _ROW, row)
    item.setToolTip(2, plain_tip(item.text(2)))
    item.setToolTip(3, plain_tip(_shorter(row.value, _LONGEST_TIP)))
    return item


def _show_matching(item: QTreeWidgetItem | None, words: list[str], *, inside: bool) -> bool:
    assert item is not None
    row: HeaderRow = item.data(0, _ROW)
    text = f"{row.tag} {row.tag.replace(',', '')} {row.vr} {row.name} {row.value}".casefold()
    matches = inside or all(word in text for word in words)
    below = [
        _show_matching(item.child(index), words, inside=matches and bool(words))
        for index in range(item.childCount())
    ]
    item.setHidden(not (matches or any(below)))
    return matches or any(below)


def _line(row: HeaderRow) -> str:
    parts = (part for part in (row.tag, row.vr, row.name, row.value) if part)
    return f"{'  ' * row.depth}{'  '.join(parts)}"
