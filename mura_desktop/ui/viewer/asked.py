"""What a reader asks of a view, by name."""

from __future__ import annotations

from mura_desktop.domain.grey import Voi
from mura_desktop.domain.presets import Preset
from mura_desktop.ui.viewer import changes
from mura_desktop.ui.viewer.changes import Change
from mura_desktop.ui.viewer.view import Point


class Askable:
    """Gives the changes that are asked for most a name each."""

    def change(self, change: Change) -> None:
        """Do what the reader asks."""
        raise NotImplementedError

    def set_voi(self, voi: Voi) -> None:
        """Show the image through another window."""
        self.change(changes.voi_set(voi))

    def choose_voi(self, index: int) -> None:
        """Show the image through one of the windows in its file, if there are so many."""
        self.change(changes.voi_chosen(index))

    def choose_preset(self, preset: Preset) -> None:
        """Show the image through the window that a preset's rule makes of it."""
        self.change(changes.preset_chosen(preset))

    def invert(self) -> None:
        """Exchange black and white."""
        self.change(changes.inverted())

    def zoom(self, factor: float, at: Point | None = None) -> None:
        """Magnify about a position in device pixels, by default the middle."""
        self.change(changes.zoomed(factor, at))

    def zoom_to(self, scale: float) -> None:
        """Show an image pixel as ``scale`` device pixels."""
        self.change(changes.zoomed_to(scale))

    def pan(self, across: float, down: float) -> None:
        """Move the image by device pixels."""
        self.change(changes.panned(across, down))

    def fit(self) -> None:
        """Show the whole image."""
        self.change(changes.fitted())

    def turn(self, quarters: int) -> None:
        """Turn what is seen clockwise."""
        self.change(changes.turned(quarters))

    def flip_horizontally(self) -> None:
        """Exchange left and right of what is seen."""
        self.change(changes.flipped_horizontally())

    def flip_vertically(self) -> None:
        """Exchange top and bottom of what is seen."""
        self.change(changes.flipped_vertically())

    def reset(self) -> None:
        """Show the image as it was when it was opened."""
        self.change(changes.as_opened())
