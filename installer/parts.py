"""What was packed, by where it comes from: ``python -m installer.parts`` prints the sizes.

The spec writes down every file that it packs. Each belongs to a distribution that pip installed, to
a package of the Linux distribution that the build ran on, to Python, or to the program itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Literal

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
        size: Bytes that were packed of it, compiled modules not counted.
        files: How many.
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


def parts_of(packed: Iterable[Packed], root: Path) -> list[Part]:
    """Return the parts that files belong to, the largest first.

    Args:
        packed: What was packed.
        root: The source tree.

    Raises:
        SystemExit: for a file that belongs to nothing, whose licence nobody would know.
    """
    owners = _Owners(root)
    parts: dict[str, Part] = {}
    for file in packed:
        found = owners.part_of(file.source)
        part = parts.setdefault(f"{found.kind}:{found.name}", found)
        part.size += file.source.stat().st_size if not file.place.endswith(".pyc") else 0
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
                self._parts[name] = _of_distribution(distribution)
            return self._parts[name]
        if "stand-ins" in source.parts:
            return Part("CUDA stand-ins", "", "stand-in", "MIT", [self._root / "LICENSE"])
        if source.is_relative_to(self._root) and ".venv" not in source.parts:
            import mura_desktop

            licence = [self._root / "LICENSE"]
            return Part("mura-desktop", mura_desktop.__version__, "program", "MIT", licence)
        of_python = source.is_relative_to(Path(sys.base_prefix).resolve())
        if of_python or source.name == "base_library.zip":  # PyInstaller's, of Python's own modules
            version = sysconfig.get_config_var("py_version")
            text = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
            return Part("python", str(version), "python", "PSF-2.0", [text])
        return _of_system(source)


def _of_distribution(distribution: Distribution) -> Part:
    metadata = distribution.metadata.json
    licence = metadata.get("license_expression") or _from_classifiers(distribution)
    return Part(
        distribution.name,
        distribution.version,
        "distribution",
        str(licence or metadata.get("license", "")).partition("\n")[0],
        sorted(_licence_files(distribution)),
    )


def _from_classifiers(distribution: Distribution) -> str:
    classifiers = distribution.metadata.get_all("Classifier") or []
    names = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    return ", ".join(names)


def _licence_files(distribution: Distribution) -> Iterator[Path]:
    words = ("licen", "copying", "notice", "authors", "lgpl", "gpl")
    for file in distribution.files or ():
        inside = ".dist-info" in file.parts[0] or len(file.parts) <= 2
        if inside and any(word in file.name.lower() for word in words):
            path = Path(str(distribution.locate_file(file)))
            if path.suffix.lower() in ("", ".txt", ".md", ".rst") and path.is_file():
                yield path


def _of_system(source: Path) -> Part:
    for path in (source, Path("/", *source.parts[2:])):  # /usr/lib is what /lib links to
        asked = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
        if asked.returncode == 0:
            name = asked.stdout.partition(":")[0]
            version = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}", f"{name}"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            return Part(
                name, version, "system", "see its text", [Path("/usr/share/doc", name, "copyright")]
            )
    raise SystemExit(f"{source} is packed, but belongs to nothing that is known here.")


def main(record: Path) -> None:
    """Print what was packed, the largest part first."""
    found = parts_of(read(record), Path(__file__).parent.parent)
    for part in found:
        print(f"{part.size / 1e6:9.1f} MB {part.files:6} files  {part.name} {part.version}")
    print(f"{sum(part.size for part in found) / 1e6:9.1f} MB in all")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
