"""Paths to images, one file at a time."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging import dicom, raster, sniff, walk
from mura_desktop.imaging.source import Source


def never() -> bool:
    """Return False: the work is not cancelled."""
    return False


def load(
    paths: Sequence[Path], *, cancelled: Callable[[], bool] = never
) -> Iterator[Image | UnreadableFile]:
    """Open files, folders and archives, yielding each image as soon as it is decoded.

    Args:
        paths: Files, folders, ZIP archives and DICOMDIRs; folders are searched to any depth.
        cancelled: Asked before each file; nothing more is read once it says True.

    Yields:
        In natural order an Image for each file that is one, and for everything else an
        UnreadableFile with the reason and the remedy. Nothing is raised for bad input.
    """
    for found in walk.files(paths):
        if cancelled():
            return
        yield found if isinstance(found, UnreadableFile) else _open(found)


def _open(source: Source) -> Image | UnreadableFile:
    """Open one file. The only place where a failure that nobody foresaw becomes a refusal."""
    try:
        # pydicom and Pillow warn of what they mend, quoting values that may be a patient's
        with warnings.catch_warnings(action="ignore"):
            return _decode(source)
    except UnreadableFile as refusal:
        return refusal
    except MemoryError:
        return UnreadableFile(
            source.path,
            "The image needs more memory than is free.",
            "Close other programs and try again.",
        )
    except Exception as error:
        # the type alone: a decoder's message may quote the header. The cause keeps the rest.
        unforeseen = UnreadableFile(
            source.path,
            f"The image could not be decoded ({type(error).__name__}).",
            "Export it again, uncompressed if possible.",
        )
        unforeseen.__cause__ = error
        return unforeseen


def _decode(source: Source) -> Image:
    path = source.path
    # only the head is read of a file that is no image
    kind = sniff.kind_of(path, source.head())
    data = source.read()
    if kind is sniff.Kind.DICOM:
        return dicom.decode(path, data)
    return raster.decode(path, data, kind)
