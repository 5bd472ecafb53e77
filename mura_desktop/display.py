"""Whether a window can be shown here."""

from __future__ import annotations

import os
import sys

MISSING = (
    "There is no display here, so no window can open; "
    "'mura-desktop analyze PATH' does the same work without one."
)


def is_available() -> bool:
    """Return whether Qt would find a display.

    On Linux Qt aborts the process without one, so the environment is asked first; whoever names a
    platform in QT_QPA_PLATFORM knows what is there.
    """
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)
