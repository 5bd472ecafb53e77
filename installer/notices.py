"""The licences of everything that is packed, in one text file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.parts import Part

_HEAD = """MURA Desktop {version}: notices for what it is made of

The program itself is under the MIT licence. It brings the parts below, each under a licence of its
own, whose text follows. Not a medical device. For research and education. Not for diagnosis.

Qt and PySide6 under the LGPL, version 3
----------------------------------------
The window is made with Qt and Qt for Python (PySide6, Shiboken), copyright The Qt Company Ltd and
other contributors, under the GNU Lesser General Public License, version 3. They are used as they
were released, unchanged, and lie as shared libraries in the folder _internal/PySide6. You may
replace them by versions of your own: put libraries with the same names and a compatible interface
in their place; nothing in the program checks or prevents it. The texts of the LGPL and of the GPL,
to which it refers, are below. The sources of the versions that are packed are published by The Qt
Company beside the releases "Qt {qt}" and "Qt for Python {qt}"
(https://download.qt.io/official_releases/).

Other shared libraries under the LGPL
-------------------------------------
What is marked so below lies in the folder _internal, unchanged, and may be replaced in the same
way, and so may libquadmath, which comes with NumPy. Those with a version of Debian are Debian's own
builds; their sources are kept under that version at https://snapshot.debian.org.

PyInstaller's start-up program is under the GPL, version 2 or later, with an exception that lets
programs under any licence be packed with it.
"""

_NVIDIA = """NVIDIA's libraries
------------------
The flavour for graphics cards brings libraries of NVIDIA Corporation as they were released,
unchanged: those of the CUDA Toolkit that Attachment A of its licence lists as distributable, and
cuDNN. They are licensed for use in systems with NVIDIA's graphics cards, to be called by this
program alone, and not to be taken out of it. Their licences are below.
"""


def write(target: Path, parts: Sequence[Part], version: str) -> None:
    """Write the notices.

    Args:
        target: The text file.
        parts: What was packed.
        version: The program's.

    Raises:
        SystemExit: when a part brings neither a licence nor a text.
    """
    for part in parts:
        if not (part.licence or part.texts):
            raise SystemExit(f"{part.name} says nothing of its licence.")
    qt = next((part.version for part in parts if "pyside" in part.name.lower()), "")
    blocks = [_HEAD.format(version=version, qt=qt)]
    if any(part.name.startswith("nvidia") for part in parts):
        blocks.append(_NVIDIA)
    blocks += _texts_by_part(sorted(parts, key=lambda each: each.name.lower()))
    target.write_text("\n\n".join(blocks), encoding="utf-8")


def _texts_by_part(parts: Iterable[Part]) -> Iterable[str]:
    """Yield each part with its texts; a text that was there already is only named."""
    first: dict[str, str] = {}
    for part in parts:
        title = f"{part.name} {part.version}".strip()
        lines = ["=" * 78, title, f"Licence: {part.licence or 'see its text'}", "=" * 78]
        for path in part.texts:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            if text in first:
                lines.append(f"-- {path.name}: the same as with {first[text]}")
            else:
                first[text] = title
                lines.append(f"-- {path.name}\n\n{text}\n")
        yield "\n".join(lines)
