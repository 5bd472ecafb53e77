"""What the packed libraries need from the system that they are installed on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_DRIVER = frozenset({"libcuda.so.1", "libnvidia-ml.so.1"})
"""What comes with a graphics card's driver, never from a package that could be named."""


@dataclass(frozen=True)
class Needs:
    """What a package asks of a system.

    Attributes:
        libraries: Names of shared libraries that are not packed.
        glibc: The oldest version of the GNU C library that will do.
    """

    libraries: frozenset[str]
    glibc: tuple[int, int]


def needed_by(library: Path) -> frozenset[str]:
    """Return the names of the shared libraries that a library or program is linked with."""
    return frozenset(_NEEDED.findall(_told("-d", library)))


def needs_of(folder: Path) -> Needs:
    """Return what the libraries and programs below a folder need and do not bring."""
    files = [path for path in folder.rglob("*") if path.is_file() and is_elf(path)]
    there = {path.name for path in folder.rglob("*")}
    asked: set[str] = set()
    glibc = (2, 17)
    for path in files:
        told = _told("-dV", path)
        asked |= set(_NEEDED.findall(told))
        versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(told)]
        glibc = max([glibc, *versions])
    return Needs(frozenset(asked - there - _DRIVER), glibc)


def debian_packages(libraries: Iterable[str]) -> set[str]:
    """Return the Debian packages on this machine that bring libraries.

    Raises:
        SystemExit: for a library that no installed package brings.
    """
    known = subprocess.run(
        ["ldconfig", "-p"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"},
    ).stdout
    places = dict(re.findall(r"^\s*(\S+) \(.*x86-64.*\) => (\S+)$", known, re.MULTILINE))
    packages = set()
    for library in libraries:
        if library not in places:
            raise SystemExit(f"{library} is needed, but not on this machine.")
        packages.add(_package_of(Path(places[library]).resolve()))
    return packages


def _package_of(library: Path) -> str:
    for path in (library, Path("/", *library.parts[2:])):  # /usr/lib is what /lib links to
        asked = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
        if asked.returncode == 0:
            return asked.stdout.partition(":")[0]
    raise SystemExit(f"{library} belongs to no installed package.")


def is_elf(path: Path) -> bool:
    """Return whether a file, not a link to it, is a library or program of Linux."""
    if path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _told(what: str, path: Path) -> str:
    return subprocess.run(
        ["readelf", what, path], capture_output=True, text=True, check=True
    ).stdout
