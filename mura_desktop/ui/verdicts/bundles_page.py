"""The page of bundles: which there are, what each says of the study in front, which one judges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.domain.verdict import in_words
from mura_desktop.ui.documents import closing_buttons, part_paragraphs
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.look.theme import icon
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.reading.second_looks import Looked
from mura_desktop.ui.words import pending_look, verdict_look

_HEADS = ("Bundle", "Looks for", "Verdict on this study", "Score")
_CHECKING = "Checking…"


class BundlesPage(QuietDialog):
    """A row for each bundle, the card of the chosen row, and the button that makes it judge."""

    bundle_chosen = Signal(object)
    """Path of the bundle that is to judge from now on."""

    def __init__(
        self,
        folders: Sequence[Path],
        in_use: Path | None,
        place: Path | None = None,
        parent: QWidget | None = None,
        *,
        withheld: bool = False,
    ) -> None:
        """Make the page.

        Args:
            folders: The bundles'.
            in_use: The folder of the one that judges now, or None where none is loaded.
            place: Where a user may put bundles, for the hint.
            parent: The window.
            withheld: Whether what is said of the study in front waits for the reader's verdict.
        """
        super().__init__(parent)
        self.setWindowTitle("Bundles")
        resize_within_screen(self, 860, 620)
        self._in_use = in_use
        self._unsaid = pending_look(Phase.WITHHELD if withheld else Phase.CANCELLED).text
        self._looked: dict[int, Looked] = {}
        self._folders = tuple(folders)
        self._table = QTableWidget(len(folders), len(_HEADS))
        self._cells = [[QTableWidgetItem() for _ in _HEADS] for _ in folders]
        self._card = QTextBrowser()
        self._card.setOpenExternalLinks(True)
        self._card.setAccessibleName("Model card")
        self._use = QPushButton("Judge with this bundle")
        self._use.setEnabled(False)
        self._use.clicked.connect(self._on_use_clicked)
        self._fill()
        self._lay_out(place)
        self._table.selectRow(0)

    def show_looked(self, looked: Looked) -> None:
        """Show what a bundle is and says, or why it is refused."""
        row = self._folders.index(looked.folder)
        self._looked[row] = looked
        info, verdict = looked.info, looked.verdict
        if info is None:
            self._write(row, looked.folder.name, "", f"Refused. {looked.refusal}", "")
            self._cells[row][2].setIcon(icon("verdict-failed"))
        else:
            name = f"{info.name} {info.version}"
            score = ""
            words = self._unsaid
            if verdict is not None:
                words = in_words(verdict.verdict, info.label)
                if verdict.probability is not None:
                    score = info.texts_for(verdict.scores).score(verdict.probability)
            self._write(row, self._marked(row, name), info.label, words, score)
            if verdict is not None and verdict.verdict is not None:
                look = verdict_look(verdict.verdict, info.label)
                self._cells[row][2].setIcon(icon(look.icon))
            elif verdict is not None:
                self._cells[row][2].setToolTip(verdict.reason or "")
        self._table.resizeRowsToContents()
        self._on_row_changed()

    def end_looking(self) -> None:
        """Say of rows that nothing came for that they were given up."""
        for row in range(len(self._folders)):
            if row not in self._looked:
                self._cells[row][2].setText("Not checked: judging went first")

    @property
    def text(self) -> str:
        """All rows, cells parted by tabs."""
        return "\n".join("\t".join(cell.text() for cell in row) for row in self._cells)

    def choose(self, row: int) -> None:
        """Make a row the chosen one."""
        self._table.selectRow(row)

    def _fill(self) -> None:
        self._table.setHorizontalHeaderLabels(_HEADS)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.setWordWrap(True)
        self._table.setTabKeyNavigation(False)  # or the keyboard would never leave it
        self._table.setAccessibleName("Bundles")
        self._table.setShowGrid(False)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column in range(len(_HEADS)):
            stretched = column == 2
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                column, mode.Stretch if stretched else mode.ResizeToContents
            )
        for row, folder in enumerate(self._folders):
            for column, cell in enumerate(self._cells[row]):
                self._table.setItem(row, column, cell)
            self._write(row, self._marked(row, folder.name), "", _CHECKING, "")
        self._table.itemSelectionChanged.connect(self._on_row_changed)

    def _lay_out(self, place: Path | None) -> None:
        hint = QLabel(
            "Each bundle is checked by format, hash and self-test before it may judge; one that "
            "fails is refused. "
            + (f"Your own go into {place}, one folder each." if place is not None else "")
        )
        hint.setWordWrap(True)
        hint.setProperty("quiet", True)
        hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(self._use)
        row.addStretch(1)
        row.addWidget(closing_buttons(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(hint)
        column.addWidget(self._table, stretch=2)
        column.addWidget(self._card, stretch=3)
        column.addLayout(row)

    def _write(self, row: int, *texts: str) -> None:
        for cell, text in zip(self._cells[row], texts, strict=True):
            cell.setText(text)

    def _marked(self, row: int, name: str) -> str:
        return f"{name} (in use)" if self._folders[row] == self._in_use else name

    def _on_row_changed(self) -> None:
        looked = self._looked.get(self._table.currentRow())
        info = looked.info if looked else None
        usable = info is not None and looked is not None and looked.folder != self._in_use
        self._use.setEnabled(usable)
        if info is not None:
            self._card.setMarkdown(info.card)
            part_paragraphs(self._card.document())
        else:
            self._card.setPlainText(looked.refusal or "" if looked else _CHECKING)

    def _on_use_clicked(self) -> None:
        self.bundle_chosen.emit(self._folders[self._table.currentRow()])
        self.accept()
