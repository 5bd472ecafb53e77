"""The patient banner: whose images these are, always in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from mura_desktop.domain.study import Header
from mura_desktop.ui.words import date_text, patient_name


class Banner(QFrame):
    """Name first, then what identifies, then the study."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._name = QLabel()
        self._name.setObjectName("patient")
        self._details = QLabel()
        self._details.setProperty("quiet", True)
        self._details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._synthetic = QLabel("SYNTHETIC · NO PATIENT")
        self._synthetic.setObjectName("synthetic")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        row.addWidget(self._name)
        row.addWidget(self._details, stretch=1)
        row.addWidget(self._synthetic)
        for label in (self._name, self._details):
            label.setTextFormat(Qt.TextFormat.PlainText)  # a header is not to be trusted as markup
        self.setAccessibleName("Patient and study")

    def show_header(self, header: Header) -> None:
        """Show whose study this is."""
        patient = header.patient
        self._name.setText(patient_name(patient) or "No patient name")
        details = (
            f"ID {patient.identifier}" if patient.identifier else "",
            f"born {date_text(patient.birth_date)}" if patient.birth_date else "",
            f"sex {patient.sex}" if patient.sex else "",
            f"study {date_text(header.study_date)}" if header.study_date else "",
            header.study_description,
        )
        text = "   ".join(detail for detail in details if detail)
        self._details.setText(text)
        self._details.setToolTip(text)
        self._synthetic.setVisible(header.synthetic)
