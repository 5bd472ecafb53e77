"""Importing torch beside a window that goes on painting.

An import holds the interpreter, and with it the window, in two ways that this takes away: the
dynamic linker maps half a gigabyte of libraries, which may have to come from the disk first, and
the collector of cyclic garbage looks at a million new objects again and again.

What stays is what single extension modules do in one call when they are made: ``torch._C``, the
largest, and ``cuda.bindings.driver`` where torch is built for NVIDIA's cards. No call of Python's
lets anybody in between. ``benchmarks/responsiveness.py`` tells how long that takes.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBRARIES = ("torch_global_deps", "c10", "torch_cpu", "torch")
"""What torch's extension modules need of torch, each after what it needs itself."""
_OF_PYTHON = "torch_python"
"""What may ask for the interpreter as soon as it is mapped: its file is only fetched."""
_PIECE = 1 << 20


@contextmanager
def beside_a_window() -> Iterator[None]:
    """Import torch in this block, in any thread, without stopping the others for long.

    What lives when the block ends is never looked at by the garbage collector again, until the
    program ends.
    """
    _map_libraries()
    collecting = gc.isenabled()
    gc.disable()
    try:
        with _others_go_on_while_linking():
            yield
    finally:
        gc.freeze()
        atexit.register(gc.unfreeze)  # extension modules want to be taken down in order
        if collecting:
            gc.enable()


@contextmanager
def _others_go_on_while_linking() -> Iterator[None]:
    """Have ``ctypes.CDLL`` let go of the interpreter while the linker is at work.

    torch loads NVIDIA's libraries so, one by one, and the first time after a start of the computer
    each of them takes as long as the disk does.
    """
    if sys.platform == "win32":
        yield
        return
    link = ctypes._dlopen  # type: ignore[attr-defined]
    dlopen = _dlopen()

    def link_quietly(name: str | None, mode: int = ctypes.DEFAULT_MODE) -> int:
        if name:  # what fails here fails below again, where its reason is told
            dlopen(os.fsencode(name), mode | os.RTLD_NOW)
        handle: int = link(name, mode)
        return handle

    ctypes._dlopen = link_quietly  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ctypes._dlopen = link  # type: ignore[attr-defined]


def _dlopen() -> Callable[[bytes, int], int | None]:
    """Return the C function: a call of one lets go of the interpreter."""
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    return dlopen


def _map_libraries() -> None:
    """Have the dynamic linker map torch's libraries while others have the interpreter.

    A call of a C function through ctypes lets go of the interpreter; ``ctypes.CDLL`` itself and
    ``import`` do not. What cannot be mapped here is left to the import, which says why.
    """
    found = importlib.util.find_spec("torch")
    if "torch" in sys.modules or sys.platform == "win32" or not (found and found.origin):
        return
    folder = Path(found.origin).parent / "lib"
    ending = "dylib" if sys.platform == "darwin" else "so"
    dlopen = _dlopen()
    for name in _LIBRARIES:
        path = folder / f"lib{name}.{ending}"
        if path.exists():
            # the first one as torch itself asks for it, the others as an import would
            visible = os.RTLD_GLOBAL if name == _LIBRARIES[0] else os.RTLD_LOCAL
            dlopen(os.fsencode(path), os.RTLD_NOW | visible)
    of_python = folder / f"lib{_OF_PYTHON}.{ending}"
    if of_python.exists():
        with of_python.open("rb") as file:
            while file.read(_PIECE):
                pass
