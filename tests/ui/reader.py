"""What a reader does at the window, and sees in its views."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def names(window):
    """What hangs in the cells."""
    return [cell.subject.path.name if cell.subject else None for cell in window.views.cells]


def marks(window):
    """What is said of the images."""
    return [cell.canvas._scene.caption.mark for cell in window.views.cells]


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    """Press a key in the window."""
    QTest.keyClick(window, key, modifier)
