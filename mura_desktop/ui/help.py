"""The user documentation inside the program: pages on the left, a search, the page on the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.ui.documents import closing_buttons, part_paragraphs
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.look.search_field import SearchField

INDEX = "index.md"
_PAGE = Qt.ItemDataRole.UserRole
_TEXT = Qt.ItemDataRole.UserRole + 1


class HelpDialog(QuietDialog):
    """Every page, in the order of their names, narrowed down by what is searched for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        resize_within_screen(self, 1000, 700)
        folder = Path(QDir("help:").absolutePath())
        self._search = SearchField("Search", "Search in all pages")
        self._search.textChanged.connect(self._narrow_down)
        self._search.found_wanted.connect(self._on_found_wanted)
        self._pages = QListWidget()
        self._pages.setAccessibleName("Pages")
        self._nothing = QLabel("No page says that.")
        self._nothing.setProperty("quiet", True)
        self._nothing.hide()
        for file in (folder / INDEX, *sorted(folder.glob("[0-9]*.md"))):
            self._pages.addItem(_item(file))
        self.browser = _Browser()
        self._pages.currentItemChanged.connect(self._on_page_chosen)
        self.browser.sourceChanged.connect(self._on_source_changed)
        self._lay_out()
        self._pages.setCurrentRow(0)
        self.finished.connect(self.deleteLater)

    @property
    def listed(self) -> tuple[str, ...]:
        """The titles of the pages that are listed now."""
        items = (self._pages.item(row) for row in range(self._pages.count()))
        return tuple(item.text() for item in items if not item.isHidden())

    def search(self, text: str) -> None:
        """List the pages that say something."""
        self._search.setText(text)

    def _narrow_down(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self._pages.count()):
            item = self._pages.item(row)
            said = item.data(_TEXT)
            item.setHidden(not all(word in said for word in words))
        self._nothing.setVisible(not self.listed)
        self._mark(text)

    def _on_found_wanted(self) -> None:
        """Go to the first page that is listed, or on to the next place of the one that is."""
        found = [
            item
            for row in range(self._pages.count())
            if not (item := self._pages.item(row)).isHidden()
        ]
        if not found:
            return
        if self._pages.currentItem() not in found:
            self._pages.setCurrentItem(found[0])
        elif words := self._search.text().strip():
            self.browser.find(words)

    def _mark(self, text: str) -> None:
        """Go to the first place of the page that says it."""
        cursor = self.browser.textCursor()
        cursor.clearSelection()
        cursor.setPosition(0)
        self.browser.setTextCursor(cursor)
        if text.strip():
            self.browser.find(text.strip())

    def _on_page_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.browser.setSource(QUrl.fromLocalFile(item.data(_PAGE)))
            self._mark(self._search.text())

    def _on_source_changed(self, source: QUrl) -> None:
        part_paragraphs(self.browser.document())
        for row in range(self._pages.count()):
            item = self._pages.item(row)
            if QUrl.fromLocalFile(item.data(_PAGE)).fileName() == source.fileName():
                self._pages.blockSignals(True)
                self._pages.setCurrentItem(item)
                self._pages.blockSignals(False)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._search)
        left.addWidget(self._pages, stretch=1)
        left.addWidget(self._nothing)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addLayout(left, stretch=1)
        beside.addWidget(self.browser, stretch=3)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(beside, stretch=1)
        column.addWidget(closing_buttons(self))


class _Browser(QTextBrowser):
    """Shows pictures no wider than itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenExternalLinks(True)
        self.setAccessibleName("Page")

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's own name
        """Return a resource; a picture scaled to the width of the page."""
        found: object = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return found
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        room = QSize(max(320, self.viewport().width() - 24), picture.height())
        if picture.isNull() or picture.width() <= room.width():
            return found
        return picture.scaledToWidth(room.width(), Qt.TransformationMode.SmoothTransformation)


def _item(file: Path) -> QListWidgetItem:
    text = file.read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ")
    item = QListWidgetItem("Contents" if file.name == INDEX else title)
    item.setData(_PAGE, str(file))
    item.setData(_TEXT, text.casefold())
    return item
