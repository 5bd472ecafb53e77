"""Small shared libraries in the place of NVIDIA's, for the Linux flavour without a graphics card.

PyTorch's build for Linux is linked with 2 GB of NVIDIA's libraries. Without a graphics card none of
them is ever called, but nothing loads where one is missing. A stand-in carries the same name and
the names of the functions that others look for in it. Whoever called one would be told and stopped;
the flavour hides every graphics card, so nobody does (``runtime/cpu_only.py``, and the self-test
judges with it).
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.contents import Entry

REPLACED = (
    "libcublas.so.13",
    "libcublasLt.so.13",
    "libcudnn.so.9",
    "libcufft.so.12",
    "libcufile.so.0",
    "libcusparse.so.12",
    "libcusparseLt.so.0",
    "libnccl.so.2",
    "libnvrtc.so.13",
    "libnvshmem_host.so.3",
)
"""The libraries that torch's own are linked with and that nothing calls without a graphics card."""

_TORCH = "torch/lib/"
_SOURCE = """
#include <stdlib.h>
#include <unistd.h>
void mura_left_out(void) {
    static const char text[] = "This package of MURA Desktop has no CUDA libraries.\\n";
    if (write(2, text, sizeof text - 1) < 0) { _exit(1); }
    abort();
}
"""
_FUNCTION = '__asm__(".globl {0}\\n.type {0},@function\\n.set {0}, mura_left_out\\n");\n'


def for_torch(binaries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Make the stand-ins that the collected libraries need.

    Args:
        binaries: What is packed already, without the libraries to be replaced.
        folder: Where the stand-ins are written.

    Returns:
        The entries to add; none where torch was built without CUDA.
    """
    import torch

    users = [Path(source) for place, source, _ in binaries if place.startswith(_TORCH)]
    nvidia = Path(torch.__file__).parents[1] / "nvidia"
    return [
        make(library, users, folder)
        for name in REPLACED
        for library in nvidia.glob(f"*/lib/{name}")
    ]


def make(library: Path, users: Sequence[Path], folder: Path) -> Entry:
    """Compile the stand-in for a library.

    Args:
        library: The real one.
        users: The libraries that stay and are linked with it.
        folder: Where the stand-in is written.

    Returns:
        The entry for PyInstaller.

    Raises:
        subprocess.CalledProcessError: when the compiler or ``nm`` fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {name for user in users for name, _ in _symbols(user, "--undefined-only")}
    versions: dict[str, set[str]] = defaultdict(set)
    for name, version in _symbols(library, "--defined-only"):
        if name in wanted:
            versions[version].add(name)
    names = sorted(set().union(*versions.values()))
    source = _SOURCE + "".join(map(_FUNCTION.format, names))
    script = folder / f"{library.name}.versions"
    script.write_text("\n".join(_node(*each) for each in sorted(versions.items()) if each[0]))
    _compile(source, library.name, script, folder / library.name)
    return f"{_TORCH}{library.name}", str(folder / library.name), "BINARY"


def _node(version: str, names: set[str]) -> str:
    return f"{version} {{ global: {' '.join(f'{name};' for name in sorted(names))} }};"


def _symbols(library: Path, which: str) -> list[tuple[str, str]]:
    """Return a library's dynamic symbols, each with its version or nothing."""
    listed = subprocess.run(
        ["nm", "--dynamic", "--format=posix", which, library],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = [line.split()[0].partition("@") for line in listed.splitlines()]
    return [(name, version.lstrip("@")) for name, _, version in found]


def _compile(source: str, name: str, script: Path, target: Path) -> None:
    versions = [f"-Wl,--version-script={script}"] if script.read_text() else []
    command = ["gcc", "-shared", "-fPIC", "-O1", "-xc", "-", f"-Wl,-soname,{name}", *versions]
    subprocess.run([*command, "-o", target], check=True, input=source, text=True)
