"""Which study lacks a file that cannot be read."""

from __future__ import annotations

import warnings

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.imaging import dicom, raster
from mura_desktop.imaging.finding import sniff
from mura_desktop.imaging.finding.source import Source, lost


def trace(refused: UnreadableFile, source: Source) -> None:
    """Note of a refusal which study the file is an image of, as far as can be told.

    Args:
        refused: Why the file could not be read; what is set aside, and what is by its first bytes
            no image, is left as it is.
        source: The file.
    """
    if isinstance(refused, SetAside):
        return
    try:
        head = source.head()
    except UnreadableFile:
        lost(refused, source)
        return
    try:
        kind = sniff.kind_of(source.path, head)
    except UnreadableFile:
        return
    if kind is not sniff.Kind.DICOM:
        refused.study_key = raster.header_of(source.path, kind).study_key
        return
    key = _named(source)
    if key:
        refused.study_key = key
    elif key is not None:
        lost(refused, source)


def _named(source: Source) -> str | None:
    """Return what ``dicom.study_key_of`` does, and empty where the bytes cannot be had."""
    try:
        with source.opened() as file, warnings.catch_warnings(action="ignore"):
            return dicom.study_key_of(source.path, file)
    except UnreadableFile:
        return ""
