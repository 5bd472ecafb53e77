"""Puts images into the cells: the one that the reader chose, and what belongs beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.study import Image
from mura_desktop.ui.grid.captions import counterpart, is_older, same_patient
from mura_desktop.ui.grid.cell import Cell
from mura_desktop.ui.grid.darkroom import Darkroom
from mura_desktop.ui.grid.layouts import Layout, page_with
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.look.theme import on_image
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.viewer.layers import Layers
from mura_desktop.ui.words import image_look

READING = "Reading the image again…"
_NO_DATE = "~"
"""Sorts behind every date."""
_AT_ONCE = 1 << 20
"""Pixels of an image that are sampled without anybody noticing."""


class Hanging(QObject):
    """Keeps the cells in step with what the session has in front.

    The active cell shows the session's image. The others keep what hangs in them until the layout
    changes, another study comes in front, or the reader drops something there.
    """

    layout_changed = Signal(object)
    """Layout: there are other cells now."""

    def __init__(
        self, session: ReadingSession, views: ViewerGrid, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._views = views
        self._layout = Layout.SINGLE
        self._into_active = False
        self._thumbnails: dict[Image, NDArray[np.uint8]] = {}
        self._darkroom = Darkroom(self)
        self._darkroom.developed.connect(self._on_developed)
        self._darkroom.failed.connect(self._on_failed)
        # once what hangs is painted: two threads that work at once would keep it from the screen
        self._developing = QTimer(self)
        self._developing.setSingleShot(True)
        self._developing.timeout.connect(self._develop)
        views.image_touched.connect(session.select)
        views.image_dropped.connect(self.choose)
        views.image_wanted.connect(session.select)
        session.thumbnail_made.connect(self._on_thumbnail_made)
        session.study_opened.connect(self._on_study_opened)

    # --- what the reader asks for

    @property
    def layout(self) -> Layout:
        """How many cells there are."""
        return self._layout

    def set_layout(self, layout: Layout) -> None:
        """Have other cells, and hang the images of the study in front in them."""
        self._layout = layout
        front = self._session.selected
        rows, columns = layout.shape(len(front[0].study.images) if front else 1)
        self._views.set_shape(rows, columns)
        self.layout_changed.emit(layout)
        if front is not None:
            self._fill(*front)
            self.hang(*front)

    def choose(self, image: Image) -> None:
        """Look at an image in the active cell, whatever hangs in the others."""
        self._into_active = self._layout is not Layout.ALL
        self._session.select(image)
        self._into_active = False

    def compare(self) -> bool:
        """Hang the study in front beside another one of the patient, the newer one left.

        Where one of the two has no date, that in front hangs left.

        Returns:
            Whether there is another one: of this patient, or of a patient whom the files of neither
            name.
        """
        front = self._session.selected
        other = self._comparable(*front) if front else None
        if front is None or other is None:
            return False
        here, there = front[1], counterpart(front[1], other.study.images)
        self.set_layout(Layout.PAIR)
        older = is_older(here.header, there.header)
        cells = self._views.cells
        for cell, image in zip(cells, (there, here) if older else (here, there), strict=True):
            self._keep_place(cell, image)
        self._views.activate(cells[1] if older else cells[0])
        self.hang(*front)
        return True

    def shut_down(self) -> None:
        """Give up and wait for the thread to end."""
        self._developing.stop()
        self._darkroom.shut_down()

    # --- what the session has in front

    def hang(self, opened: OpenStudy, image: Image) -> None:
        """Show the image in front, whose pixels are at hand, in the cell that is its."""
        cell = self._cell_for(opened, image)
        if cell.canvas.subject is not image or not cell.canvas.ready:
            layers = self._darkroom.take(image)
            if layers is None and self._takes_long(image):
                cell.show_preview(image, self._thumbnails[image])
            else:
                cell.show_image(image, layers)
        _dress(cell, image, opened)
        self._developing.start()
        self._views.tell()

    def wait(self, opened: OpenStudy, image: Image) -> None:
        """Keep a place for the image in front, which is being read again."""
        self._keep_place(self._cell_for(opened, image), image)
        self._views.tell()

    def lose(self, error: MuraDesktopError) -> None:
        """Say why the image in front cannot be shown."""
        self._views.active_cell.absence.tell_failure(error)

    def take_down(self, images: Sequence[Image]) -> None:
        """Empty the cells that show images that are closed."""
        for cell in self._views.cells:
            if cell.subject in images:
                cell.clear()
        self._views.forget(images)
        for image in images:
            self._thumbnails.pop(image, None)
        self._views.tell()

    def update_study(self, opened: OpenStudy) -> None:
        """Show what is known of a study over those of its images that hang somewhere."""
        for cell in self._views.cells:
            if cell.subject is not None and cell.subject in opened.study.images:
                _dress(cell, cell.subject, opened)

    # --- keeping it together

    def _cell_for(self, opened: OpenStudy, image: Image) -> Cell:
        """Return the cell that an image is to hang in, active from now on."""
        views = self._views
        if views.active_cell.subject is image:
            return views.active_cell
        hung = {cell.subject: cell for cell in reversed(views.cells) if cell.subject is not None}
        beside = {each.header.study_key for each in hung}
        whole = self._layout is Layout.ALL and image not in hung
        if whole or (not self._into_active and opened.study.id not in beside):
            self._fill(opened, image)
        elif image in hung and (self._layout is Layout.ALL or views.active_cell.subject is None):
            views.activate(hung[image])
        return views.active_cell

    def _fill(self, opened: OpenStudy, image: Image) -> None:
        """Hang images of one study in all cells."""
        views, images = self._views, opened.study.images
        if self._layout is Layout.ALL:
            views.set_shape(*self._layout.shape(len(images)))
        page = page_with(images, image, len(views.cells))
        for cell, shown in zip(views.cells, (*page, *[None] * len(views.cells)), strict=False):
            if shown is None:
                cell.clear()
            else:
                self._keep_place(cell, shown)
        views.activate(views.cells[page.index(image)])

    def _keep_place(self, cell: Cell, image: Image) -> None:
        """Hang a small picture of an image at hand until there is more: words would flicker."""
        if cell.subject is image:
            return
        if image in self._thumbnails and image.pixels_at_hand is not None:
            cell.show_preview(image, self._thumbnails[image])
        else:
            cell.wait_for(image, READING)
        self._dress(cell, image)

    def _develop(self) -> None:
        """Have made ready what hangs and is not, then what will probably be asked for next."""
        views, active = self._views, self._views.active_cell
        for cell in views.cells:  # what was made ready for the active cell may hang in another
            if cell.subject is not None and not cell.canvas.ready:
                layers = self._darkroom.take(cell.subject)
                if layers is not None:
                    self._show(cell, layers)
        cells = sorted(views.cells, key=lambda cell: cell is not active)
        wanted = [
            (cell.subject, cell.canvas.view_of(cell.subject))
            for cell in cells
            if cell.subject is not None and not cell.canvas.ready
        ]
        for image in self._session.beside(2):
            if self._takes_long(image) and all(cell.subject is not image for cell in cells):
                wanted.append((image, active.canvas.view_of(image)))
        self._darkroom.want(wanted)

    def _takes_long(self, image: Image) -> bool:
        return image.rows * image.columns > _AT_ONCE and image in self._thumbnails

    def _comparable(self, opened: OpenStudy, image: Image) -> OpenStudy | None:
        """Return the study to compare with: the last one before, else the next one after.

        One that has no date comes last: nobody knows whether it was made before or after.
        """
        others = [each for each in self._session.studies if each.study.id != opened.study.id]
        header = opened.study.header
        own = [each for each in others if same_patient(each.study.header, image.header)]
        before = [each for each in own if is_older(each.study.header, header)]
        if before:
            return max(before, key=lambda each: each.study.header.study_date)
        if own:
            return min(own, key=lambda each: each.study.header.study_date or _NO_DATE)
        unnamed = [each for each in others if same_patient(each.study.header, image.header) is None]
        return unnamed[0] if unnamed else None

    def _on_developed(self, layers: Layers) -> None:
        for cell in self._views.cells:
            if cell.subject is layers.image and not cell.canvas.ready:
                taken = self._darkroom.take(layers.image)
                self._show(cell, taken or layers.beside())
        self._views.tell()

    def _show(self, cell: Cell, layers: Layers) -> None:
        """Hang what was made ready, with what is known of its study: a heatmap left out lies."""
        cell.show_image(layers.image, layers)
        self._dress(cell, layers.image)

    def _dress(self, cell: Cell, image: Image) -> None:
        opened = self._session.study_of(image)
        if opened is not None:
            _dress(cell, image, opened)

    def _on_failed(self, image: Image, error: MuraDesktopError) -> None:
        for cell in self._views.cells:
            if cell.subject is image and not cell.canvas.ready:
                cell.wait_for(image, "")
                cell.absence.tell_failure(error)

    def _on_thumbnail_made(self, image: Image, brightness: NDArray[np.uint8]) -> None:
        self._thumbnails[image] = brightness

    def _on_study_opened(self, opened: OpenStudy) -> None:
        """Hang what arrived after the first image of a study beside it."""
        front = self._session.selected
        if front is None or front[0].study.id != opened.study.id:
            return
        if self._layout is Layout.ALL or any(cell.subject is None for cell in self._views.cells):
            self._fill(*front)
            self.hang(*front)


def _dress(cell: Cell, image: Image, opened: OpenStudy) -> None:
    """Show over an image what is known of it: its place in the study, its region, its heatmap."""
    images = opened.study.images
    place = f"{images.index(image) + 1} / {len(images)}"
    cell.canvas.set_place(place, opened.region(image))
    look = image_look(opened, image, "")
    cell.canvas.show_heatmap(opened.heatmap(image), look.line, on_image(look.colour).name())
