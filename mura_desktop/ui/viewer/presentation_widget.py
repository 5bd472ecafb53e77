"""A widget that presents one image, and does so in another way when it is asked to."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.study import Image
from mura_desktop.ui.look.theme import CANVAS
from mura_desktop.ui.viewer.asked import Askable
from mura_desktop.ui.viewer.changes import Aspect, Change
from mura_desktop.ui.viewer.layers import Layers
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.scene_widget import SceneWidget
from mura_desktop.ui.viewer.view import Point, View


class PresentationWidget(Askable, SceneWidget):
    """One image on near-black.

    A step of the window costs one table look-up over the pixels on screen.
    """

    presentation_changed = Signal(object)
    """Presentation: window, zoom or orientation are another."""
    changed = Signal(object, object, object)
    """Change, Presentation before and after: what the reader asked of this canvas is done."""

    def __init__(
        self, kept: dict[Image, Presentation] | None = None, parent: QWidget | None = None
    ) -> None:
        """Make one.

        Args:
            kept: How images were last looked at; canvases of one window share it.
            parent: The widget that holds it.
        """
        super().__init__(parent)
        self._judged: Image | None = None
        self._presentation: Presentation | None = None
        self._kept = {} if kept is None else kept
        self.painted: Image | None = None
        """The image that was painted last: what a reader has seen."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 240)

    # --- what is shown

    @property
    def image(self) -> Image | None:
        """The image on screen; with several frames, the frame on screen."""
        return self._scene.image

    @property
    def presentation(self) -> Presentation | None:
        """How the image is shown."""
        return self._presentation

    @property
    def subject(self) -> Image | None:
        """The image that was asked for, whichever of its frames is on screen."""
        return self._judged

    @property
    def ready(self) -> bool:
        """Whether more than a preview of the image is on screen."""
        return self._scene.ready

    def view_of(self, image: Image) -> View:
        """Return where an image will lie when it is shown here."""
        kept = self._kept.get(image)
        return kept.view.resized(*self._pixels()) if kept else self._fitting_view(image)

    def show_image(self, image: Image | None) -> None:
        """Show another image, as it was last looked at, or nothing."""
        if image is self._judged and image is self.image and self.ready:
            return
        self._scene.lay(Layers.of(image) if image is not None else None)
        self._take(image)

    def show_layers(self, layers: Layers) -> None:
        """Show another image, or more of the one whose preview is shown."""
        self._scene.lay(layers)
        if layers.image is not self._judged:
            self._take(layers.image)
        self.update()

    def show_preview(self, image: Image, brightness: NDArray[np.uint8]) -> None:
        """Show a small picture of another image until its layers are there."""
        self._scene.lay_preview(image, brightness)
        self._take(image)

    def _take(self, image: Image | None) -> None:
        if image is not self._judged:
            self._scene.set_heatmap(None)
        self._judged = image
        self._presentation = None
        if image is not None:
            kept = self._kept.get(image)
            voi = kept.voi if kept else image.default_voi
            view = self.view_of(image)
            self._present(Presentation(voi, view, kept.inverted if kept else False))
        self.update()

    def show_frame(self, frame: Image) -> None:
        """Show another frame of the image's file, looked at as the image is.

        Verdict and heatmap speak of the image alone; over other frames there is no heatmap.
        """
        if self._presentation is None or frame is self.image:
            return
        self._scene.lay(Layers.of(frame), judged=frame is self._judged)
        if (frame.rows, frame.columns) != (
            self._presentation.view.rows,
            self._presentation.view.columns,
        ):
            self._present(replace(self._presentation, view=self._fitting_view(frame)))
        self.update()
        self.presentation_changed.emit(self._presentation)

    def forget(self, images: tuple[Image, ...]) -> None:
        """Drop how images were looked at; they are closed."""
        for image in images:
            self._kept.pop(image, None)

    def picture(self) -> QImage:
        """Return what is on screen without the patient's name and the dates, as opaque RGB32."""
        assert self._presentation is not None
        size = self._pixels()
        image = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        ratio = self.devicePixelRatioF()
        self._scene.paint(painter, self._presentation, size, ratio=ratio, named=False)
        painter.end()
        return image

    # --- what is asked for

    def change(self, change: Change) -> None:
        """Do what the reader asks, and tell of it."""
        before = self._presentation
        after = self.follow(change)
        if before is not None and after is not None and after != before:
            self.changed.emit(change, before, after)

    def follow(
        self, change: Change, aspects: Set[Aspect] = frozenset(Aspect)
    ) -> Presentation | None:
        """Do some aspects of a change without telling; returns how the image is shown now."""
        if self.image is not None and self._presentation is not None:
            after = change.of(self.image, self._presentation, aspects)
            if after != self._presentation:
                self._present(after)
        return self._presentation

    def present(self, presentation: Presentation) -> None:
        """Show the image in a way known from before, whatever the canvas's size was then."""
        view = presentation.view.resized(*self._pixels())
        self._present(replace(presentation, view=view))

    def image_position(self, position: QPointF) -> Point | None:
        """Return the image position, x and y in pixels, at a widget position."""
        if self._presentation is None:
            return None
        return self._presentation.view.to_image(self.device_position(position))

    # --- Qt

    def sizeHint(self) -> QSize:
        """Ask for the room that a radiograph deserves."""
        return QSize(800, 800)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint at device pixels."""
        painter = QPainter(self)
        if self.image is None or self._presentation is None:
            painter.fillRect(self.rect(), QColor(CANVAS))
            return
        ratio = self.devicePixelRatioF()
        painter.scale(1.0 / ratio, 1.0 / ratio)
        self._scene.paint(painter, self._presentation, self._pixels(), ratio=ratio)
        if self.ready:
            self.painted = self.image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted image fitted."""
        self._fill()

    def event(self, event: QEvent) -> bool:
        """Go on with the device pixels of another screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fill()
        return super().event(event)

    # --- keeping it together

    def _fill(self) -> None:
        if self._presentation is not None:
            self.present(self._presentation)

    def _fitting_view(self, image: Image) -> View:
        return View.fit(image.rows, image.columns, *self._pixels(), image.aspect)

    def _pixels(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _present(self, presentation: Presentation) -> None:
        self._presentation = presentation
        assert self._judged is not None
        self._kept[self._judged] = presentation
        self.update()
        self.presentation_changed.emit(presentation)
