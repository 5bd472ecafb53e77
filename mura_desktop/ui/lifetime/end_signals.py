"""Ctrl-C in the terminal, and a system that ends its programs: an orderly end like any other."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_ENDING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class EndSignals(QObject):
    """Tells of a signal that asks the program to end, from when it is made until ``let_go``.

    Python hears of a signal only between two lines of Python, and while nothing happens Qt runs
    none. So Python also writes a byte to a socket, which wakes Qt.
    """

    asked = Signal()
    """The program is to end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours, self._pythons = socket.socketpair()
        self._ours.setblocking(False)
        self._pythons.setblocking(False)
        self._bell_before = signal.set_wakeup_fd(self._pythons.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _note) for number in _ENDING}
        self._notifier = QSocketNotifier(
            self._ours.fileno(), QSocketNotifier.Type.Read, parent=self
        )
        self._notifier.activated.connect(self._on_bell_rung)

    def let_go(self) -> None:
        """Leave signals to whoever had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._bell_before)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._pythons.close()

    def _on_bell_rung(self) -> None:
        if any(number in _ENDING for number in self._ours.recv(64)):
            self.asked.emit()


def _note(number: int, frame: FrameType | None) -> None:
    """Do nothing: the byte in the socket does it."""
