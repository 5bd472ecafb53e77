"""Whose images are open, counted: nobody's may be read as another's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mura_desktop.domain.study import Header


@dataclass(frozen=True)
class PatientCount:
    """How many patients some images are of.

    Attributes:
        patients: Different patients that the images name.
        split_studies: Study identifiers under which images name different patients, or only some
            of them one. Each became several studies.
    """

    patients: int
    split_studies: int

    @classmethod
    def of(cls, headers: Iterable[Header]) -> PatientCount:
        """Count the patients of images."""
        studies = defaultdict(set)
        for header in headers:
            studies[header.study_id].add(header.patient.key)
        named = {key for keys in studies.values() for key in keys if any(key)}
        return cls(len(named), sum(len(keys) > 1 for keys in studies.values()))

    def in_words(self, verb: str) -> str:
        """Return sentences for a reader; empty where there is nothing to watch out for.

        Args:
            verb: What happened to the patients' images, such as ``are open``.
        """
        sentences = []
        if self.patients > 1:
            sentences.append(f"{self.patients} patients {verb}.")
        if self.split_studies == 1:
            sentences.append(
                "The images of one study name different patients: they are kept apart."
            )
        elif self.split_studies:
            sentences.append(
                f"The images of {self.split_studies} studies name different patients: "
                "they are kept apart."
            )
        return " ".join(sentences)
