"""What goes round the imports: short turns, rarer looks for garbage, and torch on Windows.

Qt brings an older C++ runtime than torch asks for, and torch no longer loads once Qt has
(``c10.dll``, WinError 1114). So torch comes first there; where it cannot be loaded at all, the
program says so in a box of the system's own, because there is no console to say it in and no Qt
yet.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import sys
from collections.abc import Callable

TITLE = "MURA Desktop"
REMEDY = (
    "MURA Desktop cannot load the library that judges radiographs.\n\n{reason}\n\n"
    "Install the Microsoft Visual C++ Redistributable 2015-2022 (x64) and start the program again. "
    "Where that does not help, install the program again."
)
_ERROR_ICON = 0x10

_NEW_OBJECTS = 20_000
"""So many more containers than before let Python look for garbage; 700 unless told otherwise, which
is look after look at widgets that stay, while the window is built."""
_SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter that another one waits for, ten times less than told
otherwise: one image on the screen takes the window's thread dozens of turns."""


def before_qt() -> None:
    """Do what must be done before Qt is imported; :func:`after_imports` ends it."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()  # what imports make stays
    if sys.platform == "win32":
        load_torch()


def after_imports() -> None:
    """Look for garbage again, rarely, and never at what was imported, until the program ends."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.freeze()
    atexit.register(gc.unfreeze)  # extension modules want to be taken down in order
    gc.enable()


def load_torch(say: Callable[[str], None] | None = None) -> None:
    """Import torch, or say what is wrong and end the program.

    Args:
        say: Shows a text; a box of Windows unless given.

    Raises:
        SystemExit: with 1, when torch cannot be loaded.
    """
    try:
        import torch  # noqa: F401
    except (ImportError, OSError) as error:
        (say or _box)(REMEDY.format(reason=error))
        raise SystemExit(1) from error


def _box(text: str) -> None:
    ctypes.CDLL("user32").MessageBoxW(None, text, TITLE, _ERROR_ICON)
