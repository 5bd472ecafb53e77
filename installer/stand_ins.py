"""Small shared libraries in the place of CUDA's, for the Linux flavour without a graphics card.

PyTorch's build for Linux links ``libtorch_python.so`` with its CUDA half, which in turn links
2 GB of NVIDIA's libraries; none of it runs without a graphics card, but nothing loads without it.
A stand-in carries the same name and the names of the symbols that others look for in it. Whoever
called one would be told and stopped; the flavour hides every graphics card, so nobody does
(``runtime/cpu_only.py``, and the self-test judges with it).
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.contents import Entry

_USERS = ("torch/", "torchvision/")
REPLACED = {
    "libtorch_cuda.so": ("libtorch_nvshmem.so",),
    "libcudnn.so.9": (),
    "libcufile.so.0": (),
}
"""The libraries that torch's and torchvision's remaining libraries are linked with.

Each with those that it brings along, whose symbols the others find through it.
"""

_SOURCE = """
#include <stdlib.h>
#include <unistd.h>
__attribute__((visibility("default"))) void mura_left_out(void) {
    static const char text[] = "This package of MURA Desktop has no CUDA libraries.\\n";
    if (write(2, text, sizeof text - 1) < 0) { _exit(1); }
    abort();
}
"""
_FUNCTION = '__asm__(".globl {0}\\n.type {0},@function\\n.set {0}, mura_left_out\\n");\n'
# type descriptions and tables of virtual functions: looked up, compared, never followed
_OBJECT = (
    '__asm__(".pushsection .data\\n.balign 16\\n.globl {0}\\n.type {0},@object\\n'
    '.size {0},512\\n{0}: .zero 512\\n.popsection\\n");\n'
)


def for_torch(binaries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Make the stand-ins that the collected libraries need.

    Args:
        binaries: What is packed already, without the libraries to be replaced.
        folder: Where the stand-ins are written.

    Returns:
        The entries to add; none where torch was built without CUDA.
    """
    import torch

    users = [Path(source) for place, source, _ in binaries if place.startswith(_USERS)]
    lib = Path(torch.__file__).parent / "lib"
    entries = []
    for name, along in REPLACED.items():
        for library in (*lib.glob(name), *lib.parents[1].glob(f"nvidia/*/lib/{name}")):
            entries.append(
                make(library, [library.with_name(other) for other in along], users, folder)
            )
    return entries


def make(library: Path, along: Sequence[Path], users: Sequence[Path], folder: Path) -> Entry:
    """Compile the stand-in for a library.

    Args:
        library: The real one.
        along: Real ones that come with it, whose symbols it carries, too.
        users: The libraries that stay and are linked with it.
        folder: Where the stand-in is written.

    Returns:
        The entry for PyInstaller.

    Raises:
        subprocess.CalledProcessError: when the compiler or ``nm`` fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {symbol for user in users for symbol in _symbols(user, "--undefined-only")}
    kinds: dict[str, str] = {}
    for real in (library, *along):
        kinds |= _symbols(real, "--defined-only")
    source = _SOURCE + "".join(
        (_OBJECT if kinds[symbol] in "VDBR" else _FUNCTION).format(symbol)
        for symbol in sorted(wanted & kinds.keys())
    )
    _compile(source, library.name, folder / library.name)
    return f"torch/lib/{library.name}", str(folder / library.name), "BINARY"


def _symbols(library: Path, which: str) -> dict[str, str]:
    """Return a library's dynamic symbols without versions, and their kinds as nm names them."""
    listed = subprocess.run(
        ["nm", "--dynamic", "--format=posix", which, library],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pairs = (line.split()[:2] for line in listed.splitlines())
    return {name.partition("@")[0]: kind for name, kind in pairs}


def _compile(source: str, name: str, target: Path) -> None:
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-xc", "-", f"-Wl,-soname,{name}", "-o", target],
        check=True,
        input=source,
        text=True,
    )
