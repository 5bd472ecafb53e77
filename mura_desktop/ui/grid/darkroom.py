"""Images made ready for the screen in a thread, before anybody needs to wait for them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from mura_desktop.domain.errors import MuraDesktopError, UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.ui.tasks import Cancelled, Report, Runner
from mura_desktop.ui.viewer.layers import Layers
from mura_desktop.ui.viewer.view import View

_log = logging.getLogger(__name__)

Wanted = tuple[Image, View]


class Darkroom(QObject):
    """Reads and samples what is wanted, most urgent first; keeps it until it is wanted no more."""

    developed = Signal(object)
    """Layers: an image is ready."""
    failed = Signal(object, object)
    """Image and MuraDesktopError: it cannot be read any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = Runner("darkroom", self)
        self._ready: dict[Image, Layers] = {}
        self._under_way: dict[Image, int] = {}

    def want(self, wanted: Sequence[Wanted]) -> None:
        """Make images ready in this order, and forget about all others.

        Args:
            wanted: Images, each with the view that it will first be seen in.
        """
        images = [image for image, _ in wanted]
        self._ready = {image: layers for image, layers in self._ready.items() if image in images}
        for number, image in enumerate(tuple(self._under_way)):
            # the first one is being worked on, and would have to be begun anew
            if number > 0 or image not in images:
                self._runner.cancel(self._under_way.pop(image))
        for image, view in wanted:
            if image not in self._ready and image not in self._under_way:
                self._under_way[image] = self._runner.submit(
                    partial(_develop, image, view),
                    reported=lambda _: None,
                    finished=self._on_developed,
                    failed=partial(self._on_failed, image),
                )

    def take(self, image: Image) -> Layers | None:
        """Return what is ready of an image, if it is; it is the taker's from then on."""
        return self._ready.pop(image, None)

    def shut_down(self) -> None:
        """Give up and wait for the thread to end."""
        self._runner.close()

    def _on_developed(self, layers: Layers) -> None:
        self._under_way.pop(layers.image, None)
        self._ready[layers.image] = layers
        self.developed.emit(layers)

    def _on_failed(self, image: Image, error: Exception) -> None:
        self._under_way.pop(image, None)
        if not isinstance(error, MuraDesktopError):
            _log.error("Preparing an image failed", exc_info=error)
            reason = f"The image could not be prepared ({type(error).__name__})."
            error = UnreadableFile(image.path, reason, "Close the study and open it again.")
        self.failed.emit(image, error)


def prepared(image: Image, view: View) -> Layers:
    """Return what it takes to show an image, ready for a view.

    Raises:
        UnreadableFile: if its pixels must be read again and cannot be.
    """
    layers = Layers.of(image)
    layers.grey.look(view)
    return layers


def _develop(image: Image, view: View, _: Report, __: Cancelled) -> Layers:
    return prepared(image, view)
