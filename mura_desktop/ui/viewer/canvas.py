"""The canvas: paints one image through its window and view, and lets the reader change both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.grey import Voi
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Image
from mura_desktop.ui.theme import CANVAS
from mura_desktop.ui.viewer.annotations import corner_texts, draw_corners, draw_legend
from mura_desktop.ui.viewer.gestures import Gestures
from mura_desktop.ui.viewer.layers import GreyLayer, HeatmapLayer
from mura_desktop.ui.viewer.presentation import Presentation, moved_window
from mura_desktop.ui.viewer.view import Point, View


class Canvas(QWidget):
    """One image on near-black.

    Left drag moves the window, wheel and right drag zoom, middle drag or Space and drag pan,
    double-click brings the file's window back. A step of the window costs one table look-up over
    the pixels on screen.
    """

    presentation_changed = Signal(object)
    """Presentation: window, zoom or orientation are another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grey: GreyLayer | None = None
        self._heat: HeatmapLayer | None = None
        self._presentation: Presentation | None = None
        self._kept: dict[Image, Presentation] = {}
        self._heatmap_on = False
        self._peeking = False
        self._opacity = 0.6
        self._place = ""
        self._gestures = Gestures(self)
        self.painted: Image | None = None
        """The image that was painted last: what a reader has seen."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Radiograph")
        self.setMinimumSize(240, 240)

    # --- what is shown

    @property
    def image(self) -> Image | None:
        """The image on screen."""
        return self._grey.image if self._grey else None

    @property
    def presentation(self) -> Presentation | None:
        """How the image is shown."""
        return self._presentation

    @property
    def heatmap_visible(self) -> bool:
        """Whether the heatmap, if there is one, is on screen: turned on or peeked at."""
        return self._heatmap_on != self._peeking

    @property
    def heatmap(self) -> Heatmap | None:
        """The heatmap that belongs to the image."""
        return self._heat.heatmap if self._heat else None

    def show_image(self, image: Image | None) -> None:
        """Show another image, as it was last looked at, or nothing."""
        if image is self.image:
            return
        self._heat = None
        self._grey = GreyLayer(image) if image else None
        self._presentation = None
        if image is not None:
            kept = self._kept.get(image)
            voi = kept.voi if kept else image.default_voi
            view = kept.view.resized(*self._pixels()) if kept else self._fitting_view(image)
            self._present(Presentation(voi, view, kept.inverted if kept else False))
        self.update()

    def set_place(self, place: str) -> None:
        """Tell where in its study the image stands, such as ``2 / 3``."""
        self._place = place
        self.update()

    def forget(self, images: tuple[Image, ...]) -> None:
        """Drop how images were looked at; they are closed."""
        for image in images:
            self._kept.pop(image, None)

    def show_heatmap(self, heatmap: Heatmap | None) -> None:
        """Take the heatmap that belongs to the image; it is painted only while it is visible."""
        if heatmap is not self.heatmap:
            self._heat = HeatmapLayer(heatmap) if heatmap else None
            self.update()

    def set_heatmap_on(self, on: bool) -> None:
        """Turn the heatmap on or off."""
        self._heatmap_on = on
        self.update()

    def set_peeking(self, peeking: bool) -> None:
        """Show the other of heatmap on and off for as long as a key is held."""
        self._peeking = peeking
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """Set how much the strongest evidence covers, in [0, 1]."""
        self._opacity = opacity
        self.update()

    # --- what the reader asks for

    def set_voi(self, voi: Voi) -> None:
        """Show the image through another window."""
        if self._presentation is not None:
            self._present(replace(self._presentation, voi=voi))

    def choose_voi(self, index: int) -> None:
        """Show the image through one of the windows in its file, if there are so many."""
        if self.image is not None and index < len(self.image.vois):
            self.set_voi(self.image.vois[index])

    def move_window(self, centre_steps: float, width_steps: float) -> None:
        """Move the window: a step is one in 512 of the width that the file asks for."""
        if self.image is not None and self._presentation is not None:
            voi = moved_window(
                self._presentation.voi, self.image.default_voi, centre_steps, width_steps
            )
            self.set_voi(voi)

    def invert(self) -> None:
        """Exchange black and white."""
        if self._presentation is not None:
            self._present(replace(self._presentation, inverted=not self._presentation.inverted))

    def zoom(self, factor: float, at: Point | None = None) -> None:
        """Magnify about a position in device pixels, by default the middle."""
        self._see(lambda view: view.zoomed(factor, at))

    def zoom_to(self, scale: float) -> None:
        """Show an image pixel as ``scale`` device pixels."""
        self._see(lambda view: view.zoomed(scale / view.scale))

    def pan(self, across: float, down: float) -> None:
        """Move the image by device pixels."""
        self._see(lambda view: view.panned(across, down))

    def fit(self) -> None:
        """Show the whole image."""
        self._see(View.refitted)

    def turn(self, quarters: int) -> None:
        """Turn what is seen clockwise."""
        self._see(lambda view: view.oriented(view.orientation.turned(quarters)))

    def flip_horizontally(self) -> None:
        """Exchange left and right of what is seen."""
        self._see(lambda view: view.oriented(view.orientation.flipped_horizontally()))

    def flip_vertically(self) -> None:
        """Exchange top and bottom of what is seen."""
        self._see(lambda view: view.oriented(view.orientation.flipped_vertically()))

    def reset(self) -> None:
        """Show the image as it was when it was opened."""
        if self.image is not None:
            self._present(Presentation(self.image.default_voi, self._fitting_view(self.image)))

    def hold_key(self, event: QKeyEvent, *, held: bool) -> None:
        """Take a key that means something while it is held, or is let go."""
        if self.image is not None:
            self._gestures.key(event, held=held)

    def let_go(self) -> None:
        """Forget held keys."""
        self._gestures.let_go()

    def device_position(self, position: QPointF) -> Point:
        """Return a widget position in device pixels."""
        ratio = self.devicePixelRatioF()
        return position.x() * ratio, position.y() * ratio

    # --- Qt

    def sizeHint(self) -> QSize:
        """Ask for the room that a radiograph deserves."""
        return QSize(800, 800)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint image, then heatmap, at device pixels."""
        painter = QPainter(self)
        if self._grey is None or self._presentation is None:
            painter.fillRect(self.rect(), QColor(CANVAS))
            return
        ratio = self.devicePixelRatioF()
        painter.scale(1.0 / ratio, 1.0 / ratio)
        now = self._presentation
        grey = self._grey.picture(now.view, now.voi, inverted=now.inverted)
        if grey is None or grey[0].size().toTuple() != self._pixels():
            painter.fillRect(0, 0, *self._pixels(), QColor(CANVAS))
        if grey is not None:
            painter.drawImage(grey[1], grey[2], grey[0])
        self.painted = self.image
        heat = self._heat.picture(now.view) if self._heat and self.heatmap_visible else None
        if heat is not None:
            painter.setOpacity(self._opacity)
            painter.drawImage(heat[1], heat[2], heat[0])
        self._annotate(painter, ratio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted image fitted."""
        self._see(lambda view: view.resized(*self._pixels()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag."""
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring the file's window back."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose_voi(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        self._gestures.wheel(event)

    # --- keeping it together

    def _annotate(self, painter: QPainter, ratio: float) -> None:
        assert self.image is not None
        assert self._presentation is not None
        painter.setOpacity(1.0)
        painter.scale(ratio, ratio)
        draw_corners(
            painter, self.rect(), corner_texts(self.image, self._place, self._presentation)
        )
        if self._heat is not None and self.heatmap_visible:
            draw_legend(painter, self.rect(), self._heat.heatmap.method, self._opacity)

    def _fitting_view(self, image: Image) -> View:
        return View.fit(image.rows, image.columns, *self._pixels())

    def _pixels(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _see(self, change: Callable[[View], View]) -> None:
        if self._presentation is not None:
            self._present(replace(self._presentation, view=change(self._presentation.view)))

    def _present(self, presentation: Presentation) -> None:
        self._presentation = presentation
        assert self.image is not None
        self._kept[self.image] = presentation
        self.update()
        self.presentation_changed.emit(presentation)
