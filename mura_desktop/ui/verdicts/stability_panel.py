"""Whether the verdict on the image stands when the image is varied a little; on request."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.stability import Stability
from mura_desktop.domain.study import Image
from mura_desktop.domain.variations import VARIATIONS
from mura_desktop.domain.verdict import ImageVerdict, Judgement, NoVerdict
from mura_desktop.ui.look.theme import icon

WHAT = (
    "Small rotations, both mirrorings, wider and narrower windows, lighter, darker and JPEG "
    f"compression: {len(VARIATIONS)} variations, each judged anew."
)

Found = Stability | NoVerdict | MuraDesktopError


class StabilityPanel(QWidget):
    """A button, and what came of it for as long as the verdict is that one."""

    wanted = Signal()
    """The reader wants the image varied."""
    unwanted = Signal()
    """The reader wants no more of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[Image, tuple[Judgement, Found]] = {}
        self._shown: tuple[Image, Judgement | None] | None = None
        self._judged_as: Judgement | None = None
        self._running: Image | None = None
        self._button = QPushButton("Check stability")
        self._button.setToolTip(WHAT)
        self._button.clicked.connect(self._on_button_clicked)
        self._sign = QLabel()
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("small", True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._said, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._button)
        column.addLayout(row)

    def show_image(self, image: Image, judgement: Judgement | None, *, stale: bool) -> None:
        """Show what is known of an image under the verdict that it has now."""
        self._shown = image, judgement
        judged = isinstance(judgement, ImageVerdict)
        self._button.setEnabled((judged and not stale) or self._running is image)
        self._button.setText("Cancel the check" if self._running is image else "Check stability")
        kept = self._kept.get(image)
        if self._running is not image:
            holds = kept is not None and kept[0] is judgement and not stale
            self._show(kept[1] if kept and holds else None)

    def begin(self, image: Image, judgement: Judgement) -> None:
        """Show that an image is being varied."""
        self._running, self._judged_as = image, judgement
        self._show(None)
        self._said.setText("Varying the image…")
        self._said.show()
        self._refresh()

    def tell(self, why: str) -> None:
        """Say why nothing is varied now; it stands until something else is to be said."""
        self._said.setText(why)
        self._said.show()
        self.updateGeometry()

    def progress(self, image: Image, done: int, total: int) -> None:
        """Show how far that has come."""
        if self._shown is not None and self._shown[0] is image:
            self._said.setText(f"{done} of {total} judged…")
            self._said.show()

    def end(self, image: Image, found: Found | None) -> None:
        """Keep what was found, or show that it was given up."""
        self._running = None
        if found is not None and self._judged_as is not None:
            self._kept[image] = self._judged_as, found
        self._refresh()

    def forget(self, images: tuple[Image, ...]) -> None:
        """Let go of images that are closed."""
        for image in images:
            self._kept.pop(image, None)
        if self._shown is not None and self._shown[0] in images:
            self._shown = None

    @property
    def text(self) -> str:
        """What is said of the image's stability."""
        return self._said.text()

    def _refresh(self) -> None:
        if self._shown is not None:
            self.show_image(*self._shown, stale=False)

    def _show(self, found: Found | None) -> None:
        self._sign.setVisible(isinstance(found, Stability))
        self._said.setToolTip(_table(found) if isinstance(found, Stability) else "")
        self._said.setVisible(found is not None)
        if isinstance(found, Stability):
            self._sign.setPixmap(icon("stable" if found.stable else "fragile").pixmap(20, 20))
            self._said.setText(found.sentence)
        elif found is not None:
            self._said.setText(found.reason)
        else:
            self._said.setText("")
        self.updateGeometry()

    def _on_button_clicked(self) -> None:
        if self._running is not None:
            self.unwanted.emit()
        else:
            self.wanted.emit()


def _table(found: Stability) -> str:
    texts = found.texts
    return "\n".join(
        f"{trial.words}: "
        + ("no verdict" if trial.probability is None else texts.score(trial.probability))
        for trial in found.trials
    )
