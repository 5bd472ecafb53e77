"""What can be undone: one history for each study, that of the study in front at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoCommand, QUndoGroup, QUndoStack

from mura_desktop.domain.study import Image
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer.changes import Change
from mura_desktop.ui.viewer.presentation import Presentation

if TYPE_CHECKING:
    from mura_desktop.ui.grid.viewer_grid import ViewerGrid

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


class Histories(QUndoGroup):
    """The histories of the open studies.

    What changes an image's presentation or draws on it goes into :meth:`of` its study.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stacks: dict[str, QUndoStack] = {}
        self._nothing = QUndoStack(self)

    def of(self, study_id: str) -> QUndoStack:
        """Return the history of a study, which may be empty."""
        if study_id not in self._stacks:
            self._stacks[study_id] = QUndoStack(self)
        return self._stacks[study_id]

    def follow(self, views: ViewerGrid) -> None:
        """Keep what is done in views, each in the history of the study that it was done to."""
        views.done.connect(lambda image, command: self.of(image.header.study_key).push(command))
        views.given_up.connect(self.undo)

    def lay_in_front(self, study_id: str | None) -> None:
        """Undo and redo in another study from now on, or in none."""
        stack = self._nothing if study_id is None else self.of(study_id)
        self.addStack(stack)
        self.setActiveStack(stack)

    def name(self, undo: QAction, redo: QAction) -> None:
        """Have two actions say what they would undo and redo, and be enabled where they can."""
        for action, verb, named, can, text in (
            (undo, "&Undo", self.undoTextChanged, self.canUndoChanged, self.undoText()),
            (redo, "&Redo", self.redoTextChanged, self.canRedoChanged, self.redoText()),
        ):
            named.connect(
                lambda text, action=action, verb=verb: action.setText(f"{verb} {text}".rstrip())
            )
            can.connect(action.setEnabled)
            action.setText(f"{verb} {text}".rstrip())
            action.setEnabled(False)

    def drop(self, study_id: str) -> None:
        """Forget the history of a study that was closed."""
        stack = self._stacks.pop(study_id, None)
        if stack is not None:
            self.removeStack(stack)
            stack.deleteLater()
