"""Importing torch beside a window that goes on painting.

An import holds the interpreter, and with it the window, in two ways that this takes away: the
dynamic linker maps half a gigabyte of libraries in one call, and the collector of cyclic garbage
looks at a million new objects again and again.

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBRARIES = ("torch_global_deps", "c10", "torch_cpu", "torch")
"""What torch's extension modules need of torch, each after what it needs itself."""


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
        yield
    finally:
        gc.freeze()
        atexit.register(gc.unfreeze)  # extension modules want to be taken down in order
        if collecting:
            gc.enable()


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
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for name in _LIBRARIES:
        path = folder / f"lib{name}.{ending}"
        if path.exists():
            # the first one as torch itself asks for it, the others as an import would
            visible = os.RTLD_GLOBAL if name == _LIBRARIES[0] else os.RTLD_LOCAL
            dlopen(os.fsencode(path), os.RTLD_NOW | visible)
