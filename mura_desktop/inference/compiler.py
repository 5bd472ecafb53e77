"""Leaving torch's compiler out of imports that only ask it in passing.

timm and torchvision name the compiler: the one to have a class left alone by it, the other to learn
whether it knows a device. For these two questions it would be imported whole, which takes as long
as torch itself and 150 MB, and nothing here is ever compiled.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_COMPILER = "torch._dynamo"
_UTILITIES = "torch._dynamo.utils"


@contextmanager
def left_out() -> Iterator[None]:
    """Answer for torch's compiler in this block, unless it is there already.

    Whoever asks for more than is known here gets the real one, in the block and after it.
    """
    found = None if _COMPILER in sys.modules else importlib.util.find_spec(_COMPILER)
    if found is not None:
        places = list(found.submodule_search_locations or ())
        utilities = _StandIn(_UTILITIES, places, is_compile_supported=_never)
        compiler = _StandIn(_COMPILER, places, disable=_as_it_is, utils=utilities)
        sys.modules[_COMPILER], sys.modules[_UTILITIES] = compiler, utilities
    try:
        yield
    finally:
        _bring_back()


class _StandIn(ModuleType):
    """Gives way to the module that it stands for when it is asked for what it does not have."""

    def __init__(self, name: str, places: list[str], **answers: object) -> None:
        super().__init__(name)
        self.__path__ = places
        self.__dict__.update(answers)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)  # what the machinery of imports asks of every module
        _bring_back()
        found: object = getattr(importlib.import_module(self.__name__), name)
        return found


def _bring_back() -> None:
    for name in (_COMPILER, _UTILITIES):
        if isinstance(sys.modules.get(name), _StandIn):
            del sys.modules[name]


def _as_it_is(fn: object = None, *_: object, **__: object) -> object:
    return fn if fn is not None else _as_it_is


def _never(_: object) -> bool:
    return False
