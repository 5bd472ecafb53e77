"""The patient banner: whose images these are, always in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mura_desktop.domain.study import Header
from mura_desktop.ui.look.elided import ElidedLabel
from mura_desktop.ui.words import date_text, patient_name


class Banner(QFrame):
    """The name; below it what else identifies, and the study."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._name = ElidedLabel()
        self._name.setObjectName("patient")
        self._details = ElidedLabel()
        self._description = ElidedLabel()
        for label in (self._details, self._description):
            label.setProperty("quiet", True)
        # asks for nothing, so that it gives way before what identifies does
        self._description.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._synthetic = QLabel("SYNTHETIC")
        self._synthetic.setToolTip("Drawn by a program: there is no patient")
        self._synthetic.setObjectName("synthetic")
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._name, stretch=1)
        first.addWidget(self._synthetic)
        second.addWidget(self._details)
        second.addWidget(self._description, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(2)
        for row in (first, second):
            row.setSpacing(16)
            column.addLayout(row)
        self.setAccessibleName("Patient and study")

    def show_header(self, header: Header) -> None:
        """Show whose study this is."""
        patient = header.patient
        self._name.say(patient_name(patient) or "No patient name")
        details = (
            f"ID {patient.identifier}" if patient.identifier else "",
            f"study {date_text(header.study_date)}" if header.study_date else "",
            f"born {date_text(patient.birth_date)}" if patient.birth_date else "",
            f"sex {patient.sex}" if patient.sex else "",
        )
        self._details.say_parts([detail for detail in details if detail])
        self._description.say(header.study_description)
        self._details.setVisible(any(details))
        self._description.setVisible(any((*details, header.study_description)))
        self._synthetic.setVisible(header.synthetic)
