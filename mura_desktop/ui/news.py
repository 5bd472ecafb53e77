"""The session's news, brought to the panes that show them. Decides nothing about studies."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import BundleInfo
from mura_desktop.ui.command_table import NEEDS_IMAGE
from mura_desktop.ui.commands.availability import (
    FRAMES,
    NEEDS_VERDICT,
    enable_for_verdict,
    enable_for_views,
)
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.grid.hanging import Hanging
from mura_desktop.ui.grid.history import Histories
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.studies.patients_notice import PatientsNotice
from mura_desktop.ui.studies.refusals import Refusals
from mura_desktop.ui.studies.thumbnails import Thumbnails
from mura_desktop.ui.verdicts.verdict_pane import VerdictPane
from mura_desktop.ui.viewer_pane import ViewerPane
from mura_desktop.ui.welcome import Welcome


@dataclass(frozen=True)
class Panes:
    """The parts of a window that show what is new.

    Attributes:
        middle: Holds the welcome, and the viewer while something is open.
    """

    commands: Commands
    views: ViewerGrid
    hanging: Hanging
    histories: Histories
    welcome: Welcome
    viewer: ViewerPane
    middle: QStackedWidget
    thumbnails: Thumbnails
    verdict: VerdictPane
    refusals: Refusals
    patients: PatientsNotice
    trouble: Notice


class News(QObject):
    """Hears what the session tells and has every pane of the window show it."""

    def __init__(self, session: ReadingSession, panes: Panes, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._panes = panes
        self._window = window
        self._opened_one = False
        self._unjudged = ""
        """What was told when no study could be judged."""
        self._connect()
        self._on_image_selected(None, None)
        self._on_views_changed()
        self._on_work_changed()

    def _connect(self) -> None:
        session = self._session
        session.opening_started.connect(self._on_opening_started)
        session.opening_ended.connect(self._panes.refusals.end_one)
        session.opening_finished.connect(self._on_opening_finished)
        session.file_refused.connect(self._panes.refusals.add)
        session.study_opened.connect(self._on_study_opened)
        session.study_closed.connect(self._on_study_closed)
        session.image_opened.connect(self._on_image_opened)
        session.image_selected.connect(self._on_image_selected)
        session.image_awaited.connect(self._on_image_awaited)
        session.image_lost.connect(self._panes.hanging.lose)
        session.thumbnail_made.connect(self._panes.thumbnails.keep_thumbnail)
        for changed in (
            session.image_judged,
            session.study_judged,
            session.verdict_staled,
        ):
            changed.connect(self._on_study_changed)
        session.judging_started.connect(self._on_judging_started)
        session.judging_cancelled.connect(self._on_judging_cancelled)
        session.bundle_loaded.connect(self._on_bundle_loaded)
        session.device_changed.connect(self._on_device_changed)
        session.judging_failed.connect(self._on_judging_failed)
        for views_changed in (self._panes.views.activated, self._panes.hanging.layout_changed):
            views_changed.connect(self._on_views_changed)
        session.frames.shown.connect(self._panes.viewer.show_frame)
        session.frames.refused.connect(self._on_frame_refused)
        self._panes.commands["image_alone"].toggled.connect(self._show_image_alone)

    def _on_opening_started(self, name: str) -> None:
        self._opened_one = bool(self._session.studies)
        self._panes.refusals.begin(name)
        self._panes.welcome.tell_reading()
        self._on_work_changed()

    def _on_opening_finished(self) -> None:
        refusals = self._panes.refusals
        refusals.end()
        if refusals.files and not self._opened_one:
            self._panes.welcome.tell_nothing_opened(refusals.summary)
        else:
            self._panes.welcome.invite()
            self._forget_refusals()
        self._on_work_changed()

    def _on_image_opened(self, opened: OpenStudy) -> None:
        self._opened_one = True
        self._on_study_changed(opened)

    def _forget_refusals(self) -> None:
        """Say no more of refused files when nothing of their opening is open any more."""
        if not self._session.studies and self._opened_one:
            self._panes.refusals.forget()

    def _on_views_changed(self) -> None:
        enable_for_views(self._panes.commands, len(self._panes.views.cells))

    def _on_work_changed(self) -> None:
        self._panes.commands["cancel"].setEnabled(self._session.busy)

    def _on_study_changed(self, opened: OpenStudy) -> None:
        self._panes.thumbnails.show_study(opened)
        self._panes.hanging.update_study(opened)
        selected = self._session.selected
        if selected is not None and selected[0].study.id == opened.study.id:
            self._show_selected(*selected)
        self._on_work_changed()

    def _on_study_opened(self, opened: OpenStudy) -> None:
        self._on_study_changed(opened)
        self._panes.patients.show_studies(self._session.studies)
        self._paint_now()

    def _on_study_closed(self, opened: OpenStudy) -> None:
        self._panes.patients.show_studies(self._session.studies)
        self._panes.thumbnails.remove_study(opened.study.id)
        self._panes.hanging.take_down(opened.study.images)
        self._panes.histories.drop(opened.study.id)
        self._forget_refusals()

    def _on_image_selected(self, opened: OpenStudy | None, image: Image | None) -> None:
        self._show_front(opened, image)
        if opened is not None and image is not None:
            self._panes.hanging.hang(opened, image)
            self._show_selected(opened, image)
            self._panes.views.active.setFocus()
        self._paint_now()

    def _on_image_awaited(self, opened: OpenStudy, image: Image) -> None:
        self._show_front(opened, image)
        self._panes.hanging.wait(opened, image)
        self._show_selected(opened, image)
        self._paint_now()

    def _show_front(self, opened: OpenStudy | None, image: Image | None) -> None:
        panes, commands = self._panes, self._panes.commands
        commands.enable(NEEDS_IMAGE, image is not None)
        # until its study is known to be judged
        commands.enable((*NEEDS_VERDICT, *FRAMES), False)
        if image is None:
            commands.enable(["heatmap"], False)  # else the verdict pane decides
        self._show_image_alone(commands["image_alone"].isChecked())
        panes.middle.setCurrentIndex(int(image is not None))
        panes.thumbnails.show_selected(image)
        panes.histories.lay_in_front(opened.study.id if opened else None)

    def _show_image_alone(self, alone: bool) -> None:
        """Take the panes beside the image away, or bring them back."""
        open_now = self._session.selected is not None
        for pane in (self._panes.thumbnails, self._panes.verdict):
            pane.setVisible(open_now and not alone)

    def _on_frame_refused(self, error: MuraDesktopError) -> None:
        self._panes.viewer.show_frame_again()
        self._panes.trouble.say(f"{error.reason} {error.remedy}")

    def _on_judging_started(self, opened: OpenStudy) -> None:
        self._panes.verdict.network.show_loading()
        self._on_study_changed(opened)

    def _on_judging_cancelled(self, opened: OpenStudy) -> None:
        self._panes.verdict.network.show_waiting()
        self._on_study_changed(opened)

    def _on_bundle_loaded(self, info: BundleInfo) -> None:
        if self._unjudged and self._panes.trouble.text == self._unjudged:
            self._panes.trouble.hide()  # past; what else is told there is not
        self._panes.thumbnails.set_label(info.label)
        self._panes.verdict.show_info(info)

    def _on_device_changed(self, info: BundleInfo) -> None:
        self._panes.verdict.show_info(info)
        self._panes.trouble.say(f"Memory ran out on the device. Judging goes on on {info.device}.")

    def _on_judging_failed(self, error: MuraDesktopError) -> None:
        self._panes.verdict.network.show_failure()
        self._unjudged = f"No study can be judged. {error}"
        self._panes.trouble.say(self._unjudged)

    def _show_selected(self, opened: OpenStudy, image: Image) -> None:
        self._panes.viewer.banner.show_header(image.header)
        self._panes.hanging.update_study(opened)
        self._panes.verdict.show_study(opened, image)
        enable_for_verdict(self._panes.commands, opened, image)

    def _paint_now(self) -> None:
        """Lay out and paint everything in one step, before anything else happens.

        Judging begins next and may hold the interpreter for seconds. What was painted of the study
        before must not stand beside the new image meanwhile.
        """
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        # panes that were just shown ask once more; what asks later is painted a second time
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateLater.value)
        # what has changed, not the whole window: an image must be there within two frames of 60
        QCoreApplication.sendPostedEvents(self._window, QEvent.Type.UpdateRequest.value)
