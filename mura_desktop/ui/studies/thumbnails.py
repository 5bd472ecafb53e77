"""The list of what is open: studies, and under each its images with their verdicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget
from shiboken6 import delete

from mura_desktop.domain.study import Image, RegionSource
from mura_desktop.domain.verdict import Judgement
from mura_desktop.ui.look.elided import plain_tip
from mura_desktop.ui.reading.arrivals import thumbnail_of
from mura_desktop.ui.reading.open_study import OpenStudy, Phase
from mura_desktop.ui.studies.thumbnail_delegate import Entry, ThumbnailDelegate
from mura_desktop.ui.viewer.layers import opaque_picture
from mura_desktop.ui.words import (
    judgement_look,
    laterality_text,
    region_text,
    said_of,
    staled,
    study_details,
    study_look,
    study_title,
)

THUMBNAIL = 72
DRAGGED = "application/x-mura-desktop-image"
"""What is said of an image that is dragged out of the list."""
_HOLDS = Qt.ItemDataRole.UserRole
_ENTRY = ThumbnailDelegate.ENTRY
_PASSED_ON = (Qt.Key.Key_P, Qt.Key.Key_M, Qt.Key.Key_Space)


class Thumbnails(QTreeWidget):
    """Studies with their images. Shows what it is told; tells which image was asked for."""

    image_chosen = Signal(object)
    """Image: the reader clicked it, or went to it with the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self._items: dict[str, QTreeWidgetItem] = {}
        self._pictures: dict[Image, QPixmap] = {}
        self.dragged: Image | None = None
        """The image that is being dragged to a view."""
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(False)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setItemDelegate(ThumbnailDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Open studies")
        self.setMinimumWidth(240)
        self.setDragEnabled(True)
        self.setDragDropMode(QTreeWidget.DragDropMode.DragOnly)
        self.currentItemChanged.connect(self._on_current_item_changed)

    def set_label(self, label: str) -> None:
        """Take the bundle's word for what it recognises."""
        self._label = label

    def show_study(self, opened: OpenStudy) -> None:
        """Show a study as it is now."""
        item = self._items.get(opened.study.id)
        if item is None:
            item = self._items[opened.study.id] = QTreeWidgetItem(self)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setExpanded(True)
        look = study_look(opened, self._label)
        title, details = study_title(opened.study), study_details(opened.study)
        _describe(item, Entry(title, look, None, details))
        for position, image in enumerate(opened.study.images):
            child = _child(item, position, image)
            _describe(child, self._entry(image, opened, opened.judgement(image)))

    def remove_study(self, study_id: str) -> None:
        """Take a study out of the list."""
        item = self._items.pop(study_id)
        below = (item.child(row) for row in range(item.childCount()))
        for child in below:
            if child is not None:
                self._pictures.pop(child.data(0, _HOLDS), None)
        self.takeTopLevelItem(self.indexOfTopLevelItem(item))
        delete(item)  # and what is below it: Python would keep each, and with it an image's pixels

    def show_selected(self, image: Image | None) -> None:
        """Mark the image that the reader looks at."""
        self.blockSignals(True)
        item = self._item(image)
        if item is None:
            self.clearSelection()
        else:
            self.setCurrentItem(item)
            self.scrollToItem(item)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys that are held over the image to the image."""
        if event.key() in _PASSED_ON:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """Say that an image is dragged, and nothing of it: it never leaves the window."""
        held = items[0].data(0, _HOLDS) if items else None
        self.dragged = held if isinstance(held, Image) else None
        data = QMimeData()
        data.setData(DRAGGED, b"image")
        return data

    def _entry(self, image: Image, opened: OpenStudy, judgement: Judgement | None) -> Entry:
        phase = opened.phase
        if phase is Phase.JUDGING and len(opened.judgements) < opened.study.images.index(image):
            phase = Phase.WAITING
        region = opened.region(image)
        if region is not None and region.source is RegionSource.NETWORK:
            region = None  # a guess is no name: here it would stand without the word that it is one
        part = " ".join(filter(None, (region_text(region), image.header.view)))
        title = " · ".join(filter(None, (part, laterality_text(image.header.laterality))))
        look = judgement_look(judgement, phase, said_of(opened, self._label))
        return Entry(
            title or image.path.stem,
            staled(look) if opened.stale else look,
            self._picture(image),
        )

    def keep_thumbnail(self, image: Image, shown: NDArray[np.uint8]) -> None:
        """Take (rows, columns) brightness or (rows, columns, 3) RGB of an image to be listed."""
        side = round(THUMBNAIL * self.devicePixelRatioF())
        size = QSizeF(image.columns, image.rows * image.aspect)
        size.scale(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        fitted = opaque_picture(shown).scaled(
            size.toSize().expandedTo(QSize(1, 1)),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[image] = QPixmap.fromImage(fitted)

    def _picture(self, image: Image) -> QPixmap:
        if image not in self._pictures:
            self.keep_thumbnail(image, thumbnail_of(image))
        return self._pictures[image]

    def _item(self, image: Image | None) -> QTreeWidgetItem | None:
        if image is None:
            return None
        study = self._items[image.header.study_key]
        for row in range(study.childCount()):
            child = study.child(row)
            if child is not None and child.data(0, _HOLDS) is image:
                return child
        return None

    def _on_current_item_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and isinstance(item.data(0, _HOLDS), Image):
            self.image_chosen.emit(item.data(0, _HOLDS))


def _child(study: QTreeWidgetItem, position: int, image: Image) -> QTreeWidgetItem:
    """Return the item of an image, inserted where reading order puts it."""
    present = study.child(position)
    if present is not None and present.data(0, _HOLDS) is image:
        return present
    item = QTreeWidgetItem()
    item.setData(0, _HOLDS, image)
    study.insertChild(position, item)
    return item


def _describe(item: QTreeWidgetItem, entry: Entry) -> None:
    item.setData(0, _ENTRY, entry)
    name = ", ".join(filter(None, (entry.title, entry.details)))
    words = f"{name}: {entry.look.text}"
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words)
    item.setToolTip(0, plain_tip(words))
