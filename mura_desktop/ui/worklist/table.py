"""The table of a list: a line for each study, as it stands now."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mura_desktop.domain.results import StudyResult
from mura_desktop.domain.verdict import NoVerdict, score_text
from mura_desktop.ui.theme import icon
from mura_desktop.ui.words import (
    date_text,
    no_verdict_look,
    patient_name,
    region_text,
    verdict_look,
)

COLUMNS = ("Study", "Date", "Region", "Images", "Verdict", "Score", "Why")
_Index = QModelIndex | QPersistentModelIndex


class StudyTable(QAbstractTableModel):
    """Studies in the order of arrival. A study that gets another image is concluded on anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: tuple[StudyResult, ...] = ()
        self._label = ""

    def show_studies(self, studies: tuple[StudyResult, ...], label: str) -> None:
        """Show studies; those that were there before keep their lines."""
        self._label = label
        before = len(self._studies)
        more = len(studies) > before
        if more:
            self.beginInsertRows(QModelIndex(), before, len(studies) - 1)
        self._studies = studies
        if more:
            self.endInsertRows()
        if before:
            self.dataChanged.emit(self.index(0, 0), self.index(before - 1, len(COLUMNS) - 1))

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
        """Name the columns, and number the lines."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return COLUMNS[section] if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Tell a study's verdict by word and sign, and the rest in words."""
        study = self._studies[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts(study)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and COLUMNS[index.column()] == "Verdict":
            if study.verdict is not None:
                return icon(verdict_look(study.verdict, self._label).icon)
            failed = any(_has_failed(image.judgement) for image in study.images)
            return icon(no_verdict_look(failed=failed).icon)
        return None

    def _texts(self, study: StudyResult) -> tuple[str, ...]:
        header = study.images[0].header
        folder = study.images[0].path.absolute().parent
        named = patient_name(header.patient) or header.patient.identifier
        word = verdict_look(study.verdict, self._label).text if study.verdict else "No verdict"
        return (
            named or "/".join(folder.parts[1:][-2:]),
            date_text(header.study_date),
            region_text(study.images[0].region),
            str(len(study.images)),
            word,
            "" if study.probability is None else score_text(study.probability),
            study.reason or "",
        )


def _has_failed(judgement: object) -> bool:
    return isinstance(judgement, NoVerdict) and judgement.failed
