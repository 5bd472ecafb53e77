"""The line that says when several patients are open at once."""

from __future__ import annotations

from collections.abc import Iterable

from mura_desktop.domain.patients import PatientCount
from mura_desktop.ui.notice import Notice
from mura_desktop.ui.reading.open_study import OpenStudy


class PatientsNotice(Notice):
    """Says how many patients are open, until it is dismissed or their number changes."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""

    def show_studies(self, studies: Iterable[OpenStudy]) -> None:
        """Count the patients of what is open now."""
        headers = (image.header for opened in studies for image in opened.study.images)
        text = PatientCount.of(headers).in_words("are open")
        if not text:
            self.hide()
        elif text != self._said:
            self.say(text)
        self._said = text
