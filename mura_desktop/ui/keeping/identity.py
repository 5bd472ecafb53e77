"""Which paths may be written down: those that do not say whose study it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from mura_desktop.domain.study import Image, Patient

_SHORTEST = 3
"""Letters of a part of a name that is looked for; shorter ones stand in any path by chance."""


def may_be_kept(images: Iterable[Image]) -> bool:
    """Return whether no path of some images says who the patient is.

    A path is looked through for every part of the patient's name, for the identifier and for the
    birth date. Where the files name nobody there is nothing to look for, so nobody can tell, and
    the answer is no; unless the images are synthetic.
    """
    return all(
        image.header.synthetic or _is_silent(image.path, image.header.patient) for image in images
    )


def _is_silent(path: Path, patient: Patient) -> bool:
    if not (patient.name and patient.identifier):
        return False
    said = _plain(str(path))
    telling = [part for part in _words(patient.name) if len(part) >= _SHORTEST]
    telling += [_plain(patient.identifier), *_dates(patient.birth_date)]
    return not any(part in said for part in telling if part)


def _words(name: str) -> list[str]:
    return [_plain(word) for word in re.split(r"[\^=,\s\-']+", name)]


def _dates(date: str) -> list[str]:
    """Return a DICOM date as it is often written: in one, and day first; both without signs."""
    digits = re.sub(r"\D", "", date)
    return [digits, digits[6:] + digits[4:6] + digits[:4]] if len(digits) == 8 else []


def _plain(text: str) -> str:
    """Return letters and digits alone, without accents and case."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parted if sign.isalnum())
