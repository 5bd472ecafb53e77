"""Colours, style sheet and icons. One dark theme: a radiograph wants a dark room."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QDir, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from mura_desktop.domain.verdict import Verdict

CANVAS = "#07090b"
WINDOW = "#12161a"
PANEL = "#191e24"
RAISED = "#232a32"
BORDER = "#333d48"
TEXT = "#e8edf2"
QUIET = "#a9b5c1"
ACCENT = "#63b3f4"
ON_ACCENT = "#08131c"

SUSPECTED = "#f59a3c"
UNCERTAIN = "#f1d67a"
NOT_SUSPECTED = "#7fbdf0"
NO_VERDICT = "#a9b5c1"
"""Verdict colours: told apart under all colour blindnesses, each at least 7 : 1 on a panel."""

_FAINT = 0.35
"""Opacity of a disabled icon."""

_COLOURS = {
    "canvas": CANVAS,
    "window": WINDOW,
    "panel": PANEL,
    "raised": RAISED,
    "border": BORDER,
    "text": TEXT,
    "quiet": QUIET,
    "accent": ACCENT,
    "on_accent": ON_ACCENT,
    "suspected": SUSPECTED,
    "uncertain": UNCERTAIN,
    "not_suspected": NOT_SUSPECTED,
    "no_verdict": NO_VERDICT,
}


def dress(application: QApplication, resources: Path) -> None:
    """Give an application its palette and style sheet.

    After its windows are built: once there is a style sheet, every widget that is put into another
    is styled again with all that it holds.

    Args:
        application: What to dress.
        resources: The folder that holds ``style.qss``.
    """
    application.setPalette(_palette())
    sheet = Template((resources / "style.qss").read_text(encoding="utf-8"))
    application.setStyleSheet(sheet.substitute(_COLOURS))


def find_icons(resources: Path) -> None:
    """Say where the icons are; before anything shows one.

    Args:
        resources: The folder that holds ``icons/``.
    """
    QDir.setSearchPaths("icons", [str(resources / "icons")])


@cache
def icon(name: str) -> QIcon:
    """Return the icon drawn in ``icons/<name>.svg``."""
    return QIcon(_Drawing(QIcon(f"icons:{name}.svg")))


class _Drawing(QIconEngine):
    """An icon that grows faint when what it stands for is disabled."""

    def __init__(self, drawn: QIcon) -> None:
        super().__init__()
        self._drawn = drawn

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.setOpacity(_FAINT if mode is QIcon.Mode.Disabled else 1.0)
        self._drawn.paint(painter, rect)
        painter.setOpacity(1.0)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Drawing(self._drawn)


def verdict_colour(verdict: Verdict | None) -> str:
    """Return the colour of a verdict, or of none; never the only sign of it."""
    colours = {
        Verdict.SUSPECTED: SUSPECTED,
        Verdict.UNCERTAIN: UNCERTAIN,
        Verdict.NOT_SUSPECTED: NOT_SUSPECTED,
    }
    return colours[verdict] if verdict else NO_VERDICT


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: WINDOW,
        QPalette.ColorRole.Base: PANEL,
        QPalette.ColorRole.AlternateBase: RAISED,
        QPalette.ColorRole.Button: RAISED,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.ButtonText: TEXT,
        QPalette.ColorRole.ToolTipText: TEXT,
        QPalette.ColorRole.PlaceholderText: QUIET,
        QPalette.ColorRole.Highlight: ACCENT,
        QPalette.ColorRole.HighlightedText: ON_ACCENT,
        QPalette.ColorRole.Link: ACCENT,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#6b7783"))
    return palette
