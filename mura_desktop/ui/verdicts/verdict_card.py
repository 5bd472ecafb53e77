"""One verdict as a reader sees it: sign and word first, the number and its scale second."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.verdict import OperatingPoints
from mura_desktop.ui.look.colours import Role
from mura_desktop.ui.look.sign import Sign
from mura_desktop.ui.look.theme import colour as coloured
from mura_desktop.ui.words import Look

_APART = 8.0
"""Pixels between two numbers of a scale."""
PLAIN = ScoreTexts()
"""Where nothing is to be told apart."""
_UNCALIBRATED = ", not calibrated"


class VerdictCard(QFrame):
    """A framed verdict; the frame's line says as much as its colour."""

    def __init__(self, name: str, *, large: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._look: Look | None = None
        self._large = large
        self._sign = Sign(32 if large else 20)
        self._word = QLabel()
        self._word.setWordWrap(True)
        self._word.setProperty("title", large)
        self._score = QLabel()
        self._scale = ScoreScale()
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("quiet", True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._word, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for widget in (self._score, self._scale, self._note):
            column.addWidget(widget)

    def show_verdict(
        self,
        look: Look,
        probability: float | None = None,
        points: OperatingPoints | None = None,
        note: str = "",
        *,
        texts: ScoreTexts = PLAIN,
        stale: bool = False,
    ) -> None:
        """Show a verdict, or why there is none.

        Args:
            look: Word, sign, colour and line.
            probability: The score in [0, 1], or None to show no number.
            points: The thresholds for the scale; None where none were measured.
            note: A sentence under it.
            texts: How scores and thresholds are written.
            stale: Whether it no longer holds: the score is struck out and has no scale.
        """
        self._look = look
        self._sign.show_icon(look.icon)
        self._word.setText(look.text)
        self._word.setProperty("colour", look.colour.value)
        self._word.style().polish(self._word)
        self._score.setVisible(probability is not None)
        scaled = probability is not None and points is not None and not stale
        self._scale.setVisible(scaled and self._large)
        self._score.setProperty("quiet", stale)
        self._score.style().polish(self._score)
        font = self._score.font()
        font.setStrikeOut(stale)
        self._score.setFont(font)
        if probability is not None:
            self._score.setText(
                f"Score {texts.score(probability)}{'' if points else _UNCALIBRATED}"
            )
            if points is not None:
                self._scale.show_score(probability, points, texts)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleDescription(f"{look.text}. {note}")
        self.updateGeometry()  # the layout around it remembers how tall it was
        self.update()

    @property
    def text(self) -> str:
        """Everything that the card says, for those who listen and for tests."""
        shown = (self._word, self._score, self._note)
        return "\n".join(label.text() for label in shown if not label.isHidden())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame in the verdict's line and colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(coloured(Role.RAISED))
        pen = QPen(Qt.PenStyle.NoPen)
        if self._look is not None and self._look.line is not Qt.PenStyle.NoPen:
            pen = QPen(coloured(self._look.colour), 2, self._look.line)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class ScoreScale(QWidget):
    """The scale of scores from 0 to 1, cut by the two thresholds, with the score marked on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._probability = 0.0
        self._points: OperatingPoints | None = None
        self._texts = PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Score between the two thresholds")

    def show_score(
        self, probability: float, points: OperatingPoints, texts: ScoreTexts = PLAIN
    ) -> None:
        """Mark a score between thresholds, which are written as it is."""
        self._probability, self._points, self._texts = probability, points, texts
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a bar with a line of numbers under it."""
        return QSize(160, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint three stretches, their two limits and the mark."""
        if self._points is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() - 10.0
        low, high = self._points.sensitive.threshold, self._points.specific.threshold
        for start, end, colour in (
            (0.0, low, Role.NOT_SUSPECTED),
            (low, high, Role.UNCERTAIN),
            (high, 1.0, Role.SUSPECTED),
        ):
            left = 5.0 + start * width
            painter.fillRect(QRectF(left, 9.0, (end - start) * width - 2.0, 5.0), coloured(colour))
        middle = 5.0 + self._probability * width
        painter.setPen(QPen(coloured(Role.BORDER), 1))
        painter.setBrush(coloured(Role.TEXT))
        painter.drawEllipse(QRectF(middle - 5.0, 6.5, 10.0, 10.0))
        painter.setPen(coloured(Role.QUIET))
        for text, left in self._written(painter.fontMetrics().horizontalAdvance):
            painter.drawText(QRectF(left, 19.0, self.width() - left, 16.0), text)

    def _written(self, wide: Callable[[str], int]) -> Iterator[tuple[str, float]]:
        """Return both limits with where each begins: below its place, whole, and apart."""
        assert self._points is not None
        taken = 0.0
        texts = [self._texts.threshold(each) for each in self._points.thresholds]
        after = [sum(wide(each) + _APART for each in texts[number:]) for number in (0, 1)]
        for text, place, needed in zip(texts, self._points.thresholds, after, strict=True):
            middle = 5.0 + place * (self.width() - 10.0) - wide(text) / 2
            left = max(taken, min(middle, self.width() - needed + _APART))
            taken = left + wide(text) + _APART
            yield text, left
