"""Where the reader says what he thinks of the study in front."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.reading import Opinion, Reading
from mura_desktop.domain.verdict import Verdict
from mura_desktop.ui.look.theme import icon
from mura_desktop.ui.own.recording import Recording
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession

_ICONS = {
    Verdict.SUSPECTED: "verdict-suspected",
    Verdict.UNCERTAIN: "verdict-uncertain",
    Verdict.NOT_SUSPECTED: "verdict-not-suspected",
}
_WORDS = tuple(_ICONS)
_WITHHELD = "The program's verdict appears once yours is recorded."
_SEEN_BEFORE = "You have seen it on this study before; the log will say so."


class OwnVerdictPanel(QWidget):
    """Three words, a conclusion, and the history of what was recorded."""

    def __init__(
        self, session: ReadingSession, recording: Recording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._recording = recording
        self._shown: str | None = None
        self._words = QButtonGroup(self)
        self._words.setExclusive(True)
        self._conclusion = QPlainTextEdit()
        self._conclusion.setPlaceholderText("Conclusion, if you like. Name no patient.")
        self._conclusion.setToolTip(
            "Goes into the report as it stands, and into the reading log without the name and "
            "the identifier in the header"
        )
        self._conclusion.setAccessibleName("Your conclusion")
        self._conclusion.setTabChangesFocus(True)
        self._conclusion.setFixedHeight(64)
        self._record = QPushButton("Record")
        self._record.setToolTip("Record your verdict (Ctrl+Return)")
        self._record.clicked.connect(self.record)
        QShortcut(QKeySequence("Ctrl+Return"), self._conclusion, self.record)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("quiet", True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        session.image_selected.connect(lambda opened, image: self._show(opened))
        session.study_judged.connect(lambda opened: self._show_if_front())
        session.image_opened.connect(lambda opened: self._show_if_front())
        recording.changed.connect(lambda study: self._show_if_front())

    @property
    def text(self) -> str:
        """What is told of the recording, for those who listen and for tests."""
        return self._said.text()

    def choose(self, verdict: Verdict) -> None:
        """Choose a word; it is recorded with :meth:`record`."""
        self._words.button(_WORDS.index(verdict)).setChecked(True)
        self._enable()

    def write(self, conclusion: str) -> None:
        """Put a conclusion into the field."""
        self._conclusion.setPlainText(conclusion)

    def record(self) -> None:
        """Record the chosen word and the conclusion, if there is a word."""
        chosen, selected = self._words.checkedId(), self._session.selected
        if chosen >= 0 and selected is not None and self._record.isEnabled():
            self._recording.record(
                selected[0], _WORDS[chosen], self._conclusion.toPlainText().strip()
            )

    def _show_if_front(self) -> None:
        selected = self._session.selected
        self._show(selected[0] if selected else None)

    def _show(self, opened: OpenStudy | None) -> None:
        study_id = opened.study.id if opened else None
        reading = self._recording.reading(study_id) if study_id else None
        if study_id != self._shown:  # what was begun for another study is not this one's
            self._shown = study_id
            self._fill(reading.last if reading else None)
        self._said.setText(self._told(opened, reading))
        self._said.setVisible(bool(self._said.text()))
        self._enable()

    def _fill(self, opinion: Opinion | None) -> None:
        self._words.setExclusive(False)
        for number, word in enumerate(_WORDS):
            self._words.button(number).setChecked(opinion is not None and opinion.verdict is word)
        self._words.setExclusive(True)
        self._conclusion.setPlainText(opinion.conclusion if opinion else "")

    def _told(self, opened: OpenStudy | None, reading: Reading | None) -> str:
        if opened is None:
            return ""
        if self._recording.is_under_way(opened.study.id):
            return "Recording…"
        lines = [_step(opinion) for opinion in reading.opinions] if reading else []
        if opened.is_withheld and not lines:
            before = self._recording.was_seen_before(opened.study.id)
            lines = [_WITHHELD, _SEEN_BEFORE] if before else [_WITHHELD]
        return "\n".join(lines)

    def _enable(self) -> None:
        study = self._shown
        free = study is not None and not self._recording.is_under_way(study)
        reading = self._recording.reading(study) if study else None
        chosen = self._words.checkedId()
        last = reading.last if reading else None
        said = (_WORDS[chosen] if chosen >= 0 else None, self._conclusion.toPlainText().strip())
        news = last is None or said != (last.verdict, last.conclusion)
        self._record.setEnabled(free and chosen >= 0 and news)
        self._record.setText("Record a change" if last is not None else "Record")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for number, word in enumerate(_WORDS):
            button = QPushButton(word.value.capitalize())
            button.setObjectName("own")
            button.setIcon(icon(_ICONS[word]))
            button.setIconSize(QSize(16, 16))
            button.setCheckable(True)
            button.setAccessibleName(f"Your verdict: {word.value}")
            self._words.addButton(button, number)
            row.addWidget(button, stretch=1)
        self._words.idToggled.connect(lambda *_: self._enable())
        self._conclusion.textChanged.connect(self._enable)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self._record)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        heading = QLabel("YOUR VERDICT")
        heading.setProperty("heading", True)
        column.addWidget(heading)
        column.addLayout(row)
        column.addWidget(self._conclusion)
        column.addLayout(last)
        column.addWidget(self._said)


def _step(opinion: Opinion) -> str:
    when = opinion.at.astimezone().strftime("%H:%M:%S")
    order = "after" if opinion.program_seen else "before"
    return f"{when}  {opinion.verdict.value}, {order} seeing the program's verdict"
