"""Where the window finds what it shows of the program's resources."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir


def find_resources(resources: Path) -> None:
    """Say what ``icons:`` and ``help:`` mean; before anything shows an icon or a page.

    Args:
        resources: The folder that holds ``icons/`` and ``help/``.
    """
    for name in ("icons", "help"):
        QDir.setSearchPaths(name, [str(resources / name)])
