"""The main window: puts panes and commands together and connects them to the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from mura_desktop.domain.reading import ReadingLog
from mura_desktop.ui.commands.command_table import command_table
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.commands.image_menu import ImageMenu
from mura_desktop.ui.commands.view_commands import mark_layout
from mura_desktop.ui.commands.window_choice import WindowChoice
from mura_desktop.ui.grid.hanging import Hanging
from mura_desktop.ui.grid.history import Histories
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.header.header_view import HeaderView
from mura_desktop.ui.keeping.keeper import Keeper
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keys.stored import load_keys
from mura_desktop.ui.layout import USUAL_SIZE, disclaimer_below, side_by_side, stacked, tool_bar
from mura_desktop.ui.lifetime.mishap import Mishap
from mura_desktop.ui.lifetime.protection import Protection
from mura_desktop.ui.lifetime.self_check import SelfCheck
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.measuring.commands import check_chosen, enable_what_acts
from mura_desktop.ui.measuring.measuring import Measuring
from mura_desktop.ui.news import News
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.own.panel import OwnVerdictPanel
from mura_desktop.ui.own.recording import Recording
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.record_keeping import RecordKeeping
from mura_desktop.ui.saving.exports import Exports
from mura_desktop.ui.studies.chosen_files import choose_files, choose_folder, dropped
from mura_desktop.ui.studies.patients_notice import PatientsNotice
from mura_desktop.ui.studies.refusals import Refusals
from mura_desktop.ui.studies.thumbnails import Thumbnails
from mura_desktop.ui.verdicts.verdict_controls import Shelf, VerdictControls
from mura_desktop.ui.verdicts.verdict_pane import VerdictPane
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer_pane import ViewerPane
from mura_desktop.ui.welcome import Welcome
from mura_desktop.ui.worklist.means import Means


class MainWindow(QMainWindow):
    """Thumbnails left, image in the middle, verdict right, disclaimer below."""

    closing = Signal()
    """The window goes away for good; the work under way is still waited for."""

    def __init__(
        self,
        session: ReadingSession,
        sample_study: Path,
        log: ReadingLog,
        means: Means,
        shelf: Shelf | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self.recording = Recording(session, log, self)
        self._sample_study = sample_study
        self.self_check = SelfCheck(session, self)
        self.views = ViewerGrid()
        self.hanging = Hanging(session, self.views, self)
        self.histories = Histories(self)
        self._preferences = preferences or Preferences()
        self._equip(self._preferences)
        self.commands = Commands(command_table(self, session, self.views), self)
        load_keys(self.commands, self._preferences)
        self.commands.fill(self.menuBar())
        self.thumbnails = Thumbnails()
        self.viewer = ViewerPane(self.views, self.commands)
        self.choice = WindowChoice(self.views, self.commands)
        self.exports = Exports(self, self.views)
        self.refusals = Refusals(self)
        self.protection = Protection(self)
        self.trouble = Notice()
        self.patients = PatientsNotice()
        openings = [self.commands[n] for n in ("open_files", "open_folder", "open_sample")]
        self.welcome = Welcome(openings, self.commands["cancel"])
        self.verdict = VerdictPane(
            *(self.commands[each] for each in ("heatmap", "cancel", "judge", "driving"))
        )
        self.controls = VerdictControls(session, self.verdict, shelf or Shelf(), self)
        self.own = OwnVerdictPanel(session, self.recording)
        self.records = RecordKeeping(self, session, means)
        self._assemble()
        self._connect()
        self._news = News(session, self)

    @property
    def canvas(self) -> Canvas:
        """The view that commands act on."""
        return self.views.active

    # --- commands

    def ask_for_files(self) -> None:
        """Let the reader choose files."""
        self._open(choose_files(self))

    def ask_for_folder(self) -> None:
        """Let the reader choose a folder."""
        self._open(choose_folder(self))

    def open_sample(self) -> None:
        """Open the synthetic sample study."""
        self._open([self._sample_study])

    def close_study(self) -> None:
        """Close the study in front."""
        self._with_selected(lambda opened: self._session.close_study(opened.study.id))

    def judge_again(self) -> None:
        """Judge the study in front."""
        self._with_selected(lambda opened: self._session.queue.judge_again(opened.study.id))

    def select_driving_image(self) -> None:
        """Look at the image with the study's highest score."""
        self._with_selected(lambda opened: self._session.select(opened.driving_image))

    def compare(self) -> None:
        """Look at the study in front beside another one of the patient."""
        if not self.hanging.compare():
            self.trouble.say("No other study of this patient is open.", "information")

    def show_shortcuts(self) -> None:
        """Open the list of keys, where they can be changed."""
        from mura_desktop.ui.keys.dialog import edit_keys

        edit_keys(self.commands, self._preferences, self)

    def show_model_card(self) -> None:
        """Open the model card."""
        self.verdict.network.show_card()

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

    def explain_greys(self, explain: bool) -> None:
        """Tell why the pixel under the pointer is grey, or no longer."""
        self.viewer.explain_greys(explain)
        self.commands["copy_grey"].setEnabled(explain)

    def show_image_alone(self, alone: bool) -> None:
        """Take the panes beside the image away, or bring them back."""
        open_now = self._session.selected is not None
        for pane in (self.thumbnails, self.verdict):
            pane.setVisible(open_now and not alone)

    # --- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept what holds files."""
        if dropped(event):
            event.acceptProposedAction()
            self.welcome.set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Files went away again."""
        self.welcome.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.welcome.set_over(False)
        event.acceptProposedAction()
        self._open(dropped(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand held keys to the canvas, whatever has the focus."""
        self.views.hold_key(event, held=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Hand released keys to the canvas."""
        self.views.hold_key(event, held=False)

    def changeEvent(self, event: QEvent) -> None:
        """Let go of held keys when another window takes the keyboard."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.views.let_go()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take the window away, then end all work: the image under way may take a while."""
        self.closing.emit()
        self.keeper.keep()
        self.hide()
        self._session.shut_down()
        self.hanging.shut_down()
        self.exports.shut_down()
        self.self_check.shut_down()
        self.measuring.shut_down()
        self.header.shut_down()
        self.records.shut_down()
        event.accept()

    # --- putting it together

    def _open(self, paths: Sequence[Path]) -> None:
        if paths:
            self._session.open(paths)

    def _with_selected(self, act: Callable[[OpenStudy], None]) -> None:
        if self._session.selected is not None:
            act(self._session.selected[0])

    def _equip(self, preferences: Preferences) -> None:
        self.views.set_wheel_scrolling(preferences.wheel_scrolls)
        preferences.wheel_chosen.connect(self.views.set_wheel_scrolling)
        self.measuring = Measuring(self, self._session, self.views, self.histories)
        self.header = HeaderView(self, self._session)
        self.mishap = Mishap(self)
        self.keeper = Keeper(self, self._session, preferences)

    def _assemble(self) -> None:
        self.setWindowTitle("MURA Desktop")
        self.setAcceptDrops(True)
        self.addToolBar(tool_bar(self.commands, self.choice))
        self.middle = QStackedWidget()
        self.middle.addWidget(self.welcome)
        self.middle.addWidget(self.viewer)
        told = (self.mishap.notice, self.protection.notice, self.trouble, self.patients)
        centre = stacked(*told, self.refusals.notice, self.middle)
        panes = side_by_side(self.thumbnails, centre, self.verdict)
        self.setCentralWidget(disclaimer_below(panes, self.viewer.grey))
        resize_within_screen(self, *USUAL_SIZE)
        self.keeper.restore()
        self.commands.enable(["copy_grey"], False)

    def _connect(self) -> None:
        check_chosen(self.measuring, self.commands)
        enable_what_acts(self.measuring.sheet, self.views, self.commands)
        self.records.remember_in(self._preferences)
        session = self._session
        self.hanging.layout_changed.connect(lambda layout: mark_layout(self.commands, layout))
        self.keeper.attach(self.commands)
        ImageMenu(self.views, self.commands, self.measuring, self)
        self.histories.follow(self.views)
        self.histories.name(self.commands["undo"], self.commands["redo"])
        self.viewer.frame_wanted.connect(session.select_frame)
        self.viewer.image_step_wanted.connect(session.step)
        self.refusals.save_wanted.connect(self.exports.save_list)
        self.exports.told.connect(self.trouble.say)
        self.exports.verdict_disowned.connect(session.queue.disown)
        self.measuring.told.connect(lambda text: self.trouble.say(text, "information"))
        self.views.double_clicked.connect(self.commands["image_alone"].toggle)
        self.thumbnails.image_chosen.connect(self.hanging.choose)
        self.protection.open_wanted.connect(session.open)
        self.verdict.heatmap.opacity_changed.connect(self.views.set_opacity)
