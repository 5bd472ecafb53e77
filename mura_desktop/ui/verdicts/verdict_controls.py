"""What a reader asks of a verdict: another region, device or bundle, or a second look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.study import Image, Region
from mura_desktop.domain.verdict import NoVerdict
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.verdicts.verdict_pane import VerdictPane

if TYPE_CHECKING:
    from mura_desktop.domain.stability import Stability
    from mura_desktop.ui.verdicts.bundles_page import BundlesPage

_LATER = "A study is being judged. Check again when that is done."


@dataclass(frozen=True)
class Shelf:
    """Where bundles are.

    Attributes:
        folders: Returns those that there are now, the one that ships first.
        place: Where a user may put more.
    """

    folders: Callable[[], Sequence[Path]] = tuple
    place: Path | None = None


class VerdictControls(QObject):
    """Takes what is asked for in the verdict pane to the session, and the answers back."""

    def __init__(
        self, session: ReadingSession, pane: VerdictPane, shelf: Shelf, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._pane = pane
        self._shelf = shelf
        self._window = window
        self._page: BundlesPage | None = None
        pane.network.device_chosen.connect(session.queue.choose_device)
        pane.heatmap.method_chosen.connect(session.queue.choose_method)
        pane.network.bundles_wanted.connect(self.show_bundles)
        pane.region.region_chosen.connect(self._on_region_chosen)
        pane.stability.wanted.connect(self.check_stability)
        pane.stability.unwanted.connect(session.queue.looks.give_up)
        session.queue.looks.vary_progressed.connect(pane.stability.progress)
        session.queue.looks.varied.connect(self._on_varied)
        session.queue.looks.looked.connect(self._on_looked)
        session.queue.looks.looks_ended.connect(self._on_looks_ended)
        session.study_closed.connect(self._on_study_closed)

    def check_stability(self) -> None:
        """Vary the image in front, where there is a verdict on it."""
        if self._session.selected is None:
            return
        opened, image = self._session.selected
        judgement = opened.judgement(image)
        if self._session.queue.busy:
            self._pane.stability.tell(_LATER)
        elif judgement is not None and not opened.busy:
            self._pane.stability.begin(image, judgement)
            self._session.queue.vary(image)

    def show_bundles(self) -> BundlesPage:
        """Open the page of bundles and let each say what it thinks of the study in front."""
        from mura_desktop.ui.verdicts.bundles_page import BundlesPage

        folders = tuple(self._shelf.folders())
        in_use = self._session.queue.bundle_folder or next(iter(folders), None)
        front = self._session.selected
        withheld = front is not None and front[0].is_withheld
        page = BundlesPage(folders, in_use, self._shelf.place, self._window, withheld=withheld)
        page.bundle_chosen.connect(self._session.queue.choose_bundle)
        page.finished.connect(self._on_page_finished)
        self._page = page
        page.open()
        if self._session.queue.busy:
            page.end_looking()
        else:
            self._session.queue.look_through(folders, front[0] if front else None)
        return page

    def _on_region_chosen(self, region: Region | None) -> None:
        if self._session.selected is not None:
            self._session.queue.choose_region(self._session.selected[1], region)

    def _on_varied(
        self, image: Image, found: Stability | NoVerdict | MuraDesktopError | None
    ) -> None:
        self._pane.stability.end(image, found)

    def _on_looked(self, looked: object) -> None:
        if self._page is not None:
            self._page.show_looked(looked)  # type: ignore[arg-type] # Qt's signals know no types

    def _on_looks_ended(self) -> None:
        if self._page is not None:
            self._page.end_looking()

    def _on_page_finished(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
            self._page = None
        self._session.queue.looks.give_up()

    def _on_study_closed(self, opened: OpenStudy) -> None:
        self._pane.stability.forget(opened.study.images)
        self._pane.threshold.forget(opened.study.id)
