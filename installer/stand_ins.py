"""Small shared libraries in the place of large ones that are loaded and never called, on Linux.

PyTorch's build for Linux is linked with 2.5 GB of NVIDIA's libraries. Without a graphics card none
of them does anything, and with one most serve what no network here does; but nothing loads where
one is missing. GDCM is linked with an OpenSSL that is out of support, and decodes without.

A stand-in carries the same name and the names of the functions that others look for in it. Whoever
calls one is answered that it failed, in the way of the library that it stands for. PyTorch does
call one: it asks on every machine whether there is a graphics card. The self-test decodes and
judges with all of them.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from installer.contents import LIBRARIES, Entry
from installer.elf import needed_by

_REFUSALS = {"libcudart": 100, "libcrypto": 0, "libssl": 0}
"""What a call is answered with: cudaErrorNoDevice, and OpenSSL's zero."""

_FAILED = 999
"""What no library of NVIDIA knows as anything but an error; CUPTI and CUDA call it unknown."""

_STOPPED = "libtorch"
"""Begins the names of PyTorch's own libraries, whose functions return objects, not codes."""

_SOURCE = """
#include <stdio.h>
#include <stdlib.h>
static int stopped(const char *name) {
    fprintf(stderr, "%s is not in the packaged MURA Desktop.\\n", name);
    abort();
}
"""
_FUNCTION = '{0} f{1}(void) __asm__("{2}"); {0} f{1}(void) {{ return {3}; }}\n'


@dataclass(frozen=True)
class Symbol:
    """What a library is asked for by name, and its version or nothing."""

    name: str
    version: str


def made_for(kept: Iterable[Entry], dropped: Iterable[Entry], folder: Path) -> list[Entry]:
    """Make the stand-ins that libraries need.

    Args:
        kept: What is packed.
        dropped: What is not, and may have a stand-in.
        folder: Where the stand-ins are written.

    Returns:
        The entries to add, each in the place of the one that it stands for.
    """
    linked = {
        Path(source): needed_by(Path(source)) for _, source, kind in kept if kind in LIBRARIES
    }
    real = {
        PurePosixPath(place).name: (place, Path(source))
        for place, source, kind in dropped
        if kind in LIBRARIES
    }
    entries = []
    for name in sorted(set().union(*linked.values()) & set(real)):
        place, library = real[name]
        users = [user for user, names in linked.items() if name in names]
        entries.append((place, str(make(library, users, folder)), "BINARY"))
    return entries


def make(library: Path, users: Sequence[Path], folder: Path) -> Path:
    """Compile the stand-in for a library.

    Args:
        library: The real one.
        users: The libraries that stay and are linked with it.
        folder: Where the stand-in is written.

    Returns:
        The stand-in.

    Raises:
        subprocess.CalledProcessError: when the compiler or ``nm`` fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked = {symbol.name for user in users for symbol in _symbols(user, "--undefined-only")}
    found = {symbol.name: symbol for symbol in _symbols(library, "--defined-only")}
    symbols = [found[name] for name in sorted(asked & set(found))]
    script = folder / f"{library.name}.versions"
    script.write_text("\n".join(_nodes(symbols)))
    defined = (_define(number, each, library.name) for number, each in enumerate(symbols))
    _compile(_SOURCE + "".join(defined), library.name, script, folder)
    return folder / library.name


def _define(number: int, symbol: Symbol, library: str) -> str:
    name = symbol.name
    if name.endswith(("GetErrorString", "GetErrorName")):
        return _FUNCTION.format("const char *", number, name, '"not in the packaged MURA Desktop"')
    return _FUNCTION.format("int", number, name, _answer(name, library))


def _answer(name: str, library: str) -> str:
    if library.startswith(_STOPPED):
        return f'stopped("{name}")'
    known = [code for begin, code in _REFUSALS.items() if library.startswith(begin)]
    return str(known[0] if known else _FAILED)


def _nodes(symbols: Iterable[Symbol]) -> list[str]:
    versions: dict[str, list[str]] = defaultdict(list)
    for symbol in symbols:
        versions[symbol.version].append(f"{symbol.name};")
    return [
        f"{version} {{ global: {' '.join(names)} }};"
        for version, names in sorted(versions.items())
        if version
    ]


def _symbols(library: Path, which: str) -> list[Symbol]:
    """Return a library's dynamic symbols."""
    listed = subprocess.run(
        ["nm", "--dynamic", "--format=posix", which, library],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    symbols = []
    for line in listed.splitlines():
        name, _, version = line.split()[0].partition("@")
        symbols.append(Symbol(name, version.lstrip("@")))
    return symbols


def _compile(source: str, name: str, script: Path, folder: Path) -> None:
    versions = [f"-Wl,--version-script={script}"] if script.read_text() else []
    command = ["gcc", "-shared", "-fPIC", "-O1", "-w", "-xc", "-", f"-Wl,-soname,{name}", *versions]
    subprocess.run([*command, "-o", folder / name], check=True, input=source, text=True)
