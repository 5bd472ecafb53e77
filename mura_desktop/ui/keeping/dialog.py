"""The dialog where the user chooses how the program looks and what it remembers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keeping.recent import RecentStudies
from mura_desktop.ui.look.colours import THEMES
from mura_desktop.ui.look.quiet_dialog import QuietDialog

_RECENT = (
    "The list tells body part, number of images and time, never a patient. The path of a file is "
    "written down only where it does not hold the patient's name, number or birth date; what "
    "cannot be checked, such as a PNG, is forgotten when the program ends."
)


class SettingsDialog(QuietDialog):
    """A few choices; each takes effect at once."""

    def __init__(
        self, preferences: Preferences, recent: RecentStudies, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle("Settings")
        self._preferences = preferences
        self._recent = recent
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(24)
        form.addRow("&Theme", self._themes())
        form.addRow("Start", self._place())
        form.addRow("Wheel", self._wheel())
        form.addRow("Recent studies", self._remembering())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(closing_buttons(self))
        self.resize(560, self.sizeHint().height())
        self.finished.connect(self.deleteLater)

    def _themes(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("Theme")
        box.addItems([theme.name for theme in THEMES])
        box.setCurrentText(self._preferences.theme.name)
        box.activated.connect(lambda index: setattr(self._preferences, "theme", THEMES[index]))
        return box

    def _place(self) -> QCheckBox:
        box = QCheckBox("&Place the window and arrange its views as they were")
        box.setChecked(self._preferences.remembers_place)
        box.toggled.connect(lambda on: setattr(self._preferences, "remembers_place", on))
        return box

    def _wheel(self) -> QCheckBox:
        box = QCheckBox("&Go through the images; zoom with Ctrl and the wheel")
        box.setChecked(self._preferences.wheel_scrolls)
        box.toggled.connect(lambda on: setattr(self._preferences, "wheel_scrolls", on))
        return box

    def _remembering(self) -> QWidget:
        box = QCheckBox("&Remember studies that were open")
        box.setChecked(self._preferences.remembers_studies)
        box.toggled.connect(lambda on: setattr(self._preferences, "remembers_studies", on))
        words = QLabel(_RECENT)
        words.setWordWrap(True)
        words.setProperty("small", True)
        clear = QPushButton("&Forget them now")
        clear.clicked.connect(self._recent.clear)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (box, words):
            column.addWidget(each)
        column.addWidget(clear, alignment=Qt.AlignmentFlag.AlignLeft)
        return whole
