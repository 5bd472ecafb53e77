"""What the session does, step by step, for its log: fixed words, and nothing of what was opened.

Of a program that is killed, these lines are all that tells what it was doing.
"""

from __future__ import annotations

import logging

from mura_desktop.ui.reading.session import ReadingSession

_log = logging.getLogger(__name__)


def note_steps(session: ReadingSession) -> None:
    """Write each step of a session to the log from now on."""
    # the words are in the calls: the log keeps a message's own words and no value
    session.opening_started.connect(lambda: _log.info("Files are read"))
    session.opening_finished.connect(lambda: _log.info("All files are read"))
    session.study_opened.connect(lambda _: _log.info("A study is open"))
    session.bundle_loaded.connect(lambda _: _log.info("The network is loaded"))
    session.judging_started.connect(lambda _: _log.info("Judging of a study begins"))
    session.study_judged.connect(lambda _: _log.info("A study has its verdict"))
    session.judging_cancelled.connect(lambda _: _log.info("Judging was cancelled"))
    session.study_closed.connect(lambda _: _log.info("A study was closed"))
