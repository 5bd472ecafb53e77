"""Work that nobody waits for any more.

Whoever asks for something that may take long says here how to tell that it is not wanted any more.
What does the work looks here, however deep below it lies, and raises GivenUp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_cancelled: ContextVar[Callable[[], bool]] = ContextVar("cancelled", default=lambda: False)


class GivenUp(Exception):  # noqa: N818 - named after what happened
    """The work was ended because nobody wants its answer any more."""


@contextmanager
def giving_up_when(cancelled: Callable[[], bool]) -> Iterator[None]:
    """Give up the work inside this block, in this thread, once ``cancelled()`` is true."""
    outer = _cancelled.get()
    token = _cancelled.set(lambda: cancelled() or outer())
    try:
        yield
    finally:
        _cancelled.reset(token)


def asked() -> Callable[[], bool]:
    """Return what tells, in any thread, whether this work is to be given up."""
    return _cancelled.get()
