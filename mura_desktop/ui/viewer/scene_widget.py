"""A widget that shows a scene: what of it is in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Region
from mura_desktop.ui.viewer.corners import Caption
from mura_desktop.ui.viewer.drawing import Drawing
from mura_desktop.ui.viewer.scene import Scene
from mura_desktop.ui.viewer.view import Point


class SceneWidget(QWidget):
    """Holds the scene, and lets its layers be shown and hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._contour = (Qt.PenStyle.NoPen, "")
        self._magnifying = self._lens_held = False

    @property
    def heatmap_visible(self) -> bool:
        """Whether the heatmap, if there is one, is on screen: turned on or peeked at."""
        return self._scene.heatmap_wanted

    @property
    def heatmap_painted(self) -> bool:
        """Whether a heatmap is on screen indeed: wanted, there, and of the frame on screen."""
        return self._scene.heatmap_painted

    @property
    def heatmap(self) -> Heatmap | None:
        """The heatmap that belongs to the image."""
        return self._scene.heatmap

    @property
    def taken(self) -> tuple[QRectF, ...]:
        """Where no label is to lie over the image, in units of text: on texts and contours."""
        return self._scene.taken

    def set_place(self, place: str, region: Region | None) -> None:
        """Tell where in its study the image stands, such as ``2 / 3``, and what it shows."""
        self._scene.place, self._scene.region = place, region
        self.update()

    def set_caption(self, caption: Caption) -> None:
        """Say what must be said of the image where others hang beside it."""
        if caption != self._scene.caption:
            self._scene.caption = caption
            self.update()

    def set_drawings(self, drawings: tuple[Drawing, ...]) -> None:
        """Draw other things over the image."""
        self._scene.drawings = drawings
        self.update()

    def show_heatmap(
        self, heatmap: Heatmap | None, line: Qt.PenStyle = Qt.PenStyle.NoPen, colour: str = ""
    ) -> None:
        """Take the heatmap that belongs to the image; it is painted only while it is visible.

        Args:
            heatmap: The evidence, or None.
            line: How the contour of the strongest evidence is drawn.
            colour: Of the contour.
        """
        if heatmap is not self.heatmap or (line, colour) != self._contour:
            self._contour = line, colour
            self._scene.set_heatmap(heatmap, line, colour)
            self.update()

    def set_heatmap_on(self, on: bool) -> None:
        """Turn the heatmap on or off."""
        self._scene.heatmap_on = on
        self.update()

    def set_peeking(self, peeking: bool) -> None:
        """Show the other of heatmap on and off for as long as a key is held."""
        self._scene.peeking = peeking
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """Set how much the strongest evidence covers, in [0, 1]."""
        self._scene.opacity = opacity
        self.update()

    def set_shutter_on(self, on: bool) -> None:
        """Cover what the file asks to cover, or show it."""
        self._scene.shutter_on = on
        self.update()

    def set_overlays_on(self, on: bool) -> None:
        """Show the drawings that the file lays over its image, or hide them."""
        self._scene.overlays_on = on
        self.update()

    def set_texts_on(self, on: bool) -> None:
        """Show the texts at the corners, or hide them."""
        self._scene.texts_on = on
        self.update()

    def covers(self, row: int, column: int) -> bool:
        """Whether the shutter covers a pixel of the image now."""
        return self._scene.covers(row, column)

    def set_magnifying(self, magnifying: bool) -> None:
        """Hold a lens under the pointer, or take it away."""
        self._magnifying = magnifying
        self.hold_lens(QPointF(self.mapFromGlobal(QCursor.pos())))

    def set_lens_held(self, held: bool) -> None:
        """Do the other of the two for as long as a key is held."""
        self._lens_held = held
        self.hold_lens(QPointF(self.mapFromGlobal(QCursor.pos())))

    def device_position(self, position: QPointF) -> Point:
        """Return a widget position in device pixels."""
        ratio = self.devicePixelRatioF()
        return position.x() * ratio, position.y() * ratio

    def hold_lens(self, position: QPointF) -> None:
        """Hold the lens at a widget position, while there is one."""
        over = self._magnifying != self._lens_held and self.rect().contains(position.toPoint())
        held = self.device_position(position) if over else None
        if held != self._scene.lens:
            self._scene.lens = held
            self.update()
