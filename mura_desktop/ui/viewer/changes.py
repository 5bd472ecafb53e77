"""What a reader can ask of how an image is shown, as values: done, undone, done to others. No Qt.

A change knows neither canvas nor screen. So the same one can be done to several views that are
linked, each from where it stands and within the range of its own image.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from enum import Enum, auto

from mura_desktop.domain.grey import Voi
from mura_desktop.domain.presets import Preset, window_of
from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.presentation import Presentation, moved_window
from mura_desktop.ui.viewer.view import Orientation, Point, View


class Aspect(Enum):
    """What of a presentation a change concerns: what views are linked by."""

    WINDOW = auto()
    ZOOM = auto()
    ORIENTATION = auto()
    POLARITY = auto()


Made = Callable[[Image, Presentation], Presentation]


@dataclass(frozen=True)
class Change:
    """Something done to how an image is shown.

    Attributes:
        words: What undoing it is called: "Undo <words>".
        parts: What it does, in order, each with the aspect that it concerns.
        goes_on: Whether it goes on with the change before, as every step of a drag after the first
            does: both are undone in one.
    """

    words: str
    parts: tuple[tuple[Aspect, Made], ...]
    goes_on: bool = False

    def of(
        self, image: Image, presentation: Presentation, aspects: Set[Aspect] = frozenset(Aspect)
    ) -> Presentation:
        """Return how an image is shown after the parts that concern some aspects."""
        for aspect, made in self.parts:
            if aspect in aspects:
                presentation = made(image, presentation)
        return presentation

    def going_on(self, goes_on: bool = True) -> Change:
        """Return the change as one that goes on with what was done before."""
        return replace(self, goes_on=goes_on)


def voi_set(voi: Voi) -> Change:
    """Show through a window."""
    return _window(lambda image, now: voi)


def voi_chosen(index: int) -> Change:
    """Show through one of the windows in the file, if there are so many."""
    return _window(lambda image, now: image.vois[index] if index < len(image.vois) else now.voi)


def preset_chosen(preset: Preset) -> Change:
    """Show through the window that a preset's rule makes of the image."""
    return _window(lambda image, now: window_of(image, preset))


def window_moved(darker_steps: float, width_steps: float) -> Change:
    """Move the window: a step is one in 512 of the width that the image's own file asks for.

    A higher window shows darker, but brighter where high values are shown black: MONOCHROME1, or
    what the reader inverted.
    """

    def voi(image: Image, now: Presentation) -> Voi:
        high_is_black = image.monochrome1 != now.inverted
        steps = -darker_steps if high_is_black else darker_steps
        return moved_window(now.voi, image.default_voi, steps, width_steps)

    return _window(voi)


def zoomed(factor: float, at: Point | None = None) -> Change:
    """Magnify about a position in device pixels, by default the middle."""
    return _zoom("zoom", lambda view: view.zoomed(factor, at))


def zoomed_to(scale: float) -> Change:
    """Show an image pixel as ``scale`` device pixels."""
    return _zoom("zoom", lambda view: view.zoomed(scale / view.scale))


def panned(across: float, down: float) -> Change:
    """Move the image by device pixels."""
    return _zoom("pan", lambda view: view.panned(across, down))


def fitted() -> Change:
    """Show the whole image."""
    return _zoom("fit", View.refitted)


def turned(quarters: int) -> Change:
    """Turn what is seen clockwise."""
    return _orientation("rotation", lambda now: now.turned(quarters))


def flipped_horizontally() -> Change:
    """Exchange left and right of what is seen."""
    return _orientation("flip", Orientation.flipped_horizontally)


def flipped_vertically() -> Change:
    """Exchange top and bottom of what is seen."""
    return _orientation("flip", Orientation.flipped_vertically)


def inverted() -> Change:
    """Exchange black and white."""
    return Change(
        "invert",
        ((Aspect.POLARITY, lambda image, now: replace(now, inverted=not now.inverted)),),
    )


def as_opened() -> Change:
    """Show the image as it was when it was opened."""
    parts = (
        *voi_chosen(0).parts,
        (Aspect.POLARITY, lambda image, now: replace(now, inverted=False)),
        *_orientation("", lambda now: Orientation()).parts,
        *fitted().parts,
    )
    return Change("reset", parts)


def _window(voi: Callable[[Image, Presentation], Voi]) -> Change:
    def made(image: Image, now: Presentation) -> Presentation:
        if image.colour is not None:  # it has no window
            return now
        return replace(now, voi=voi(image, now))

    return Change("window", ((Aspect.WINDOW, made),))


def _zoom(words: str, see: Callable[[View], View]) -> Change:
    return Change(words, ((Aspect.ZOOM, lambda image, now: replace(now, view=see(now.view))),))


def _orientation(words: str, lie: Callable[[Orientation], Orientation]) -> Change:
    def made(image: Image, now: Presentation) -> Presentation:
        return replace(now, view=now.view.oriented(lie(now.view.orientation)))

    return Change(words, ((Aspect.ORIENTATION, made),))
