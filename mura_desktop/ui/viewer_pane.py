"""The middle of the window: whose image it is, the image, its frames, and why it is grey."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mura_desktop.domain.grey_trace import GreyTrace, trace
from mura_desktop.domain.study import Image
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.frame_bar import FrameBar
from mura_desktop.ui.grey_panel import GreyPanel
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.viewer.banner import Banner


class ViewerPane(QWidget):
    """Banner above, views in the middle, frames below where there are several.

    ``grey`` explains what the canvas shows; as it needs more width, the window lays it out.
    """

    frame_wanted = Signal(int)
    """The number of a frame, from 0."""
    image_step_wanted = Signal(int)
    """How many images further on."""

    def __init__(
        self, views: ViewerGrid, commands: Commands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.banner = Banner()
        self._views = views
        self.frames = FrameBar(commands["previous_frame"], commands["next_frame"])
        self.grey = GreyPanel(commands["copy_grey"], commands["why_grey"])
        self._pixel: tuple[int, int] | None = None
        self._explaining = False
        self._commands = commands
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(views, stretch=1)
        column.addWidget(self.frames)
        views.pointed.connect(self._on_pixel_pointed)
        views.presentation_changed.connect(self._trace)
        views.scrolled.connect(self._on_scrolled)
        views.activated.connect(self._on_view_activated)
        self.frames.frame_wanted.connect(self.frame_wanted)
        commands["why_grey"].toggled.connect(self._explain_greys)
        commands["copy_grey"].setEnabled(False)

    def show_frame(self, frame: Image) -> None:
        """Show another frame of the image."""
        self._views.active.show_frame(frame)
        self._show_frames(frame)

    def show_frame_again(self) -> None:
        """Go back to the frame that is on screen: the one asked for did not come."""
        self._show_frames(self._views.active.image)

    def _explain_greys(self, explain: bool) -> None:
        """Tell why the pixel under the pointer is grey, or no longer."""
        self._explaining = explain
        self._views.follow_pointer(explain)
        self._pixel = None
        self._show_grey()
        self._commands["copy_grey"].setEnabled(explain)

    def _show_frames(self, image: Image | None) -> None:
        self.frames.show_image(image)
        self._commands.enable(
            ("previous_frame", "next_frame"), image is not None and image.frames > 1
        )
        self._commands.enable(["overlays"], image is not None and bool(image.overlays))
        self._commands.enable(["shutter"], image is not None and image.shutter is not None)
        self._show_grey()

    def _show_grey(self) -> None:
        self.grey.setVisible(self._explaining and self._views.active.image is not None)
        self._trace()

    def _on_view_activated(self) -> None:
        image = self._views.active.image
        self._pixel = None
        if image is not None:
            self.banner.show_header(image.header)
        self._show_frames(image)

    def _on_scrolled(self, count: int) -> None:
        image = self._views.active.image
        if image is not None and image.frames > 1:
            self.frames.step(count)
        else:
            self.image_step_wanted.emit(count)

    def _on_pixel_pointed(self, row: int, column: int) -> None:
        self._pixel = row, column
        self._trace()

    def _trace(self) -> None:
        if self.grey.isHidden():
            return
        image, now = self._views.active.image, self._views.active.presentation
        if image is None or now is None or self._pixel is None:
            self.grey.show_trace(None)
            return
        way = trace(image, *self._pixel, now.voi, inverted=now.inverted)
        self.grey.show_trace(way, self._also(way, now.view.scale) if way else "")

    def _also(self, way: GreyTrace, scale: float) -> str:
        """Say what beside its own value has a part in a pixel on the screen."""
        said = []
        if round(1.0 / scale**2) > 1:
            said.append(f"At this zoom it is the mean of about {1.0 / scale**2:.0f} pixels.")
        elif scale > 1.0:
            said.append("At this zoom it is interpolated between pixels.")
        if self._views.active.covers(way.row, way.column):
            said.append("The shutter covers it.")
        if self._views.active.heatmap_painted:
            said.append("The heatmap colours it.")
        return " ".join(said)
