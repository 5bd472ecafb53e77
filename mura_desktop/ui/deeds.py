"""What is done at a command where no part of the window does it alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from mura_desktop.ui.grid.hanging import Hanging
from mura_desktop.ui.grid.history import Histories
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.header.header_view import HeaderView
from mura_desktop.ui.keeping.keeper import Keeper
from mura_desktop.ui.lifetime.self_check import SelfCheck
from mura_desktop.ui.measuring.measuring import Measuring
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.own.recording import Recording
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.record_keeping import RecordKeeping
from mura_desktop.ui.saving.exports import Exports
from mura_desktop.ui.studies.chosen_files import choose_files, choose_folder


@dataclass(frozen=True)
class Deeds:
    """The parts of a window that its commands act on, and what takes several of them.

    Attributes:
        window: Asks and is asked; dialogs stand over it.
        sample: Where the synthetic sample study is.
        trouble: Tells the reader why something was not done.
    """

    window: QWidget
    session: ReadingSession
    sample: Path
    views: ViewerGrid
    hanging: Hanging
    histories: Histories
    measuring: Measuring
    header: HeaderView
    keeper: Keeper
    recording: Recording
    records: RecordKeeping
    exports: Exports
    self_check: SelfCheck
    trouble: Notice

    def ask_for_files(self) -> None:
        """Let the reader choose files."""
        self.open(choose_files(self.window))

    def ask_for_folder(self) -> None:
        """Let the reader choose a folder."""
        self.open(choose_folder(self.window))

    def open_sample(self) -> None:
        """Open the synthetic sample study."""
        self.open([self.sample])

    def open(self, paths: Sequence[Path]) -> None:
        """Open what was chosen, if anything was."""
        if paths:
            self.session.open(paths)

    def close_study(self) -> None:
        """Close the study in front."""
        self._with_selected(lambda opened: self.session.close_study(opened.study.id))

    def judge_again(self) -> None:
        """Judge the study in front."""
        self._with_selected(lambda opened: self.session.queue.judge_again(opened.study.id))

    def select_driving_image(self) -> None:
        """Look at the image with the study's highest score."""
        self._with_selected(lambda opened: self.session.select(opened.driving_image))

    def compare(self) -> None:
        """Look at the study in front beside another one of the patient."""
        if not self.hanging.compare():
            self.trouble.say("No other study of this patient is open.", "information")

    def undo(self) -> None:
        """Take back what was done last; a drag under way is not done yet, and given up."""
        if not self.views.give_up_drag():
            self.histories.undo()

    def show_texts(self, on: bool) -> None:
        """Show the texts at the corners and the scale bar, or hide them."""
        self.measuring.show_ruler(on)
        self.views.set_texts_on(on)

    def save_report(self) -> None:
        """Save the report on the study in front, if it is judged."""
        from mura_desktop.ui.measuring.report_part import measured_in

        reading = self.recording.reading
        self._with_selected(
            lambda opened: self.exports.save_report(
                opened,
                reading(opened.study.id),
                self.self_check.summary,
                measured_in(opened.study, self.measuring.sheet),
            )
        )

    def show_help(self) -> None:
        """Open the user documentation."""
        from mura_desktop.ui.help import HelpDialog

        HelpDialog(self.window).open()

    def show_about(self) -> None:
        """Tell what the program is, and what it found when it tested itself."""
        from mura_desktop.ui.documents import show_about

        show_about(self.window, self.self_check.details)

    def _with_selected(self, act: Callable[[OpenStudy], None]) -> None:
        if self.session.selected is not None:
            act(self.session.selected[0])
