"""The right-hand pane: what is said of the study and of the image, and what stands behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
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

from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import BundleInfo, ImageVerdict, Judgement, NoVerdict, scores_of
from mura_desktop.ui.reading.open_study import OpenStudy, Phase
from mura_desktop.ui.verdicts.heatmap_panel import STALE, WITHHELD, HeatmapPanel
from mura_desktop.ui.verdicts.network_panel import NetworkPanel
from mura_desktop.ui.verdicts.points_table import PointsTable
from mura_desktop.ui.verdicts.region_panel import RegionPanel
from mura_desktop.ui.verdicts.stability_panel import StabilityPanel
from mura_desktop.ui.verdicts.threshold_panel import ThresholdPanel
from mura_desktop.ui.verdicts.verdict_card import VerdictCard
from mura_desktop.ui.words import image_look, rule_text, study_look


class VerdictPane(QScrollArea):
    """Study first, image second, heatmap third, network last."""

    def __init__(
        self,
        toggle_heatmap: QAction,
        cancel: QAction,
        judge: QAction,
        driving: QAction,
    ) -> None:
        super().__init__()
        self._driving = driving
        self.study_card = VerdictCard("Verdict on the study", large=True)
        self.image_card = VerdictCard("Verdict on the image", large=False)
        self.heatmap = HeatmapPanel(toggle_heatmap)
        self.network = NetworkPanel()
        self.region = RegionPanel()
        self.stability = StabilityPanel()
        self._info: BundleInfo | None = None
        self._inside = QWidget()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Images judged")
        self._cancel = _button(cancel)
        self._judge = _button(judge)
        self._rule = _quiet_label()
        self._points = PointsTable()
        self.threshold = ThresholdPanel()
        self._lay_out()
        self.setAccessibleName("Verdict")

    @property
    def text(self) -> str:
        """What is said of study and image."""
        foundations = "" if self._rule.isHidden() else f"{self._rule.text()}\n{self._points.text}\n"
        return f"{self.study_card.text}\n{foundations}{self.image_card.text}\n{self.region.text}"

    def put_first(self, widget: QWidget) -> None:
        """Put something above all that the program says."""
        self._column.insertWidget(0, widget)
        self._column.insertWidget(1, _rule())
        before: QWidget = self
        for each in widget.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, each)
                before = each
        bar = self.verticalScrollBar().sizeHint().width()
        wanted = self._inside.minimumSizeHint().width() + bar
        self.setMinimumWidth(max(self.minimumWidth(), wanted))

    def show_info(self, info: BundleInfo) -> None:
        """Take note of what judges."""
        self._info = info
        self.network.show_info(info)

    def show_study(self, opened: OpenStudy, image: Image) -> None:
        """Show what is known of a study and of one of its images."""
        self._show_progress(opened)
        self._show_study_verdict(opened)
        judgement = opened.judgement(image)
        self._show_image_verdict(opened, judgement, image)
        self.stability.show_image(image, judgement, stale=opened.stale is not None)
        why_none = WITHHELD if opened.phase is Phase.WITHHELD else STALE if opened.stale else ""
        self.heatmap.show_heatmap(
            opened.heatmap(image),
            opened.info or self._info,
            opened.region(image),
            instead=why_none,
        )

    def _show_progress(self, opened: OpenStudy) -> None:
        busy = opened.busy
        judging = opened.phase is Phase.JUDGING and opened.judgements
        # a bar in sight paints what is new at once, and all else that waits for its layout with it
        self._progress.setUpdatesEnabled(False)
        self._progress.setRange(0, len(opened.study.images) if judging else 0)
        self._progress.setValue(len(opened.judgements))
        self._progress.setVisible(busy)
        self._progress.setUpdatesEnabled(True)
        self._cancel.setVisible(busy)
        failed = any(isinstance(each, NoVerdict) and each.failed for each in opened.judgements)
        stale = opened.stale is not None
        self._judge.setVisible(opened.phase is Phase.CANCELLED or (not busy and (failed or stale)))
        self._judge.setText("Judge again" if stale else "Judge")

    def _show_study_verdict(self, opened: OpenStudy) -> None:
        look = study_look(opened, self._label)
        verdict, info = opened.verdict, opened.info or self._info
        if verdict is None or info is None:
            self.study_card.show_verdict(
                look, note=verdict.reason or "" if verdict else _so_far(opened)
            )
            self._rule.hide()
            self._points.hide()
            self.threshold.hide()
            return
        points = info.points_of(verdict.images)
        note, texts = opened.stale or verdict.reason or "", _texts(opened, info)
        self.study_card.show_verdict(
            look, verdict.probability, points, note, texts=texts, stale=bool(opened.stale)
        )
        scored = verdict.verdict is not None and not opened.stale
        self._rule.setVisible(scored)
        self._points.setVisible(scored and points is not None)
        if scored:
            self._rule.setText(rule_text(verdict, info, self._key_to_driving()))
        if scored and points is not None and verdict.probability is not None:
            self._points.show_points(points, info, texts)
            known = info.measured_on_all(verdict.images)
            curve = known.curve if known else info.curve
            self.threshold.show_score(verdict, points, curve, info.label)
        else:
            self.threshold.hide()

    def _show_image_verdict(
        self, opened: OpenStudy, judgement: Judgement | None, image: Image
    ) -> None:
        look = image_look(opened, image, self._label)
        info = opened.info or self._info
        self.region.show_region(opened.region(image), image in opened.regions, info)
        if isinstance(judgement, ImageVerdict) and info is not None:
            score = judgement.score
            points = info.points_for(score.region)
            self.image_card.show_verdict(
                look,
                score.probability,
                points,
                opened.stale or "",
                texts=_texts(opened, info),
                stale=bool(opened.stale),
            )
        else:
            refusal = judgement.reason if isinstance(judgement, NoVerdict) else ""
            self.image_card.show_verdict(look, note=opened.stale or refusal)

    def _key_to_driving(self) -> str:
        return self._driving.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    @property
    def _label(self) -> str:
        return self._info.label if self._info else ""

    def _lay_out(self) -> None:
        inside = self._inside
        inside.setObjectName("side")
        column = self._column = QVBoxLayout(inside)
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
        column.addWidget(self.threshold)
        for title, widget in (
            ("THIS IMAGE", self.image_card),
            ("HEATMAP", self.heatmap),
            ("NETWORK", self.network),
        ):
            column.addWidget(_rule())
            column.addWidget(_heading(title))
            column.addWidget(widget)
            if widget is self.image_card:
                column.addWidget(self.region)
                column.addWidget(self.stability)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(320)

    def sizeHint(self) -> QSize:
        """Ask for the width that its sentences read well at."""
        return QSize(352, 600)


def _texts(opened: OpenStudy, info: BundleInfo) -> ScoreTexts:
    """Return how all scores of a study are written, so that none contradicts its word."""
    return info.texts_for(opened.verdict.scores if opened.verdict else scores_of(opened.judgements))


def _so_far(opened: OpenStudy) -> str:
    if opened.phase is Phase.JUDGING:
        return f"{len(opened.judgements)} of {len(opened.study.images)} images judged."
    if opened.phase is Phase.CANCELLED:
        return "The judgement was cancelled."
    return ""


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
