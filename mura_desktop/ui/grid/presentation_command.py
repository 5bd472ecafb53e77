"""A change to how images are shown, as something that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QUndoCommand

from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer.changes import Change
from mura_desktop.ui.viewer.presentation import Presentation

_PRESENTATION = 1
"""Identifies commands that may be joined."""


@dataclass(frozen=True)
class Step:
    """How one view's image was shown before a change, and after."""

    canvas: Canvas
    image: Image
    before: Presentation
    after: Presentation


Show = Callable[[Canvas, Image, Presentation], None]
"""Shows an image in a way known from before, on this canvas or where it hangs now."""


class PresentationCommand(QUndoCommand):
    """A change to how images are shown, done already when it is put into the history."""

    def __init__(self, change: Change, steps: Sequence[Step], show: Show) -> None:
        super().__init__(change.words)
        self._goes_on = change.goes_on
        self._steps = tuple(steps)
        self._show = show
        self._done = True

    def id(self) -> int:
        """Tell Qt which commands to try to join."""
        return _PRESENTATION

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take the next step of one drag, or of turning the wheel, into this one."""
        if not isinstance(other, PresentationCommand) or not other._goes_on:
            return False
        here, there = self._steps, other._steps
        same = [(step.canvas, step.image) for step in here] == [
            (step.canvas, step.image) for step in there
        ]
        if not same or self.text() != other.text():
            return False
        self._steps = tuple(
            replace(old, after=new.after) for old, new in zip(here, there, strict=True)
        )
        return True

    def undo(self) -> None:
        """Show every image as it was."""
        for step in reversed(self._steps):  # the one that led comes last, and in front
            self._show(step.canvas, step.image, step.before)

    def redo(self) -> None:
        """Show every image as it became."""
        if self._done:
            self._done = False
            return
        for step in reversed(self._steps):
            self._show(step.canvas, step.image, step.after)
