"""The hallway of the program with a window: builds every object and hands each what it needs.

What the window does not show at first is imported when it is asked for: a dialog by the command
that opens it; the readers of files with the first opening, the network with the first study and the
reading log with the first reading, these in the thread that needs them. Windows is the exception.
There Qt brings an older C++ runtime than torch asks for, and torch no longer loads once Qt has
(``c10.dll``, WinError 1114); so on Windows torch comes first and the window waits for it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mura_desktop.load_order import after_imports, before_qt

before_qt()

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from mura_desktop import paths as places
from mura_desktop.logbook import BrokenOff, Logbook
from mura_desktop.records.late import LateJournal, LateLog
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.layout import USUAL_SIZE
from mura_desktop.ui.lifetime.self_check import SelfTest
from mura_desktop.ui.look.ahead import describe_ahead
from mura_desktop.ui.look.places import find_resources
from mura_desktop.ui.look.theme import dress
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.reading.open_study import OpenStudy
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.reading.steps import note_steps
from mura_desktop.ui.settings import settings
from mura_desktop.ui.verdicts.verdict_controls import Shelf
from mura_desktop.ui.worklist.means import Means

after_imports()

if TYPE_CHECKING:
    from mura_desktop.domain.errors import UnreadableFile
    from mura_desktop.domain.header_row import HeaderRow
    from mura_desktop.domain.judging import Analyzer
    from mura_desktop.domain.study import Image
    from mura_desktop.ui.lifetime.single_instance import Doorbell

_log = logging.getLogger(__name__)

_SETTLED = 200
"""Milliseconds after which the window is on screen and nothing was asked of it yet."""


def run(
    paths: Sequence[Path],
    *,
    picture: Path | None = None,
    logbook: Logbook | None = None,
    self_test: SelfTest | None = None,
) -> int:
    """Show the window until it is closed.

    Args:
        paths: Files and folders to open at once; after a crash not before the reader says so.
        picture: Where to save a picture of the window as PNG: the window opens the paths, waits for
            the first verdict, shows the heatmap of the image behind it, saves and closes.
        logbook: Keeps the session's log, and tells when the session before did not come to its
            end.
        self_test: Asked in the background once nothing else is to be done.

    With a logbook it is the user's one window: where there is one already, that one is given the
    paths and comes to the front.

    Returns:
        0, or 1 when a picture was asked for and no study was judged.
    """
    application = _application()
    bell = None
    if logbook:
        is_first, bell = _become_first(paths)
        if not is_first:
            return 0
    application, session, window = build(Preferences(settings() if logbook else None))
    broken_off = _begin(logbook, window) if logbook else None
    window.show()
    if self_test is not None:
        window.self_check.wait_to_ask(self_test)
    window.recording.check_log()
    portrait = Portrait(session, window, picture) if picture else None
    note_steps(session)
    _open(session, window, paths, broken_off)
    _work(application, session, window, bell)
    if logbook:
        logbook.end()
    return 1 if portrait and not portrait.saved else 0


def _become_first(paths: Sequence[Path]) -> tuple[bool, Doorbell | None]:
    """Return whether this start opens a window, and by what it hears of later ones.

    Qt's library for sockets asks for more of the system than its others do. Where it cannot be
    loaded, every start has a window of its own.
    """
    try:
        from mura_desktop.ui.lifetime.single_instance import be_first
    except ImportError as error:
        _log.warning("Later starts are not heard", exc_info=error)
        return True, None
    bell = be_first(places.logs(), paths)
    return bell is not None, bell


def _open(
    session: ReadingSession,
    window: MainWindow,
    paths: Sequence[Path],
    broken_off: BrokenOff | None,
) -> None:
    """Open what the program was started with; after a crash the reader is asked before."""
    if broken_off:
        from mura_desktop.ui.lifetime.last_session import tell

        tell(broken_off.log, broken_off.crashed, window)
    if paths and broken_off:
        window.protection.hold_back(paths)
    elif paths:
        QTimer.singleShot(0, lambda: session.open(paths))


def _work(
    application: QApplication, session: ReadingSession, window: MainWindow, bell: Doorbell | None
) -> None:
    """Run until the window is closed, and hear what later starts want to have opened."""
    from mura_desktop.ui.lifetime.end_signals import EndSignals

    if bell:
        hear(session, window, bell)
    signals = EndSignals()
    signals.asked.connect(application.quit)  # which closes the window first
    application.exec()
    if not window.isHidden():  # a screen that goes away, as on logging out, ends Qt alone
        window.close()
    signals.let_go()


def hear(session: ReadingSession, window: MainWindow, bell: Doorbell) -> None:
    """Open what later starts hand over, until the window closes.

    A window that is closing may wait long for the work under way: a start meanwhile is not kept
    waiting, and its paths do not go to a session that opens nothing more.
    """
    bell.rung.connect(partial(_on_bell_rung, session, window))
    window.closing.connect(bell.close)


def _on_bell_rung(session: ReadingSession, window: MainWindow, paths: Sequence[Path]) -> None:
    from mura_desktop.ui.lifetime.single_instance import come_to_front

    come_to_front(window)
    if paths:
        session.open(paths)


def build(
    preferences: Preferences | None = None,
) -> tuple[QApplication, ReadingSession, MainWindow]:
    """Build the program with a window that is not shown yet.

    Args:
        preferences: What the user has chosen; by default nothing, and nothing is remembered.
    """
    preferences = preferences or Preferences()
    application = _application()
    find_resources(places.resources())
    session = ReadingSession(_load, _make_analyzer, _load_frame, _read_header)
    shelf = Shelf(places.bundles, places.user_models())
    means = Means(_load, _make_analyzer, _count, LateJournal(places.records()))
    log = LateLog(places.records())
    window = MainWindow(session, places.sample_study(), log, means, shelf, preferences)
    wear = partial(dress, application, places.resources())
    wear(preferences.theme)
    preferences.theme_chosen.connect(wear)
    QTimer.singleShot(_SETTLED, window, partial(describe_ahead, window))
    return application, session, window


class Portrait:
    """Waits for the first verdict and saves a picture of the window with it."""

    def __init__(self, session: ReadingSession, window: MainWindow, path: Path) -> None:
        self.saved = False
        self._window = window
        self._path = path
        self._session = session
        window.resize(*USUAL_SIZE)  # whatever screen there is, as nobody looks at it there
        session.study_judged.connect(self._on_study_judged)
        session.opening_finished.connect(self._on_opening_finished)

    def _on_study_judged(self, opened: OpenStudy) -> None:
        self._session.select(opened.driving_image)
        self._window.commands["heatmap"].setChecked(True)
        QTimer.singleShot(0, self._save)

    def _on_opening_finished(self) -> None:
        if not self._session.studies:
            self._window.close()

    def _save(self) -> None:
        judged = any(opened.verdict and opened.verdict.verdict for opened in self._session.studies)
        written = self._window.grab().save(str(self._path), "PNG")
        self.saved = judged and written
        self._window.close()


def _begin(logbook: Logbook, window: MainWindow) -> BrokenOff | None:
    window.mishap.log = logbook.log
    try:
        return logbook.begin(window.mishap.happened.emit)
    except OSError as error:
        sys.stderr.write(f"mura-desktop: no log is kept ({error.strerror}).\n")
        return None


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        # by argument: asking for a style by call first makes Qt describe every style there is
        application = QApplication([*sys.argv[:1], "-style", "fusion"])
    application.setApplicationName("MURA Desktop")
    application.setWindowIcon(QIcon(str(places.resources() / "icon.svg")))
    return application


def _load(
    paths: Sequence[Path], *, cancelled: Callable[[], bool]
) -> Iterator[Image | UnreadableFile]:
    from mura_desktop.imaging import decoding

    decoding.warm()  # it gets ready while the readers of files are imported
    from mura_desktop.imaging.reading import load

    return load(paths, cancelled=cancelled)


def _load_frame(image: Image, number: int) -> Image:
    from mura_desktop.imaging.reading import load_frame

    return load_frame(image, number)


def _count(paths: Sequence[Path]) -> int:
    from mura_desktop.imaging.finding.walk import files

    return sum(1 for _ in files(paths))


def _read_header(image: Image) -> Sequence[HeaderRow]:
    from mura_desktop.imaging.reading import read_header

    return read_header(image)


def _make_analyzer(device: str, bundle: Path | None) -> Analyzer:
    from mura_desktop.inference.quiet_import import beside_a_window

    with beside_a_window():
        from mura_desktop.inference.analyzer import load_analyzer

    return load_analyzer(bundle or places.default_bundle(), device)
