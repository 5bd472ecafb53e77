"""How the reader looks at an image. Nothing in it changes what is judged."""

from __future__ import annotations

from dataclasses import dataclass

from mura_desktop.domain.grey import Voi, VoiLut, Window
from mura_desktop.ui.viewer.view import View

_STEPS = 512.0
"""Steps across the width that the file asks for: a drag over half a screen spans it."""


@dataclass(frozen=True)
class Presentation:
    """How an image is shown now.

    Attributes:
        voi: The window, or a look-up table from the file.
        view: Zoom, position and orientation.
        inverted: Whether the reader exchanged black and white.
    """

    voi: Voi
    view: View
    inverted: bool = False


def moved_window(voi: Voi, default: Voi, centre_steps: float, width_steps: float) -> Window:
    """Return a window moved by steps that suit the range of the file's own window."""
    step = _linear(default).width / _STEPS
    now = _linear(voi)
    return now.moved(now.center + centre_steps * step, now.width + width_steps * step)


def _linear(voi: Voi) -> Window:
    """Return a window that can be moved: a look-up table becomes the window over its range."""
    return voi.as_window() if isinstance(voi, VoiLut) else voi
