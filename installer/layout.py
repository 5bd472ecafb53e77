"""Where files go on Linux: the Filesystem Hierarchy Standard's places, below any root.

The program's folder is whole and never written to; everything else is how the desktop finds it.
"""

from __future__ import annotations

import gzip
import os
import shutil
import textwrap
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import mura_desktop

PROGRAM = "usr/lib/mura-desktop"
DOCUMENTS = "usr/share/doc/mura-desktop"
METAINFO = "org.mura_desktop.MuraDesktop.metainfo.xml"

_ROOT = Path(__file__).parent.parent
_LINUX = Path(__file__).parent / "linux"


def lay_out(packed: Path, documents: list[Path], root: Path) -> None:
    """Fill a root with everything that the package brings.

    Args:
        packed: The folder that PyInstaller made; its files are linked, not copied.
        documents: Notices and the list of parts.
        root: The folder to fill, which is made.
    """
    shutil.copytree(packed, root / PROGRAM, symlinks=True, copy_function=_link)
    _place_link(root / "usr/bin/mura-desktop", "../lib/mura-desktop/mura-desktop")
    resources = _ROOT / "resources"
    _place(resources / "mura-desktop.desktop", root / "usr/share/applications/mura-desktop.desktop")
    icons = root / "usr/share/icons/hicolor"
    _place(resources / "icon.svg", icons / "scalable/apps/mura-desktop.svg")
    _place(_LINUX / "mura-desktop.xml", root / "usr/share/mime/packages/mura-desktop.xml")
    for document in documents:
        _place_compressed(document.read_bytes(), root / DOCUMENTS / f"{document.name}.gz")
    _write_texts(root)
    _set_rights(root)


def _write_texts(root: Path) -> None:
    """Write what says the version, the day and the licence."""
    day = datetime.fromtimestamp(float(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), UTC)
    told = {"version": mura_desktop.__version__, "date": f"{day:%Y-%m-%d}"}
    metainfo = (_LINUX / METAINFO).read_text().format(**told)
    place = root / "usr/share/metainfo" / METAINFO
    place.parent.mkdir(parents=True)
    place.write_text(metainfo)
    manual = (_LINUX / "mura-desktop.1").read_text().format(**told).encode()
    _place_compressed(manual, root / "usr/share/man/man1/mura-desktop.1.gz")
    changes = (_LINUX / "changelog").read_text().format(**told, rfc=format_datetime(day)).encode()
    _place_compressed(changes, root / DOCUMENTS / "changelog.gz")
    licence = textwrap.indent((_ROOT / "LICENSE").read_text().strip(), " ", lambda _: True)
    lines = [line if line.strip() else " ." for line in licence.splitlines()]
    copyright_text = (_LINUX / "copyright").read_text().format(licence="\n".join(lines))
    (root / DOCUMENTS / "copyright").write_text(copyright_text)


def _link(source: str, target: str) -> None:
    """Link a file rather than write a gigabyte twice; copy where that is another disk."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _place_compressed(text: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # without name and time, so that the same text gives the same file
    target.write_bytes(gzip.compress(text, mtime=0))


def _place_link(place: Path, to: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(to)


def _set_rights(root: Path) -> None:
    """Let everybody read and nobody but the owner write, whatever the builder's umask."""
    for path in (root, *root.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or _is_program(path)
        path.chmod(0o755 if runs else 0o644)


def _is_program(path: Path) -> bool:
    """Return whether a file is run; the wheels say so of libraries and modules, too."""
    is_part = ".so" in path.name or path.suffix == ".py"
    return not is_part and bool(path.stat().st_mode & 0o100)
