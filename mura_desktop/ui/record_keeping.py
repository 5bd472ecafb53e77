"""What the window does with records: the reading log, and lists of many studies."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.own.recording import Recording
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.saving.exports import Exports
from mura_desktop.ui.worklist.means import Means

if TYPE_CHECKING:
    from mura_desktop.domain.reading import Entry
    from mura_desktop.domain.results import Results
    from mura_desktop.ui.worklist.dialog import ListDialog

KINDS = {"csv": "Table (*.csv)", "json": "JSON (*.json)"}

_COMMIT_FIRST = "reading/own_verdict_first"
_BLIND = "Lists show the program's verdicts. Turn off 'My verdict first' to judge a folder."


class RecordKeeping(QObject):
    """Opens the dialogs of log and lists, and has what they export written."""

    def __init__(
        self,
        window: QWidget,
        session: ReadingSession,
        means: Means,
        recording: Recording,
        exports: Exports,
        trouble: Notice,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._means = means
        self._recording = recording
        self._exports = exports
        self._trouble = trouble
        self.lists: list[ListDialog] = []
        recording.failed.connect(lambda error: trouble.say(str(error)))
        recording.set_aside.connect(self._on_log_set_aside)
        recording.entries_read.connect(self._show_log)
        recording.commit_first_chosen.connect(lambda on: self._show_lists_again())
        recording.changed.connect(lambda study: self._show_lists_again())

    def remember_in(self, preferences: Preferences, commit_first: QAction) -> None:
        """Begin as the reader left it, and remember what he chooses."""
        wanted = preferences.text(_COMMIT_FIRST) == "yes"
        commit_first.setChecked(wanted)
        self._recording.commit_first_chosen.connect(
            lambda on: preferences.keep(_COMMIT_FIRST, "yes" if on else "no")
        )

    def shut_down(self) -> None:
        """End lists that are under way, and wait until all that was said is on disk."""
        for dialog in tuple(self.lists):
            dialog.close()
        self._recording.shut_down()

    def show_log(self) -> None:
        """Read the log and show what it says together."""
        self._recording.read_entries()

    def ask_for_list(self) -> None:
        """Let the reader choose a folder and judge what is in it."""
        if self._recording.commit_first:
            self._trouble.say(_BLIND, "information")
            return
        folder = QFileDialog.getExistingDirectory(self._window, "Judge a folder")
        if folder:
            self.judge([Path(folder)])

    def judge(self, paths: list[Path]) -> ListDialog:
        """Judge what is below some paths, in a window of its own."""
        from mura_desktop.ui.worklist.dialog import ListDialog

        dialog = ListDialog(self._means, self._window, self._recording.withholds)
        self.lists.append(dialog)
        dialog.save_wanted.connect(self._save_list)
        dialog.open_wanted.connect(self._session.open)
        dialog.verdicts_shown.connect(self._recording.note_seen)
        dialog.finished.connect(lambda _: self._on_list_closed(dialog))
        dialog.show()
        dialog.judge(paths, self._session.queue.device, self._session.queue.bundle_folder)
        return dialog

    def _show_lists_again(self) -> None:
        for dialog in self.lists:
            dialog.show_again()

    def _on_list_closed(self, dialog: ListDialog) -> None:
        if dialog in self.lists:
            self.lists.remove(dialog)
            dialog.deleteLater()

    def _save_list(self, results: Results, kind: str) -> None:
        make = results.as_csv if kind == "csv" else partial(_json_of, results)
        name = "radiograph-list-unfinished" if results.unfinished else "radiograph-list"
        self._exports.save_text("Save list", name, KINDS[kind], make)

    def _show_log(self, entries: tuple[Entry, ...]) -> None:
        from mura_desktop.ui.own.log_dialog import LogDialog

        dialog = LogDialog(entries, self._window)
        dialog.export_wanted.connect(lambda kind: self._export(entries, kind))
        dialog.open()

    def _export(self, entries: tuple[Entry, ...], kind: str) -> None:
        make = partial(self._recording.log.exported, entries, kind)
        self._exports.save_text("Export reading log", "reading-log", KINDS[kind], make)

    def _on_log_set_aside(self, path: Path) -> None:
        self._trouble.say(
            "The reading log was damaged. It was set aside whole, and a new one begins. "
            f"The old one is {path}."
        )


def _json_of(results: Results) -> str:
    import json

    return json.dumps(results.as_json(), indent=2, allow_nan=False) + "\n"
