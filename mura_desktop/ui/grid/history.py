"""What can be undone: one history for each study, that of the study in front at hand."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoGroup, QUndoStack

from mura_desktop.ui.grid.viewer_grid import ViewerGrid


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
