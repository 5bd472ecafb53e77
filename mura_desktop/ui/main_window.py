"""The main window: puts panes and commands together and connects them to the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget, QWidget

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import BundleInfo
from mura_desktop.ui.absence import Absence
from mura_desktop.ui.command_table import NEEDS_IMAGE, command_table
from mura_desktop.ui.commands import Commands
from mura_desktop.ui.documents import show_shortcuts
from mura_desktop.ui.exports import Exports
from mura_desktop.ui.layout import disclaimer_below, side_by_side, stacked, tool_bar
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.open_study import OpenStudy
from mura_desktop.ui.patients_notice import PatientsNotice
from mura_desktop.ui.protection import Protection
from mura_desktop.ui.refusals import Refusals
from mura_desktop.ui.session import ReadingSession
from mura_desktop.ui.thumbnails import Thumbnails
from mura_desktop.ui.verdict_pane import VerdictPane
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer_pane import ViewerPane
from mura_desktop.ui.welcome import Welcome
from mura_desktop.ui.window_choice import WindowChoice


class MainWindow(QMainWindow):
    """Thumbnails left, image in the middle, verdict right, disclaimer below."""

    def __init__(
        self, session: ReadingSession, sample_study: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._sample_study = sample_study
        self.canvas = Canvas()
        self.commands = Commands(command_table(self, session, self.canvas), self)
        self.commands.fill(self.menuBar())
        self.thumbnails = Thumbnails()
        self.viewer = ViewerPane(self.canvas, self.commands)
        self.choice = WindowChoice(self.canvas, self.commands)
        self.exports = Exports(self, self.canvas)
        self.refusals = Refusals(self)
        self.absence = Absence()
        self.protection = Protection(self)
        self.trouble = Notice()
        self.patients = PatientsNotice()
        openings = [self.commands[n] for n in ("open_files", "open_folder", "open_sample")]
        self.welcome = Welcome(openings, self.commands["cancel"])
        self.verdict = VerdictPane(
            self.commands["heatmap"], self.commands["cancel"], self.commands["judge"]
        )
        self._assemble()
        self._connect()
        self.commands.enable(["copy_grey"], False)
        self._on_image_selected(None, None)

    # --- commands

    def ask_for_files(self) -> None:
        """Let the reader choose files."""
        files, _ = QFileDialog.getOpenFileNames(self, "Open files")
        self._open([Path(file) for file in files])

    def ask_for_folder(self) -> None:
        """Let the reader choose a folder."""
        folder = QFileDialog.getExistingDirectory(self, "Open folder")
        self._open([Path(folder)] if folder else [])

    def open_sample(self) -> None:
        """Open the synthetic sample study."""
        self._open([self._sample_study])

    def close_study(self) -> None:
        """Close the study in front."""
        self._with_selected(lambda opened: self._session.close_study(opened.study.id))

    def judge_again(self) -> None:
        """Judge the study in front."""
        self._with_selected(lambda opened: self._session.judge_again(opened.study.id))

    def select_driving_image(self) -> None:
        """Look at the image with the study's highest score."""
        self._with_selected(lambda opened: self._session.select(opened.driving_image))

    def show_shortcuts(self) -> None:
        """Open the list of keys."""
        show_shortcuts(self.commands.keys, self)

    def show_model_card(self) -> None:
        """Open the model card."""
        self.verdict.network.show_card()

    def save_report(self) -> None:
        """Save the report on the study in front, if it is judged."""
        info = self._session.bundle
        if info is not None:
            self._with_selected(lambda opened: self.exports.save_report(opened, info))

    def explain_greys(self, explain: bool) -> None:
        """Tell why the pixel under the pointer is grey, or no longer."""
        self.viewer.explain_greys(explain)
        self.commands["copy_grey"].setEnabled(explain)

    def show_image_alone(self, alone: bool) -> None:
        """Take the panes beside the image away, or bring them back."""
        open_now = self._session.selected is not None
        for pane in (self.thumbnails, self.verdict):
            pane.setVisible(open_now and not alone)

    # --- the session's news

    def _on_opening_started(self) -> None:
        self.welcome.tell_reading()
        self._on_work_changed()

    def _on_opening_finished(self) -> None:
        if self.refusals.notice.isHidden():
            self.welcome.invite()
        else:
            self.welcome.tell_nothing_opened(self.refusals.summary)
        self._on_work_changed()

    def _on_work_changed(self) -> None:
        self.commands["cancel"].setEnabled(self._session.busy)

    def _on_study_changed(self, opened: OpenStudy) -> None:
        self.thumbnails.show_study(opened)
        selected = self._session.selected
        if selected is not None and selected[0].study.id == opened.study.id:
            self._show_selected(*selected)
        self._on_work_changed()

    def _on_study_opened(self, opened: OpenStudy) -> None:
        self._on_study_changed(opened)
        self.patients.show_studies(self._session.studies)
        self._paint_now()

    def _on_study_closed(self, opened: OpenStudy) -> None:
        self.patients.show_studies(self._session.studies)
        self.thumbnails.remove_study(opened.study.id)
        self.canvas.forget(opened.study.images)

    def _on_image_selected(self, opened: OpenStudy | None, image: Image | None) -> None:
        self.commands.enable(NEEDS_IMAGE, image is not None)
        self.commands.enable(["save_report"], False)  # until its study is known to be judged
        self.show_image_alone(self.commands["image_alone"].isChecked())
        self._middle.setCurrentIndex(int(image is not None))
        self.viewer.show_image(image)
        self.choice.show_image(image)
        self.thumbnails.show_selected(image)
        if opened is not None and image is not None:
            self._show_selected(opened, image)
            self.canvas.setFocus()
        self._paint_now()

    def _on_image_awaited(self, opened: OpenStudy, image: Image) -> None:
        self.commands.enable(NEEDS_IMAGE, True)
        self.show_image_alone(self.commands["image_alone"].isChecked())
        self.absence.tell_reading()
        self._middle.setCurrentWidget(self.absence)
        self.viewer.show_image(None)
        self.choice.show_image(None)
        self.thumbnails.show_selected(image)
        self._show_selected(opened, image)
        self._paint_now()

    def _on_frame_refused(self, error: MuraDesktopError) -> None:
        self.viewer.show_frame_again()
        self.trouble.say(f"{error.reason} {error.remedy}")

    def _on_judging_started(self, opened: OpenStudy) -> None:
        self.verdict.network.show_loading()
        self._on_study_changed(opened)

    def _on_judging_cancelled(self, opened: OpenStudy) -> None:
        self.verdict.network.show_waiting()
        self._on_study_changed(opened)

    def _on_bundle_loaded(self, info: BundleInfo) -> None:
        self.trouble.hide()
        self.thumbnails.set_label(info.label)
        self.verdict.show_info(info)

    def _on_device_changed(self, info: BundleInfo) -> None:
        self.verdict.show_info(info)
        self.trouble.say(f"Memory ran out on the device. Judging goes on on {info.device}.")

    def _on_judging_failed(self, error: MuraDesktopError) -> None:
        self.verdict.network.show_failure()
        self.trouble.say(f"No study can be judged. {error}")

    # --- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept what holds files."""
        if _dropped(event):
            event.acceptProposedAction()
            self.welcome.set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Files went away again."""
        self.welcome.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.welcome.set_over(False)
        event.acceptProposedAction()
        self._open(_dropped(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand held keys to the canvas, whatever has the focus."""
        self.canvas.hold_key(event, held=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Hand released keys to the canvas."""
        self.canvas.hold_key(event, held=False)

    def changeEvent(self, event: QEvent) -> None:
        """Let go of held keys when another window takes the keyboard."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.canvas.let_go()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take the window away, then end all work: the image under way may take a while."""
        self.hide()
        self._session.shut_down()
        self.exports.shut_down()
        event.accept()

    # --- putting it together

    def _open(self, paths: Sequence[Path]) -> None:
        if paths:
            self._session.open(paths)

    def _with_selected(self, act: Callable[[OpenStudy], None]) -> None:
        if self._session.selected is not None:
            act(self._session.selected[0])

    def _show_selected(self, opened: OpenStudy, image: Image) -> None:
        self.viewer.banner.show_header(image.header)
        place = opened.study.images.index(image) + 1
        self.canvas.set_place(f"{place} / {len(opened.study.images)}")
        self.canvas.show_heatmap(opened.heatmap(image))
        self.verdict.show_study(opened, image)
        judged = opened.verdict is not None and self._session.bundle is not None
        self.commands["save_report"].setEnabled(judged)

    def _paint_now(self) -> None:
        """Lay out and paint everything in one step, before anything else happens.

        Judging begins next and may hold the interpreter for seconds. What was painted of the study
        before must not stand beside the new image meanwhile.
        """
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.repaint()

    def _assemble(self) -> None:
        self.setWindowTitle("MURA Desktop")
        self.setAcceptDrops(True)
        self.addToolBar(tool_bar(self.commands, self.choice))
        self._middle = QStackedWidget()
        self._middle.addWidget(self.welcome)
        self._middle.addWidget(self.viewer)
        self._middle.addWidget(self.absence)
        centre = stacked(
            self.protection.notice, self.trouble, self.patients, self.refusals.notice, self._middle
        )
        panes = side_by_side(self.thumbnails, centre, self.verdict)
        self.setCentralWidget(disclaimer_below(panes, self.viewer.grey))
        self.resize(1440, 900)

    def _connect(self) -> None:
        session = self._session
        session.opening_started.connect(self._on_opening_started)
        session.opening_finished.connect(self._on_opening_finished)
        session.file_refused.connect(self.refusals.add)
        session.study_opened.connect(self._on_study_opened)
        session.study_closed.connect(self._on_study_closed)
        session.image_selected.connect(self._on_image_selected)
        session.image_awaited.connect(self._on_image_awaited)
        session.image_lost.connect(self.absence.tell_failure)
        session.thumbnail_made.connect(self.thumbnails.keep_thumbnail)
        for changed in (
            session.image_opened,
            session.image_judged,
            session.study_judged,
        ):
            changed.connect(self._on_study_changed)
        session.judging_started.connect(self._on_judging_started)
        session.judging_cancelled.connect(self._on_judging_cancelled)
        session.bundle_loaded.connect(self._on_bundle_loaded)
        session.device_changed.connect(self._on_device_changed)
        session.judging_failed.connect(self._on_judging_failed)
        session.frames.shown.connect(self.viewer.show_frame)
        session.frames.refused.connect(self._on_frame_refused)
        self.viewer.frame_wanted.connect(session.select_frame)
        self.refusals.save_wanted.connect(self.exports.save_list)
        self.exports.told.connect(self.trouble.say)
        self.canvas.double_clicked.connect(self.commands["image_alone"].toggle)
        self.thumbnails.image_chosen.connect(session.select)
        self.protection.open_wanted.connect(session.open)
        self.verdict.heatmap.opacity_changed.connect(self.canvas.set_opacity)
        self.verdict.network.device_chosen.connect(session.choose_device)


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
