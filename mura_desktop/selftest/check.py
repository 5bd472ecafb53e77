"""One question to the program, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from mura_desktop.domain.errors import MuraDesktopError


class Failed(Exception):  # noqa: N818 - named after what happened
    """What was found is not what must be; the text says both."""


@dataclass(frozen=True)
class Check:
    """A question that has not been asked yet.

    Attributes:
        name: What is looked at, in a few words.
        ask: Returns what was found, or raises.
    """

    name: str
    ask: Callable[[], str]


@dataclass(frozen=True)
class Answer:
    """What came of a check.

    Attributes:
        name: What was looked at.
        passed: Whether it is as it must be.
        found: A sentence; where it is not, the reason.
    """

    name: str
    passed: bool
    found: str


def all_of(name: str, checks: Iterator[Check]) -> Iterator[Check]:
    """Yield checks; where they cannot even be asked, since a library is missing, one that fails.

    Args:
        name: Of the group, for that one.
        checks: The group, which imports what it needs when it is asked for its first.
    """
    try:
        yield from checks
    except Exception as error:
        yield Check(name, partial(_fail, error))


def answer(check: Check) -> Answer:
    """Ask a check. Whatever goes wrong is its answer, and the next check is asked all the same."""
    try:
        return Answer(check.name, True, check.ask())
    except (Failed, MuraDesktopError) as error:
        return Answer(check.name, False, str(error))
    except Exception as error:
        return Answer(check.name, False, f"{type(error).__name__}: {error}")


def _fail(error: Exception) -> str:
    raise error
