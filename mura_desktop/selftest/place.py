"""Whether the program finds its own files, may write where it must, and can show a window."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import mura_desktop
from mura_desktop import display, paths
from mura_desktop.selftest.check import Check, Failed

_LIBRARIES = ("torch", "timm", "pydicom", "numpy", "pillow")


def checks() -> Iterator[Check]:
    """Yield the checks that come first."""
    yield Check("Program", _program)
    yield Check("Libraries", _libraries)
    yield Check("Resources", _resources)
    for name, folder in (("Logs", paths.logs()), ("Settings", paths.settings())):
        yield Check(name, partial(_writable, folder))


def window_checks() -> Iterator[Check]:
    """Yield what comes last: Qt, imported after torch as the program does on Windows."""
    yield Check("Window", _window)


def _program() -> str:
    kind = "packaged" if paths.is_packaged() else "from source"
    return (
        f"{mura_desktop.__version__} {kind}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}"
    )


def _libraries() -> str:
    try:
        return ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    except PackageNotFoundError as error:
        raise Failed(f"{error.name} is not installed") from error


def _resources() -> str:
    folder = paths.resources()
    icons = list((folder / "icons").glob("*.svg"))
    wanted = [folder / "icon.svg", folder / "style.qss", paths.sample_study()]
    if missing := [path.name for path in wanted if not path.exists()] or not icons:
        raise Failed(f"the program's own files are missing: {missing}")
    return f"icons, style sheet and sample study in {folder}"


def _writable(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return str(folder)


def _window() -> str:
    """Draw an icon without showing anything: Qt's plug-ins for it, and fonts, must be there."""
    from PySide6 import __version__ as qt
    from PySide6.QtGui import QFontDatabase, QIcon
    from PySide6.QtWidgets import QApplication

    shown = display.is_available()
    platform_name = [] if shown else ["-platform", "offscreen"]
    application = QApplication.instance() or QApplication([sys.argv[0], *platform_name])
    icon = QIcon(str(paths.resources() / "icon.svg")).pixmap(64, 64).toImage()
    families = len(QFontDatabase.families())
    del application
    if icon.isNull() or icon.pixelColor(32, 32).alpha() == 0:
        raise Failed("Qt cannot draw the icons: its SVG plug-in is missing")
    if not families:
        raise Failed("no font is installed; install one, such as fonts-dejavu-core")
    where = "a display" if shown else "no display, drawn in memory"
    return f"Qt {qt}, {families} font families, {where}"
