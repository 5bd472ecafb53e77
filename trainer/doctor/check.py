"""The answer to one question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How it stands, as the sign that is printed."""

    GOOD = "✓"
    NOTE = "!"
    BAD = "✗"


@dataclass(frozen=True)
class Check:
    """What was asked, and what was found.

    Attributes:
        title: What was looked at, in a few words.
        state: Good, worth knowing, or bad: nothing should be trained before it is mended.
        detail: What was found, as a sentence.
        remedy: What to do about it, as a sentence; empty unless bad.
    """

    title: str
    state: State
    detail: str
    remedy: str = ""
