"""One window a user: a second start hands its files to the first, over a socket on this machine.

The socket lies where only its user may go, or on Windows is a pipe that only he may open. What
comes over it is a list of paths and nothing else; opening them is what the user could do by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

_PATIENCE_MS = 3000
_TRIES, _PAUSE_S = 20, 0.1
_LONGEST = 1 << 20
_HEARD = b"heard\n"


def bell_name(folder: Path) -> str:
    """Return where the first program of this user on this display listens.

    Args:
        folder: One that belongs to the user, where the system names none for sockets.
    """
    shown_on = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    told_apart = hashlib.sha256(f"{Path.home()}\0{shown_on}".encode()).hexdigest()[:12]
    if sys.platform == "win32":
        return f"mura-desktop-{told_apart}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    place = runtime if runtime.is_absolute() and runtime.is_dir() else folder
    return str(place / f"mura-desktop-{told_apart}.socket")


def hand_over(name: str, paths: Sequence[Path]) -> bool:
    """Hand paths to the program that listens, if there is one.

    Args:
        name: As :func:`bell_name` says.
        paths: What to open; none to have its window come to the front alone.

    Returns:
        Whether it has them. One that does not answer in time counts as none.
    """
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    told = json.dumps([os.path.abspath(path) for path in paths])  # noqa: PTH100 - keeps ".." as is
    socket.write(f"{told}\n".encode())
    heard = b""
    while not heard.endswith(b"\n") and socket.waitForReadyRead(_PATIENCE_MS):
        heard += bytes(socket.readAll().data())
    socket.disconnectFromServer()
    return heard == _HEARD


def be_first(folder: Path, paths: Sequence[Path]) -> Doorbell | None:
    """Become the program that listens, or hand paths to the one that does.

    A lock says who is first, because a socket can be left behind by a program that was killed, and
    Qt puts a new one in the place of any other. Where the first one does not answer, or no socket
    can be made, this start has a window of its own.

    Args:
        folder: One that belongs to the user; it is made.
        paths: What to hand over.

    Returns:
        A doorbell, which belongs to whoever opens the window; or None: another one has the paths.
    """
    name = bell_name(folder)
    if hand_over(name, paths):
        return None
    bell = Doorbell(name, folder)
    tries = 0 if bell.listens else _TRIES
    while tries:  # somebody is first, and may be on the way to listen
        if hand_over(name, paths):
            return None
        time.sleep(_PAUSE_S)
        tries -= 1
    return bell


class Doorbell(QObject):
    """Listens for programs that start later."""

    rung = Signal(object)
    """list[Path]: another start wants these opened, and the window in front."""

    def __init__(self, name: str, folder: Path, parent: QObject | None = None) -> None:
        """Listen, unless another program does or no socket can be made.

        Args:
            name: Where; see :func:`bell_name`.
            folder: Where the lock lies.
            parent: What owns it.
        """
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        self._lock = QLockFile(str(folder / f"{Path(name).stem}.lock"))
        self._lock.setStaleLockTime(0)  # it is stale when its process is gone
        if _made(folder) and self._lock.tryLock(0):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listens(self) -> bool:
        """Whether later starts are heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        self._lock.unlock()

    def _on_new_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._on_ready_read(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._on_ready_read(socket)

    def _on_ready_read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _LONGEST:
            socket.abort()
        elif socket.canReadLine():
            paths = _paths(bytes(socket.readLine().data()))
            if paths is None:
                socket.abort()
                return
            socket.write(_HEARD)
            socket.flush()
            self.rung.emit(paths)


def come_to_front(window: QWidget) -> None:
    """Bring a window before all others, as far as the system allows it."""
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _made(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def _paths(line: bytes) -> list[Path] | None:
    """Return the paths in a line, or None where it is no list of them."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        return None
    return [Path(each) for each in told]
