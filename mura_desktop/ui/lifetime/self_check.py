"""The program tests itself once it has nothing else to do, and keeps what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.tasks import Cancelled, Report, Runner

Found = tuple[str, bool, str]
"""What was looked at, whether it is as it must be, and what was found."""
SelfTest = Callable[[], Iterator[Found]]
"""Asks one question after another."""

PATIENCE = 4_000
"""Milliseconds after the window's start, and between two looks at whether there is other work."""


class SelfCheck(QObject):
    """Runs a self-test in the background; reading and judging go first."""

    def __init__(self, session: ReadingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._self_test: SelfTest | None = None
        self._session = session
        self._found: list[Found] = []
        self._ended: datetime | None = None
        self._runner = Runner("self-test", self)
        self._timer = QTimer(self)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self._on_timer)

    def wait_to_ask(self, self_test: SelfTest) -> None:
        """Ask once nothing is read or judged."""
        self._self_test = self_test
        self._timer.start()

    def ask(self, self_test: SelfTest) -> None:
        """Ask now."""
        self._self_test = self_test
        self._timer.stop()
        self._runner.submit(
            _ask(self_test),
            reported=self._found.append,
            finished=self._end,
            failed=lambda error: self._end(None, f"{type(error).__name__}: {error}"),
        )

    @property
    def summary(self) -> str:
        """What was found, as a sentence or two."""
        if self._ended is None:
            return "Self-test: not run." if self._self_test is None else "Self-test: not yet ended."
        failed = [f"{name} ({found})" for name, passed, found in self._found if not passed]
        good = len(self._found) - len(failed)
        said = f"Self-test at {self._ended:%H:%M}: {good} of {len(self._found)} checks passed"
        return f"{said}." if not failed else f"{said}. Failed: {'; '.join(failed)}."

    @property
    def details(self) -> str:
        """The summary and every answer, Markdown."""
        lines = [f"**{self.summary}**", ""]
        for name, passed, found in self._found:
            lines.append(f"- {'✓' if passed else '✗'} {name}: {found}")
        return "\n".join(lines)

    def shut_down(self) -> None:
        """Give up, and wait for the thread to end."""
        self._timer.stop()
        self._runner.close()

    def _on_timer(self) -> None:
        if self._self_test is not None and not self._session.busy:
            self.ask(self._self_test)

    def _end(self, _: object, trouble: str = "") -> None:
        if trouble:
            self._found.append(("Self-test", False, trouble))
        self._ended = datetime.now()
        self._runner.close()  # there is nothing more to ask


def _ask(self_test: SelfTest) -> Callable[[Report, Cancelled], None]:
    def work(report: Report, cancelled: Cancelled) -> None:
        for found in self_test():
            report(found)
            if cancelled():
                return

    return work
