"""Measuring in a window: the hand, the sheet, the ink and the list, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.measurement.scale import calibrated
from mura_desktop.domain.measurement.shape import Kind, Shape
from mura_desktop.domain.measurement.size import placing_error, size_of
from mura_desktop.domain.study import Image
from mura_desktop.ui.grid.history import Histories
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.measuring.hand import Hand
from mura_desktop.ui.measuring.ink import Ink
from mura_desktop.ui.measuring.key_pointer import KeyPointer
from mura_desktop.ui.measuring.pending import Pending
from mura_desktop.ui.measuring.sheet import Sheet
from mura_desktop.ui.measuring.words import scale_text, told
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.viewer.canvas import Canvas

if TYPE_CHECKING:
    from mura_desktop.ui.measuring.list_window import ListWindow


class Measuring(QObject):
    """Lets a reader measure on the canvases of a window."""

    told = Signal(str)
    """A sentence for the reader."""

    def __init__(
        self, window: QWidget, session: ReadingSession, views: ViewerGrid, histories: Histories
    ) -> None:
        """Make it.

        Args:
            window: The main window.
            session: What is open, and which study is in front.
            views: Where it is measured.
            histories: Where it can be undone.
        """
        super().__init__(window)
        self._window = window
        self._session = session
        self._views = views
        self._pending = Pending()
        self.sheet = Sheet(lambda image: histories.of(image.header.study_key), self)
        self._ink = Ink(self.sheet, self._pending)
        self.hand = Hand(self.sheet, self._pending, self._ink, self)
        self._keys = KeyPointer(self.hand, self._pending)
        self._list: ListWindow | None = None
        views.set_tool(self.hand)
        views.set_drawings(self._ink)
        self.sheet.changed.connect(self._on_sheet_changed)
        self.hand.chosen.connect(self._on_hand_chosen)
        self.hand.line_drawn.connect(self._on_line_drawn)
        session.image_selected.connect(self._on_sheet_changed)
        session.study_closed.connect(self._on_study_closed)
        window.installEventFilter(self)

    def choose(self, kind: Kind) -> None:
        """Measure this kind from now on, or no longer."""
        self.hand.choose(kind)

    def choose_calibration(self) -> None:
        """Draw a line of known length next, or do not."""
        self.hand.choose(Kind.LENGTH, calibrating=True)

    def forget_calibration(self) -> None:
        """Measure the image in front with its file's scale again."""
        image = self._views.active.image
        if image is not None and self.sheet.is_calibrated(image):
            self.sheet.calibrate(image, None)
            self.told.emit(f"The file's scale again: {scale_text(self.sheet.scale(image))}.")

    def show_measurements(self, show: bool) -> None:
        """Draw what was measured over the images, or let them be seen without; nothing is lost."""
        if not show:
            self.hand.choose(None)
            self.hand.select(None)
        self._ink.visible = show
        for canvas in self._views.canvases:
            canvas.update()

    def show_ruler(self, show: bool) -> None:
        """Lay a bar of known length over the images, or take it away."""
        self._ink.ruled = show
        for canvas in self._views.canvases:
            canvas.update()

    def delete_selected(self) -> None:
        """Delete the shape on its way, or what is selected, or else the last one of the image."""
        if self.hand.under_way:
            self.hand.give_up()
            return
        if not self._ink.visible:  # nobody deletes what is not in sight
            return
        selected = self._pending.selected
        image = self._views.active.image
        if selected is None and image is not None and self.sheet.measurements(image):
            selected = image, self.sheet.measurements(image)[-1].number
        if selected is not None:
            self.hand.select(None)
            self.sheet.remove(selected[0], [selected[1]])

    def select_at(self, canvas: Canvas, position: QPointF) -> bool:
        """Select what is drawn at a widget position of a canvas; returns whether something is."""
        at = canvas.image_position(position)
        return at is not None and self.hand.select_at(canvas, at)

    def delete_all(self) -> None:
        """Delete every measurement of the image in front."""
        image = self._views.active.image
        if image is not None and self.sheet.measurements(image):
            self.hand.select(None)
            self.sheet.remove(image, [each.number for each in self.sheet.measurements(image)])

    def show_list(self) -> None:
        """Open the list of what was measured in the study in front."""
        from mura_desktop.ui.measuring.list_window import ListWindow

        if self._list is None:
            self._list = ListWindow(self._window)
            self._list.row_chosen.connect(self._on_row_chosen)
            self._list.deletion_wanted.connect(self.sheet.remove)
        self._list.show()
        self._list.activateWindow()
        self._on_sheet_changed()

    def shut_down(self) -> None:
        """Wait for what is being computed."""
        self.sheet.shut_down()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a kind is chosen, let Esc put it away, Return bring a cross and arrows move it."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        assert isinstance(event, QKeyEvent)
        escapes = event.key() == Qt.Key.Key_Escape and self.hand.choice[0] is not None
        if not escapes and not self._keys.means(event, self._views.active):
            return False
        event.accept()
        if event.type() is QEvent.Type.KeyPress and escapes:
            self.hand.step_back()
        elif event.type() is QEvent.Type.KeyPress:
            self._keys.take(event, self._views.active)
        return True

    def _on_hand_chosen(self) -> None:
        for canvas in self._views.canvases:
            if self.hand.choice[0] is None:
                canvas.unsetCursor()
            else:
                canvas.setCursor(Qt.CursorShape.CrossCursor)

    def _on_sheet_changed(self) -> None:
        for canvas in self._views.canvases:
            canvas.update()
        if self._list is not None and self._list.isVisible():
            selected = self._session.selected
            images = selected[0].study.images if selected else ()
            self._list.show_images(images, self.sheet)

    def _on_study_closed(self, opened: OpenStudy) -> None:
        self.hand.select(None)
        self.sheet.forget(opened.study.images)

    def _on_row_chosen(self, image: Image, number: int) -> None:
        if self._session.selected is not None:
            images = self._session.selected[0].study.images
            self._session.select(next(each for each in images if each.path == image.path))
            shown = self._views.active.image
            if shown is not None and shown.frame != image.frame:
                self._session.select_frame(image.frame)
        self.hand.select((image, number))

    def _on_line_drawn(self, image: Image, line: Shape) -> None:
        from mura_desktop.ui.measuring.calibration import CalibrationDialog

        scale = self.sheet.scale(image)
        words = told(line, scale)

        def calibrate(known: float) -> None:
            by_hand = calibrated(
                scale, size_of(line, scale).value, known, placing_error(line, scale)
            )
            self.sheet.calibrate(image, by_hand)
            self.told.emit(f"Measured with your scale from now on: {scale_text(by_hand)}.")

        CalibrationDialog(f"{words.size}, {words.basis}", calibrate, self._window).open()
