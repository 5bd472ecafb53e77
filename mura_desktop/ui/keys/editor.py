"""A line with the keys of one command, each to press anew."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLabel, QLineEdit, QWidget

_PLACES = 3
"""How many keys one command can have."""


class KeyEditor(QWidget):
    """What the command is called, and a field for each of its keys."""

    edited = Signal(object)
    """Tuple of QKeySequence: the reader pressed other keys, or took some away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, stretch=1)
        self.fields = tuple(QKeySequenceEdit() for _ in range(_PLACES))
        for number, field in enumerate(self.fields, 1):
            field.setMaximumSequenceLength(1)
            field.setClearButtonEnabled(True)
            field.setAccessibleName(f"Key {number}")
            inner = field.findChild(QLineEdit)  # which has the focus, and speaks for the field
            if inner is not None:
                inner.setAccessibleName(f"Key {number}")
            field.setFixedWidth(140)
            field.editingFinished.connect(self._on_editing_finished)
            field.keySequenceChanged.connect(self._on_key_sequence_changed)
            row.addWidget(field)
        self._shown: tuple[QKeySequence, ...] = ()
        self.show_none()

    def show_none(self) -> None:
        """No command is chosen."""
        self._show("Choose a command to change its keys.", ())
        self._enable(False)

    def show_keys(self, words: str, keys: tuple[QKeySequence, ...]) -> None:
        """Show the keys of a command."""
        self._show(words, keys)
        self._enable(True)

    @property
    def keys(self) -> tuple[QKeySequence, ...]:
        """The keys in the fields."""
        sequences = (field.keySequence() for field in self.fields)
        return tuple(key for key in sequences if not key.isEmpty())

    def _show(self, words: str, keys: tuple[QKeySequence, ...]) -> None:
        self._words.setText(words)
        self._shown = keys[:_PLACES]
        for number, field in enumerate(self.fields):
            field.blockSignals(True)
            field.setKeySequence(keys[number] if number < len(keys) else QKeySequence())
            field.blockSignals(False)

    def _enable(self, enabled: bool) -> None:
        for field in self.fields:
            field.setEnabled(enabled)

    def _on_key_sequence_changed(self, key: QKeySequence) -> None:
        # cleared by its button, of which no end of editing tells; or only for the key to come
        if key.isEmpty():
            QTimer.singleShot(0, self, self._on_editing_finished)

    def _on_editing_finished(self) -> None:
        if self.keys != self._shown:
            self._shown = self.keys
            self.edited.emit(self.keys)
