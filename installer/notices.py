"""The licences of everything that is packed, in one text file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from installer.parts import Part

_HEAD = """MURA Desktop {version}: notices for what it is made of

The program itself is under the MIT licence. It brings the parts below, each under a licence of its
own, whose text follows. Not a medical device. For research and education. Not for diagnosis.

Qt and PySide6 under the LGPL, version 3
----------------------------------------
The window is made with Qt and Qt for Python (PySide6, Shiboken), copyright The Qt Company Ltd and
other contributors, under the GNU Lesser General Public License, version 3. They are used as they
were released, unchanged, and lie as shared libraries in the folder {qt}. You may replace them by
versions of your own: put libraries with the same names and a compatible interface in their place;
nothing in the program checks or prevents it. The texts of the LGPL and of the GPL, to which it
refers, are below. The sources of the versions that are packed are published by The Qt Company
beside the releases "Qt {qt_version}" and "Qt for Python {qt_version}".

FFmpeg, which comes with OpenCV, is under the LGPL, version 2.1 or later, and lies as shared
libraries in the folder {opencv}; the same holds for it.

PyInstaller's start-up program is under the GPL, version 2 or later, with an exception that lets
programs under any licence be packed with it.
"""
_LGPL_TEXTS = (Path("/usr/share/common-licenses/LGPL-3"), Path("/usr/share/common-licenses/GPL-3"))

_STRICT = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
_FREED = re.compile(r"LGPL|Lesser|exception", re.IGNORECASE)


def write(target: Path, parts: Sequence[Part], version: str) -> None:
    """Write the notices.

    Args:
        target: The text file.
        parts: What was packed.
        version: The program's.

    Raises:
        SystemExit: when a part is under the GPL without an exception, or brings no licence.
    """
    _require_permissive(parts)
    qt_version = next((part.version for part in parts if "pyside" in part.name.lower()), "")
    head = _HEAD.format(
        version=version,
        qt="_internal/PySide6",
        qt_version=qt_version,
        opencv="_internal/opencv_python_headless.libs",
    )
    blocks = [head, *(_block(part) for part in sorted(parts, key=lambda each: each.name.lower()))]
    blocks += [_text(path) for path in _LGPL_TEXTS]
    target.write_text("\n\n".join(blocks), encoding="utf-8")


def _require_permissive(parts: Sequence[Part]) -> None:
    for part in parts:
        if part.kind != "distribution":
            continue
        if _STRICT.search(part.licence) and not _FREED.search(part.licence):
            raise SystemExit(f"{part.name} is under {part.licence!r}, which binds the package.")
        if not (part.licence or part.texts):
            raise SystemExit(f"{part.name} says nothing of its licence.")


def _block(part: Part) -> str:
    title = f"{part.name} {part.version}".strip()
    lines = ["=" * 78, title, f"Licence: {part.licence or 'see its text'}", "=" * 78]
    return "\n".join([*lines, *(_text(path) for path in part.texts if path.exists())])


def _text(path: Path) -> str:
    return f"-- {path.name}\n\n{path.read_text(encoding='utf-8', errors='replace').strip()}\n"
