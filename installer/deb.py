"""A Debian package of the packaged program, and an archive for every other Linux.

The package has no scripts of its own: menu, icons and file types are taken up by the triggers of
the packages that own them, and what is not run cannot leave anything behind.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from pathlib import Path

from installer.elf import debian_packages, needs_of
from installer.layout import PROGRAM

_FONTS = "fonts-dejavu-core | fonts-liberation | fonts-noto-core"
_RENAMED = {"libglib2.0-0": "libglib2.0-0 | libglib2.0-0t64"}
"""Packages that later releases of Debian and Ubuntu carry under another name."""

_SHOWS_A_WINDOW = (
    "libegl1",
    "libgl1",
)  # Qt opens them itself, so no library says that it needs them
_TEMPLATE = Path(__file__).parent / "linux" / "control"


def build(root: Path, target: Path, version: str) -> None:
    """Make the package.

    Args:
        root: A root that ``layout`` filled.
        target: The package's file.
        version: The program's.
    """
    control = root / "DEBIAN"
    control.mkdir()
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(path.stat().st_size for path in files) // 1024
    (control / "control").write_text(
        _TEMPLATE.read_text().format(
            version=version, architecture=_architecture(), size=size, depends=_depends(root)
        )
    )
    sums = (f"{_md5(path)}  {path.relative_to(root)}\n" for path in files)
    (control / "md5sums").write_text("".join(sums))
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", root, target], check=True
    )


def archive(root: Path, target: Path, name: str) -> None:
    """Make the archive: one folder, which runs from wherever it is unpacked.

    Gzip rather than a tighter packing, because every machine unpacks it.
    """
    with tarfile.open(target, "w:gz", compresslevel=6) as tar:
        tar.add(root / PROGRAM, name, filter=_owned_by_nobody_here)


def _owned_by_nobody_here(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _depends(root: Path) -> str:
    needs = needs_of(root / PROGRAM)
    packages = debian_packages(needs.libraries) | set(_SHOWS_A_WINDOW)
    packages.discard("libc6")
    major, minor = needs.glibc
    named = [_RENAMED.get(name, name) for name in sorted(packages)]
    return ", ".join([f"libc6 (>= {major}.{minor})", *named, _FONTS])


def _architecture() -> str:
    return subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()


def _md5(path: Path) -> str:
    """Return what dpkg compares files with; it guards against damage, not against malice."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
