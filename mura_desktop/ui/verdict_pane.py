"""The right-hand pane: what is said of the study and of the image, and what stands behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.study import Image, Region
from mura_desktop.domain.verdict import BundleInfo, ImageVerdict, Judgement, NoVerdict
from mura_desktop.ui.heatmap_panel import HeatmapPanel
from mura_desktop.ui.network_panel import NetworkPanel
from mura_desktop.ui.open_study import OpenStudy, Phase
from mura_desktop.ui.points_table import PointsTable
from mura_desktop.ui.verdict_card import VerdictCard
from mura_desktop.ui.words import judgement_look, region_text, rule_text, study_look

_SOURCES = {"header": "from the header", "path": "from the path", "network": "by the network"}


class VerdictPane(QScrollArea):
    """Study first, image second, heatmap third, network last."""

    def __init__(
        self,
        toggle_heatmap: QAction,
        cancel: QAction,
        judge: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.study_card = VerdictCard("Verdict on the study", large=True)
        self.image_card = VerdictCard("Verdict on the image", large=False)
        self.heatmap = HeatmapPanel(toggle_heatmap)
        self.network = NetworkPanel()
        self._info: BundleInfo | None = None
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Images judged")
        self._cancel = _button(cancel)
        self._judge = _button(judge)
        self._rule = _quiet_label()
        self._points = PointsTable()
        self._lay_out()

    @property
    def text(self) -> str:
        """What is said of study and image."""
        foundations = "" if self._rule.isHidden() else f"{self._rule.text()}\n{self._points.text}\n"
        return f"{self.study_card.text}\n{foundations}{self.image_card.text}"

    def show_info(self, info: BundleInfo) -> None:
        """Take note of what judges."""
        self._info = info
        self.network.show_info(info)

    def show_study(self, opened: OpenStudy, image: Image) -> None:
        """Show what is known of a study and of one of its images."""
        self._show_progress(opened)
        self._show_study_verdict(opened)
        judgement = opened.judgement(image)
        self._show_image_verdict(judgement, opened.phase, image)
        self.heatmap.show_heatmap(opened.heatmap(image), self._info)

    def _show_progress(self, opened: OpenStudy) -> None:
        busy = opened.busy
        self._progress.setVisible(busy)
        judging = opened.phase is Phase.JUDGING and opened.judgements
        self._progress.setRange(0, len(opened.study.images) if judging else 0)
        self._progress.setValue(len(opened.judgements))
        self._cancel.setVisible(busy)
        failed = any(isinstance(each, NoVerdict) and each.failed for each in opened.judgements)
        self._judge.setVisible(opened.phase is Phase.CANCELLED or (not busy and failed))

    def _show_study_verdict(self, opened: OpenStudy) -> None:
        look = study_look(opened, self._label)
        verdict, info = opened.verdict, self._info
        if verdict is None or info is None:
            self.study_card.show_verdict(
                look, note=verdict.reason or "" if verdict else _so_far(opened)
            )
            self._rule.hide()
            self._points.hide()
            return
        points = info.operating_points
        self.study_card.show_verdict(look, verdict.probability, points, verdict.reason or "")
        scored = verdict.verdict is not None
        self._rule.setVisible(scored)
        self._points.setVisible(scored and points is not None)
        if scored:
            self._rule.setText(rule_text(verdict, info))
        if scored and points is not None:
            self._points.show_points(points)

    def _show_image_verdict(self, judgement: Judgement | None, phase: Phase, image: Image) -> None:
        look = judgement_look(judgement, phase, self._label)
        if isinstance(judgement, ImageVerdict) and self._info is not None:
            score = judgement.score
            note = _region_note(score.region)
            self.image_card.show_verdict(look, score.probability, self._info.operating_points, note)
        else:
            refusal = judgement.reason if isinstance(judgement, NoVerdict) else ""
            self.image_card.show_verdict(look, note=refusal or _region_note(image.region))

    @property
    def _label(self) -> str:
        return self._info.label if self._info else ""

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("side")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        progress = QHBoxLayout()
        progress.setSpacing(12)
        progress.addWidget(self._progress, stretch=1)
        progress.addWidget(self._cancel)
        progress.addWidget(self._judge)
        column.addWidget(_heading("STUDY"))
        column.addWidget(self.study_card)
        column.addLayout(progress)
        column.addWidget(self._rule)
        column.addWidget(self._points)
        for title, widget in (
            ("THIS IMAGE", self.image_card),
            ("HEATMAP", self.heatmap),
            ("NETWORK", self.network),
        ):
            column.addWidget(_rule())
            column.addWidget(_heading(title))
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(320)

    def sizeHint(self) -> QSize:
        """Ask for the width that its sentences read well at."""
        return QSize(352, 600)


def _so_far(opened: OpenStudy) -> str:
    if opened.phase is Phase.JUDGING:
        return f"{len(opened.judgements)} of {len(opened.study.images)} images judged."
    if opened.phase is Phase.CANCELLED:
        return "The judgement was cancelled."
    return ""


def _region_note(region: Region | None) -> str:
    return f"{region_text(region)}, {_SOURCES[region.source]}" if region else "Body part not known"


def _button(action: QAction) -> QPushButton:
    button = QPushButton(action.text().replace("&", ""))
    button.clicked.connect(action.trigger)
    return button


def _quiet_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setProperty("quiet", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    return label


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    return line
