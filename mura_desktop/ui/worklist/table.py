"""The table of a list: a line for each study, as it stands now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mura_desktop.domain.results import Results, StudyResult
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import RegionSource
from mura_desktop.domain.verdict import NoVerdict
from mura_desktop.ui.look.theme import icon
from mura_desktop.ui.reading.open_study import Phase, any_told
from mura_desktop.ui.words import (
    Look,
    date_text,
    no_verdict_look,
    patient_name,
    pending_look,
    sourced_region,
    verdict_look,
)

COLUMNS = ("Study", "Date", "Region", "Images", "Verdict", "Score", "Why")
_WITHHELD = pending_look(Phase.WITHHELD)
_Index = QModelIndex | QPersistentModelIndex


class StudyTable(QAbstractTableModel):
    """Studies in the order of arrival. A study that gets another image is concluded on anew."""

    def __init__(
        self, is_withheld: Callable[[str], bool] | None = None, parent: QObject | None = None
    ) -> None:
        """Make a table.

        Args:
            is_withheld: Asked with a study_key: whether nothing the program says of it may be seen.
            parent: Its owner.
        """
        super().__init__(parent)
        self._is_withheld = is_withheld or (lambda study_key: False)
        self._studies: tuple[StudyResult, ...] = ()
        self._label = ""
        self._score_texts = ScoreTexts()

    def show_results(self, results: Results) -> None:
        """Show studies; those that were there before keep their lines."""
        studies = results.studies
        self._label, self._score_texts = results.bundle.label, results.texts
        before = len(self._studies)
        more = len(studies) > before
        if more:
            self.beginInsertRows(QModelIndex(), before, len(studies) - 1)
        self._studies = studies
        if more:
            self.endInsertRows()
        if before:
            self._tell_changed(before)

    def show_again(self) -> None:
        """Draw every line anew, because more or less of it may be seen now."""
        if self._studies:
            self._tell_changed(len(self._studies))

    @property
    def seen(self) -> frozenset[str]:
        """The study_keys of the studies whose verdicts can be seen."""
        told = (each for each in self._studies if any_told(img.judgement for img in each.images))
        keys = {_key(study) for study in told}
        return frozenset(key for key in keys if not self._is_withheld(key))

    @property
    def withheld(self) -> int:
        """On how many studies the program's verdict waits for the reader's."""
        return sum(self._is_withheld(_key(study)) for study in self._studies)

    def _tell_changed(self, rows: int) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(COLUMNS) - 1))

    def study(self, row: int) -> StudyResult:
        """Return the study of a line."""
        return self._studies[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many studies there are."""
        return 0 if parent.isValid() else len(self._studies)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's own
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802 - Qt's own name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Name the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return COLUMNS[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Tell a study's verdict by word and sign, and the rest in words."""
        study = self._studies[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts(study)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and COLUMNS[index.column()] == "Verdict":
            if self._is_withheld(_key(study)):
                return icon(_WITHHELD.icon)
            return icon(self._look(study).icon)
        return None

    def _texts(self, study: StudyResult) -> tuple[str, ...]:
        header = study.images[0].header
        folder = study.images[0].path.absolute().parent
        named = patient_name(header.patient) or header.patient.identifier
        return (
            named or "/".join(folder.parts[1:][-2:]),
            date_text(header.study_date),
            self._region(study),
            str(len(study.images)),
            *self._said(study),
        )

    def _region(self, study: StudyResult) -> str:
        """Return the region with who says so; what the network says of it may be withheld."""
        region = study.images[0].region
        named = region is not None and region.source is RegionSource.NETWORK
        return "" if named and self._is_withheld(_key(study)) else sourced_region(region)

    def _look(self, study: StudyResult) -> Look:
        if study.verdict is not None:
            return verdict_look(study.verdict, self._label)
        return no_verdict_look(failed=any(_has_failed(each.judgement) for each in study.images))

    def _said(self, study: StudyResult) -> tuple[str, str, str]:
        """Return verdict, score and reason as far as they may be seen."""
        if self._is_withheld(_key(study)):
            return _WITHHELD.text, "", ""
        score = "" if study.probability is None else self._score_texts.score(study.probability)
        return self._look(study).text, score, study.reason or ""


def _key(study: StudyResult) -> str:
    return study.images[0].header.study_key


def _has_failed(judgement: object) -> bool:
    return isinstance(judgement, NoVerdict) and judgement.failed
