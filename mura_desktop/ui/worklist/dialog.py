"""The window of a list: how far it has come, what was found, and saving it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.errors import MuraDesktopError, SetAside, UnreadableFile
from mura_desktop.domain.results import ImageResult, Results
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.studies.refusal_list import RefusalList
from mura_desktop.ui.worklist.means import Means
from mura_desktop.ui.worklist.run import ListRun
from mura_desktop.ui.worklist.table import COLUMNS, StudyTable

_HINT = "Double-click a study to look at it in the window."
_WITHHELD = (
    "Double-click a study to record your verdict in the window; the program's appears here then. "
    "The list can be saved once nothing is withheld."
)
_REFRESH = 200  # milliseconds: a list of many small files would do nothing but draw itself


class ListDialog(QuietDialog):
    """Judges a folder while it is open. Closing it gives up; the same folder then goes on later."""

    save_wanted = Signal(object, str)
    """Results, and ``csv`` or ``json``."""
    open_wanted = Signal(object)
    """Paths of the images of a study that the reader wants to look at."""
    verdicts_shown = Signal(object)
    """Frozen set of study_keys: of these studies the program's verdict is on screen."""

    def __init__(
        self,
        means: Means,
        parent: QWidget | None = None,
        is_withheld: Callable[[str], bool] | None = None,
    ) -> None:
        """Make the window.

        Args:
            means: What to judge with.
            parent: The window it belongs to.
            is_withheld: Asked with a study_key: whether the program's verdict waits for the
                reader's. :meth:`show_again` asks once more.
        """
        super().__init__(parent)
        self.run = ListRun(means, self)
        self._table = StudyTable(is_withheld, self)
        self._files = self._done = 0
        self._failed: list[UnreadableFile] = []
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName("Files dealt with")
        self._cancel = _button("Cancel", self._on_cancel_clicked)
        self._hint = QLabel(_HINT)
        self._hint.setWordWrap(True)
        self._refused = _button("Files that did not open…", self._show_refused)
        self._save = [
            _button("Save as CSV…", lambda: self._save_as("csv")),
            _button("Save as JSON…", lambda: self._save_as("json")),
        ]
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(_REFRESH)
        self._drawing.timeout.connect(self._draw)
        self._lay_out()
        self.run.counted.connect(self._on_counted)
        self.run.bundle_loaded.connect(lambda info: self._tell())
        self.run.advanced.connect(self._on_advanced)
        self.run.ended.connect(self._on_ended)

    def judge(self, paths: Sequence[Path], device: str, bundle: Path | None) -> None:
        """Begin."""
        self._said.setText("Counting files…")
        self.run.start(paths, device, bundle)

    def show_again(self) -> None:
        """Show what may be seen now, no more and no less."""
        self._table.show_again()
        self._tell_what_is_withheld()

    @property
    def text(self) -> str:
        """What is told of the list."""
        return self._said.text()

    @property
    def results(self) -> Results | None:
        """What was found so far."""
        return self.run.results

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what is still to come."""
        self.run.shut_down()
        super().closeEvent(event)

    def reject(self) -> None:
        """Give up what is still to come."""
        self.run.shut_down()
        super().reject()

    def _on_counted(self, files: int) -> None:
        self._files = files
        self._progress.setRange(0, files)
        self._said.setText("Loading the network…")

    def _on_advanced(self, outcome: ImageResult | UnreadableFile) -> None:
        self._done += 1
        if isinstance(outcome, UnreadableFile):
            self._failed.append(outcome)
        if not self._drawing.isActive():
            self._drawing.start()

    def _on_ended(self, error: MuraDesktopError | None) -> None:
        self._end(f"Stopped. {error}" if error else "Done.")

    def _on_cancel_clicked(self) -> None:
        self.run.cancel()
        self._end("Cancelled. Judge the same folder again and it goes on from here.")

    def _end(self, how: str) -> None:
        self._drawing.stop()
        self._progress.hide()
        self._cancel.hide()
        self._draw(how)

    def _draw(self, how: str = "") -> None:
        results = self.run.results
        if results is not None:
            self._table.show_results(results)
        self._tell(how)
        self._tell_what_is_withheld()

    def _tell_what_is_withheld(self) -> None:
        self._hint.setText(_WITHHELD if self._table.withheld else _HINT)
        self._enable_saving()
        if seen := self._table.seen:
            self.verdicts_shown.emit(seen)

    def _enable_saving(self) -> None:
        free = self.run.results is not None and self._done > 0 and not self._table.withheld
        for button in self._save:
            button.setEnabled(free)

    def _tell(self, how: str = "") -> None:
        self._progress.setValue(min(self._done, self._files))
        results = self.run.results
        studies = len(results.studies) if results else 0
        of = f" of {self._files}" if self._files else ""
        aside = sum(isinstance(file, SetAside) for file in self._failed)
        counts = [f"{self._done}{of} files", "1 study" if studies == 1 else f"{studies} studies"]
        if len(self._failed) > aside:
            counts.append(f"{len(self._failed) - aside} not opened")
        if aside:
            counts.append(f"{aside} set aside")
        self._said.setText(" · ".join(counts) + (f". {how}" if how else ""))
        self._refused.setVisible(bool(self._failed))
        self._enable_saving()

    def _save_as(self, kind: str) -> None:
        results = self.run.results
        if results is not None and not self._table.withheld:
            self.save_wanted.emit(results, kind)

    def _show_refused(self) -> None:
        RefusalList(tuple(self._failed), self).open()

    def _on_row_activated(self, index: QModelIndex) -> None:
        study = self._table.study(index.row())
        self.open_wanted.emit([image.path for image in study.images])

    def _lay_out(self) -> None:
        self.setWindowTitle("Judge a folder")
        resize_within_screen(self, 1080, 620)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._progress, stretch=1)
        top.addWidget(self._cancel)
        self._hint.setProperty("quiet", True)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        statement = QLabel(DISCLAIMER)
        statement.setProperty("quiet", True)
        bottom.addWidget(statement, stretch=1)
        for button in (self._refused, *self._save):
            bottom.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        bottom.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._said)
        column.addLayout(top)
        column.addWidget(self._made_view(), stretch=1)
        column.addWidget(self._hint)
        column.addLayout(bottom)
        self._tell()

    def _made_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self._table)
        view.setAccessibleName("Studies of the list")
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        for column, width in enumerate((190, 92, 190, 64, 224, 60)):
            view.setColumnWidth(column, width)
        view.verticalHeader().hide()
        heading = view.horizontalHeader()
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heading.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        view.activated.connect(self._on_row_activated)
        return view


def _button(text: str, clicked: object) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(clicked)
    return button
