"""The main window: puts panes and commands together and connects them to the session."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from mura_desktop.domain.reading import ReadingLog
from mura_desktop.ui.command_table import command_table
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.commands.view_commands import mark_layout
from mura_desktop.ui.commands.window_choice import WindowChoice
from mura_desktop.ui.deeds import Deeds
from mura_desktop.ui.grid.hanging import Hanging
from mura_desktop.ui.grid.history import Histories
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.header.header_view import HeaderView
from mura_desktop.ui.image_menu import ImageMenu
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
from mura_desktop.ui.news import News, Panes
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.own.panel import OwnVerdictPanel
from mura_desktop.ui.own.recording import Recording
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.record_keeping import RecordKeeping
from mura_desktop.ui.saving.exports import Exports
from mura_desktop.ui.studies.chosen_files import dropped
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
        self.self_check = SelfCheck(session, self)
        self.views = ViewerGrid()
        self.hanging = Hanging(session, self.views, self)
        self.histories = Histories(self)
        self._preferences = preferences or Preferences()
        self._equip(self._preferences)
        self.exports = Exports(self, self.views)
        self.trouble = Notice()
        self.records = RecordKeeping(
            self, session, means, self.recording, self.exports, self.trouble
        )
        self._deeds = Deeds(
            window=self,
            session=session,
            sample=sample_study,
            views=self.views,
            hanging=self.hanging,
            histories=self.histories,
            measuring=self.measuring,
            header=self.header,
            keeper=self.keeper,
            recording=self.recording,
            records=self.records,
            exports=self.exports,
            self_check=self.self_check,
            trouble=self.trouble,
        )
        self.commands = Commands(command_table(self._deeds), self)
        load_keys(self.commands, self._preferences)
        self.commands.fill(self.menuBar())
        self.thumbnails = Thumbnails()
        self.viewer = ViewerPane(self.views, self.commands)
        self.choice = WindowChoice(self.views, self.commands)
        self.refusals = Refusals(self)
        self.protection = Protection(self)
        self.patients = PatientsNotice()
        openings = [self.commands[n] for n in ("open_files", "open_folder", "open_sample")]
        self.welcome = Welcome(openings, self.commands["cancel"])
        self.verdict = VerdictPane(
            *(self.commands[each] for each in ("heatmap", "cancel", "judge", "driving"))
        )
        self.controls = VerdictControls(session, self.verdict, shelf or Shelf(), self)
        self.own = OwnVerdictPanel(session, self.recording)
        self._assemble()
        self._connect()
        self._news = News(session, self._panes(), self)

    @property
    def canvas(self) -> Canvas:
        """The view that commands act on."""
        return self.views.active

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
        self._deeds.open(dropped(event))

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

    def _panes(self) -> Panes:
        return Panes(
            commands=self.commands,
            views=self.views,
            hanging=self.hanging,
            histories=self.histories,
            welcome=self.welcome,
            viewer=self.viewer,
            middle=self.middle,
            thumbnails=self.thumbnails,
            verdict=self.verdict,
            refusals=self.refusals,
            patients=self.patients,
            trouble=self.trouble,
        )

    def _edit_keys(self) -> None:
        from mura_desktop.ui.keys.dialog import edit_keys

        edit_keys(self.commands, self._preferences, self)

    def _connect(self) -> None:
        check_chosen(self.measuring, self.commands)
        enable_what_acts(self.measuring.sheet, self.views, self.commands)
        self.verdict.put_first(self.own)
        self.records.remember_in(self._preferences, self.commands["commit_first"])
        session = self._session
        self.hanging.layout_changed.connect(lambda layout: mark_layout(self.commands, layout))
        self.keeper.attach(self.commands)
        self.commands["stability"].triggered.connect(self.controls.check_stability)
        self.commands["bundles"].triggered.connect(self.controls.show_bundles)
        self.commands["model_card"].triggered.connect(self.verdict.network.show_card)
        self.commands["shortcuts"].triggered.connect(self._edit_keys)
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
