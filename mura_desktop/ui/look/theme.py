"""How the program looks: the theme's palette and style sheet, and its icons.

Widgets name a colour by its :class:`~mura_desktop.ui.look.colours.Role` and ask for it when they
paint, so that another theme needs no other widgets. What lies over an image has the dark theme's
colours, because the image is dark in both.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QByteArray, QDir, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from mura_desktop.domain.verdict import Verdict
from mura_desktop.ui.look.colours import CANVAS, DARK, Role, Theme

__all__ = ["CANVAS", "TEXT", "UNCERTAIN", "WINDOW", "colour", "dress", "icon"]
__all__ += ["on_image", "theme", "verdict_role"]

_FAINT = 0.35
"""Opacity of a disabled icon."""

_theme = DARK


TEXT = DARK.colours[Role.TEXT]
UNCERTAIN = DARK.colours[Role.UNCERTAIN]
WINDOW = DARK.colours[Role.WINDOW]
"""Over an image and in pictures of it, whatever theme is worn."""


def theme() -> Theme:
    """Return the theme that is worn."""
    return _theme


def colour(role: str) -> QColor:
    """Return a colour of the theme that is worn, for what lies on its surfaces."""
    return QColor(_theme.colours[Role(role)])


def on_image(role: str) -> QColor:
    """Return a colour for what lies over an image."""
    return QColor(DARK.colours[Role(role)])


def dress(application: QApplication, resources: Path, worn: Theme = DARK) -> None:
    """Give an application the palette and the style sheet of a theme.

    After its windows are built: once there is a style sheet, every widget that is put into another
    is styled again with all that it holds.

    Args:
        application: What to dress.
        resources: The folder that holds ``style.qss``.
        worn: The theme.
    """
    global _theme
    _theme = worn
    application.setPalette(_palette(worn))
    sheet = Template((resources / "style.qss").read_text(encoding="utf-8"))
    names = {role.value: value for role, value in worn.colours.items()}
    named = sheet.substitute(names, canvas=CANVAS, theme=worn.name.lower())
    application.setStyleSheet(named)


@cache
def icon(name: str) -> QIcon:
    """Return the icon drawn in ``icons/<name>.svg``, in the colours of whatever theme is worn."""
    return QIcon(_Drawing(name))


@cache
def _drawn(name: str, worn: str) -> QSvgRenderer:
    """Read a drawing once for each theme, in its colours."""
    text = Path(QDir("icons:").filePath(f"{name}.svg")).read_text(encoding="utf-8")
    for written, instead in _theme.drawn.items():
        text = text.replace(written, instead)
    return QSvgRenderer(QByteArray(text.encode()))


@lru_cache(maxsize=256)
def _picture(name: str, worn: str, width: int, height: int, opacity: float) -> QImage:
    """Draw a drawing once for each size: a window with a long list paints hundreds of them."""
    picture = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    painter.setOpacity(opacity)
    _drawn(name, worn).render(painter, QRectF(0.0, 0.0, width, height))
    painter.end()
    return picture


class _Drawing(QIconEngine):
    """An icon that grows faint when what it stands for is disabled."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawImage(QRectF(rect), self._picture(rect.size() * ratio, mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return QPixmap.fromImage(self._picture(size, mode))

    def _picture(self, size: QSize, mode: QIcon.Mode) -> QImage:
        opacity = _FAINT if mode is QIcon.Mode.Disabled else 1.0
        return _picture(self._name, _theme.name, size.width(), size.height(), opacity)

    def clone(self) -> QIconEngine:
        return _Drawing(self._name)


def verdict_role(verdict: Verdict | None) -> Role:
    """Return what a verdict, or none, is coloured by; never the only sign of it."""
    roles = {
        Verdict.SUSPECTED: Role.SUSPECTED,
        Verdict.UNCERTAIN: Role.UNCERTAIN,
        Verdict.NOT_SUSPECTED: Role.NOT_SUSPECTED,
    }
    return roles[verdict] if verdict else Role.NO_VERDICT


def _palette(worn: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: Role.WINDOW,
        QPalette.ColorRole.Base: Role.PANEL,
        QPalette.ColorRole.AlternateBase: Role.RAISED,
        QPalette.ColorRole.Button: Role.RAISED,
        QPalette.ColorRole.ToolTipBase: Role.RAISED,
        QPalette.ColorRole.Text: Role.TEXT,
        QPalette.ColorRole.WindowText: Role.TEXT,
        QPalette.ColorRole.ButtonText: Role.TEXT,
        QPalette.ColorRole.ToolTipText: Role.TEXT,
        QPalette.ColorRole.PlaceholderText: Role.QUIET,
        QPalette.ColorRole.Highlight: Role.ACCENT,
        QPalette.ColorRole.HighlightedText: Role.ON_ACCENT,
        QPalette.ColorRole.Link: Role.ACCENT,
    }
    for role, named in roles.items():
        palette.setColor(role, QColor(worn.colours[named]))
    disabled = QColor(worn.colours[Role.DISABLED])
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette
