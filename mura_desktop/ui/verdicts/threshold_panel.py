"""Any threshold, what was measured there, and what a word means where the finding is rarer."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mura_desktop.domain.judging import word_at
from mura_desktop.domain.operating_points import (
    Curve,
    Estimate,
    OperatingPoint,
    OperatingPoints,
    predictive_values,
)
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.verdict import Judgement, StudyVerdict, in_words, scores_of
from mura_desktop.ui.frame_bar import ArrowSlider
from mura_desktop.ui.words import estimate_text, intervals_text

STEPS = 200
"""Positions of the slider between a threshold of 0 and one of 1."""
_PREVALENCE = 10.0


class ThresholdPanel(QWidget):
    """A threshold to try, beside the released ones: it changes no verdict."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self._points: OperatingPoints | None = None
        self._study = ""
        self._probability = 0.0
        # not the whole verdict, which would keep the images of a study that is closed
        self._judgements: tuple[Judgement, ...] = ()
        self._label = ""
        self._open = _unfolder("Try another threshold")
        self._open.toggled.connect(self._on_open_toggled)
        self._slider = ArrowSlider()
        self._slider.setRange(0, STEPS)
        self._slider.setAccessibleName("Threshold to try")
        self._slider.valueChanged.connect(self._tell)
        self._prevalence = _prevalence()
        self._prevalence.valueChanged.connect(self._tell)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._rates = [(_cell(name), _cell("")) for name in _RATES]
        self._note = _cell("")
        self._note.setWordWrap(True)
        self._body = self._laid_out()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._open)
        column.addWidget(self._body)
        self._body.hide()
        self.hide()

    def show_score(
        self, verdict: StudyVerdict, points: OperatingPoints, curve: Curve | None, label: str
    ) -> None:
        """Offer thresholds for a study's score; what was tried on another study is not kept.

        Args:
            verdict: What was said of the study.
            points: The released thresholds.
            curve: What was measured elsewhere; without it there is nothing to offer.
            label: The bundle's word for what it recognises.
        """
        another = verdict.study.id != self._study
        fresh = another or (curve, points) != (self._curve, self._points)
        self._study = verdict.study.id
        self._probability, self._judgements = verdict.probability or 0.0, verdict.images
        self._points, self._curve = points, curve
        self._label = label
        self.setVisible(curve is not None)
        if another:
            self._open.setChecked(False)
        if fresh:
            self._slider.setValue(round(points.specific.threshold * STEPS))
        self._tell()

    def forget(self, study: str) -> None:
        """Let go of a study that is closed, by its id."""
        if study == self._study:
            self._study = ""

    @property
    def text(self) -> str:
        """What is said of the threshold."""
        rates = (f"{name.text()} {value.text()}" for name, value in self._rates)
        return "\n".join((self._said.text(), *rates, self._note.text()))

    def choose(self, threshold: float) -> None:
        """Try a threshold in [0, 1], to the nearest step."""
        self._slider.setValue(round(threshold * STEPS))

    def _on_open_toggled(self, is_open: bool) -> None:
        down, right = Qt.ArrowType.DownArrow, Qt.ArrowType.RightArrow
        self._open.setArrowType(down if is_open else right)
        self._body.setVisible(is_open)
        self.updateGeometry()

    def _tell(self) -> None:
        if self._curve is None or self._points is None:
            return
        point, released = self._point()
        word = word_at(self._probability, self._judgements, point)
        texts = ScoreTexts.apart(
            (self._probability, *scores_of(self._judgements)), [point.threshold], least=3
        )
        kind = f"the released point “{point.name}”" if released else "not a released point"
        self._said.setText(
            f"{in_words(word, self._label)} at {texts.threshold(point.threshold)}, your threshold: "
            f"{kind}. The score is {texts.score(self._probability)}. "
            "The verdict above stays as it is."
        )
        rates = estimate_text(point.sensitivity), estimate_text(point.specificity)
        shown = (*rates, *self._predictive(point))
        for (_, cell), text in zip(self._rates, shown, strict=True):
            cell.setText(text)
        self._note.setText(
            f"{intervals_text(shown, point.data)} {'' if released else _NOT_CROSS_FITTED}"
            "PPV and NPV by Bayes' theorem for the prevalence entered, which counts as known."
        )
        self.updateGeometry()

    def _predictive(self, point: OperatingPoint) -> tuple[str, str]:
        """Return PPV and NPV; the reason for one that is undefined or follows from prevalence."""
        prevalence = self._prevalence.value() / 100.0
        values = predictive_values(point, prevalence)
        since = _SINCE.get(prevalence, "")
        return (
            _rate_text(values.positive, since, "not defined: nobody reaches this threshold"),
            _rate_text(values.negative, since, "not defined: nobody is below this threshold"),
        )

    def _point(self) -> tuple[OperatingPoint, bool]:
        """Return the point at the slider, the released one where it stands there."""
        assert self._curve is not None
        assert self._points is not None
        value = self._slider.value()
        for point in (self._points.specific, self._points.sensitive):
            if round(point.threshold * STEPS) == value:
                return point, True
        return self._curve.at(value / STEPS), False

    def _laid_out(self) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(_cell("Threshold"), 0, 0)
        grid.addWidget(self._slider, 0, 1)
        grid.addWidget(self._said, 1, 0, 1, 2)
        grid.addWidget(_cell("Prevalence"), 2, 0)
        grid.addWidget(self._prevalence, 2, 1)
        for row, cells in enumerate(self._rates, start=3):
            cells[1].setWordWrap(True)
            for column, cell in enumerate(cells):
                grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._note, 7, 0, 1, 2)
        return body


_NOT_CROSS_FITTED = (
    "Measured on the images that the scores were calibrated on, so a little flattering beside the "
    "released points, which were cross-fitted. "
)
_SINCE = {0.0: "since at 0 % nobody has it", 1.0: "since at 100 % everybody has it"}
"""Why a predictive value is sure at a prevalence, whatever was measured."""


def _unfolder(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setArrowType(Qt.ArrowType.RightArrow)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


def _prevalence() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, 100.0)  # also what is not defined: a narrower range swallows digits typed
    box.setDecimals(1)
    box.setSuffix(" %")
    box.lineEdit().setTextMargins(6, 0, 6, 0)
    box.setValue(_PREVALENCE)
    box.setAccessibleName("Prevalence where you work")
    box.setToolTip("Share of patients like this one that have the finding")
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box


_RATES = ("Sensitivity", "Specificity", "PPV", "NPV")


def _rate_text(rate: Estimate, since: str, undefined: str) -> str:
    if math.isnan(rate.value):
        return undefined
    return f"{rate.value:.0f}, {since}" if since else estimate_text(rate)


def _cell(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("small", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
