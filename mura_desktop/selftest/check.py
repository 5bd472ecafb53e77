"""One question to the program, and its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


def answer(check: Check) -> Answer:
    """Ask a check. Whatever goes wrong is its answer, and the next check is asked all the same."""
    try:
        return Answer(check.name, True, check.ask())
    except (Failed, MuraDesktopError) as error:
        return Answer(check.name, False, str(error))
    except Exception as error:
        return Answer(check.name, False, f"{type(error).__name__}: {error}")
