"""What was packed, by where it comes from: ``python -m installer.parts`` prints the sizes.

The spec writes down every file that it packs. Each belongs to a distribution that pip installed, to
a package of the Linux distribution that the build ran on, to Python, or to the program itself.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Literal

from installer import licences

Kind = Literal["program", "distribution", "python", "system", "stand-in"]


@dataclass(frozen=True)
class Packed:
    """A file that was packed: its place in the package, and where it was taken from."""

    place: str
    source: Path


@dataclass
class Part:
    """What was packed of one thing.

    Attributes:
        name: Of a distribution or system package.
        version: Its version.
        kind: What it is.
        licence: As its metadata names it; empty where it does not.
        texts: Its licence files.
        size: Bytes that lie in the package of it; compiled modules are in the program's own file.
        files: How many, compiled modules too.
    """

    name: str
    version: str
    kind: Kind
    licence: str = ""
    texts: list[Path] = field(default_factory=list)
    size: int = 0
    files: int = 0


def read(record: Path) -> list[Packed]:
    """Return the files that the spec wrote down."""
    entries = json.loads(record.read_text(encoding="utf-8"))
    return [Packed(place, Path(source)) for place, source in entries]


def parts_of(packed: Iterable[Packed], root: Path, folder: Path) -> list[Part]:
    """Return the parts that files belong to, the largest first.

    Args:
        packed: What was packed.
        root: The source tree.
        folder: The packaged program, whose files are measured.

    Raises:
        SystemExit: for a file that belongs to nothing, whose licence nobody would know.
    """
    owners = _Owners(root)
    parts: dict[str, Part] = {}
    for file in packed:
        found = owners.part_of(file.source)
        part = parts.setdefault(f"{found.kind}:{found.name}", found)
        lies = folder / "_internal" / file.place
        part.size += lies.stat().st_size if lies.is_file() else 0
        part.files += 1
    return sorted(parts.values(), key=lambda part: part.size, reverse=True)


class _Owners:
    """Knows which part a file on this machine belongs to."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._by_file: dict[str, Distribution] = {}
        self._parts: dict[str, Part] = {}
        for distribution in distributions():
            folder = os.path.realpath(str(distribution.locate_file("")))
            for file in distribution.files or ():
                self._by_file[os.path.normpath(f"{folder}/{file}")] = distribution

    def part_of(self, source: Path) -> Part:
        source = source.resolve()
        if distribution := self._by_file.get(str(source)):
            name = distribution.name
            if name not in self._parts:  # a wheel's files are many, and looked through for licences
                self._parts[name] = of_distribution(distribution)
            return self._parts[name]
        if "stand-ins" in source.parts:
            return Part("stand-ins", "", "stand-in", "MIT", [self._root / "LICENSE"])
        if source.is_relative_to(self._root) and ".venv" not in source.parts:
            import mura_desktop

            licence = [self._root / "LICENSE"]
            return Part("mura-desktop", mura_desktop.__version__, "program", "MIT", licence)
        return _of_python() if _is_of_python(source) else _of_system(source)


def of_distribution(distribution: Distribution) -> Part:
    """Return the part that a distribution is, of which nothing is packed yet.

    Raises:
        SystemExit: for one whose licence binds the package.
    """
    metadata = distribution.metadata.json
    name = distribution.name
    licence = (
        licences.OF_DISTRIBUTION.get(name)
        or metadata.get("license_expression")
        or _from_classifiers(distribution)
        or str(metadata.get("license", "")).partition("\n")[0]
    )
    licences.require_permissive(name, str(licence))
    texts = sorted(_licence_files(distribution)) + _kept_texts(name)
    return Part(name, distribution.version, "distribution", str(licence), texts)


def _from_classifiers(distribution: Distribution) -> str:
    classifiers = distribution.metadata.get_all("Classifier") or []
    names = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    return ", ".join(names)


def _licence_files(distribution: Distribution) -> Iterator[Path]:
    words = ("licen", "copying", "notice", "authors", "lgpl", "gpl")
    for file in distribution.files or ():
        inside = ".dist-info" in file.parts[0] or len(file.parts) <= 3
        if inside and any(word in file.name.lower() for word in words):
            path = Path(str(distribution.locate_file(file)))
            if path.suffix.lower() in ("", ".txt", ".md", ".rst") and path.is_file():
                yield path


def _kept_texts(name: str) -> list[Path]:
    known = licences.TEXTS_OF_DISTRIBUTION.get(name, ()) + licences.LGPL.get(
        name.lower().replace("_", "-"), ()
    )
    return [licences.TEXTS / text for text in known]


def _is_of_python(source: Path) -> bool:
    if source.name == "base_library.zip" or source.name.startswith("libpython"):
        return True
    library = Path(sysconfig.get_path("stdlib")).resolve()
    base = Path(sys.base_prefix).resolve()
    # a Python of its own, rather than the system's among everything else of the system's
    of_its_own = base not in (Path("/"), Path("/usr"))
    return source.is_relative_to(library) or (of_its_own and source.is_relative_to(base))


def _of_python() -> Part:
    version = platform.python_version()
    short = ".".join(version.split(".")[:2])
    candidates = (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path(f"/usr/share/doc/python{short}/copyright"),
    )
    texts = [path for path in candidates if path.is_file()]
    if not texts:
        raise SystemExit("The licence of Python was found in none of its usual places.")
    return Part("python", version, "python", "PSF-2.0", texts[:1])


def _of_system(source: Path) -> Part:
    if sys.platform == "win32":
        return Part("Microsoft C++ runtime", platform.version(), "system", "Microsoft's terms")
    name, licence = licences.of_system_library(source.name)
    licences.require_permissive(name, licence)
    package, version = _debian_package(source) if shutil.which("dpkg-query") else (name, "")
    return Part(package, version, "system", licence, _texts_of_system(name, package))


def _texts_of_system(name: str, package: str) -> list[Path]:
    texts = [Path("/usr/share/doc", package, "copyright")]
    texts += [licences.TEXTS / text for text in licences.LGPL.get(name, ())]
    return [path for path in texts if path.is_file()]


def _debian_package(source: Path) -> tuple[str, str]:
    for path in (source, Path("/", *source.parts[2:])):  # /usr/lib is what /lib links to
        asked = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
        if asked.returncode == 0:
            name = asked.stdout.partition(":")[0]
            version = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}", name],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            return name, version
    raise SystemExit(f"{source} is packed, but belongs to no installed package.")


def report(found: Iterable[Part], folder: Path) -> str:
    """Return the sizes of parts as a table, the largest first, and what lies around them."""
    lines = [
        f"{part.size / 1e6:9.1f} MB {part.files:6} files  {part.name} {part.version}".rstrip()
        for part in found
    ]
    program = next(path for path in folder.iterdir() if path.is_file() and path.stem == folder.name)
    lines.append(f"{program.stat().st_size / 1e6:9.1f} MB  the compiled modules of all of them")
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    lines.append(f"{sum(path.stat().st_size for path in files) / 1e6:9.1f} MB  in all")
    return "\n".join(lines)
