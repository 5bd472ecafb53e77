"""What the program remembers of how its reader likes it. Nothing of a patient, ever."""

from __future__ import annotations

from PySide6.QtCore import QSettings


def settings() -> QSettings:
    """Return the settings: an INI file in the reader's own configuration folder."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "mura-desktop", "mura-desktop"
    )
