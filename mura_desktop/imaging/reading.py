"""Paths to images, one file at a time."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from mura_desktop.domain import giving_up
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.domain.pixels import Stored
from mura_desktop.domain.study import Image
from mura_desktop.imaging import decoding, dicom, gap, limits, raster, windows
from mura_desktop.imaging.finding import sniff, walk
from mura_desktop.imaging.source import Source

_Found = TypeVar("_Found")


def never() -> bool:
    """Return False: the work is not cancelled."""
    return False


def load(
    paths: Sequence[Path], *, cancelled: Callable[[], bool] = never
) -> Iterator[Image | UnreadableFile]:
    """Open files, folders and archives, yielding each image as soon as it is decoded.

    Args:
        paths: Files, folders, ZIP archives and DICOMDIRs; folders are searched to any depth.
        cancelled: Asked before each file, and while compressed pixels are decoded; nothing more is
            read once it says True.

    Yields:
        In natural order an Image for each file that is one, and for everything else an
        UnreadableFile with the reason and the remedy. Nothing is raised for bad input. The images
        share one cache for their pixels, and read them again where it let go of them.
    """
    decoding.warm()
    for found in walk.files(paths):
        if cancelled():
            return
        try:
            with giving_up.giving_up_when(cancelled):
                outcome = found if isinstance(found, UnreadableFile) else _open(found)
        except giving_up.GivenUp:
            return
        yield outcome


def load_frame(image: Image, number: int) -> Image:
    """Open another frame of the file that an image came from; it alone is decoded.

    Where the file brings no window, the one that was chosen for ``image`` stays: a film would
    flicker otherwise.

    Args:
        image: One that :func:`load` or this function gave.
        number: Which frame or page, from 0.

    Raises:
        UnreadableFile: if there is no such frame, or it cannot be read, or the file has changed
            since it was opened.
    """
    return _image(*_origins[image], number, like=image)


def read_header(image: Image) -> tuple[HeaderRow, ...]:
    """Read everything that the file of an image says beside its pixels.

    Args:
        image: One that :func:`load` or :func:`load_frame` gave.

    Raises:
        UnreadableFile: if the file is no DICOM file, is gone, or has changed since it was opened.
    """
    source, stamp = _origins[image]
    _require(source, stamp)
    return _guarded(source, _header)


_Stamp = tuple[int, ...]
_origins: WeakKeyDictionary[Image, tuple[Source, _Stamp]] = WeakKeyDictionary()


def _open(source: Source) -> Image | UnreadableFile:
    try:
        return _image(source, _stamp(source), 0)
    except UnreadableFile as refusal:
        return refusal


def _image(source: Source, stamp: _Stamp, frame: int, like: Image | None = None) -> Image:
    """Return a frame of a file that bears the stamp."""
    _require(source, stamp)
    decoded = _decoded(source, frame)
    if like is not None and windows.is_chosen(decoded.default_voi):
        decoded = replace(decoded, vois=like.vois)
    kind = decoded.pixels.shape, decoded.pixels.dtype
    image = decoded.readable_again(partial(_pixels_again, source, stamp, frame, kind))
    _origins[image] = source, stamp
    return image


def _pixels_again(source: Source, stamp: _Stamp, frame: int, kind: tuple[object, object]) -> Stored:
    """Read the pixels of an image that was opened before: the same ones or none."""
    _require(source, stamp)
    pixels = _decoded(source, frame).pixels
    if (pixels.shape, pixels.dtype) != kind:
        raise _changed(source)
    return pixels


def _require(source: Source, stamp: _Stamp) -> None:
    if _stamp(source) != stamp:
        raise _changed(source)


def _changed(source: Source) -> UnreadableFile:
    return UnreadableFile(
        source.path,
        "The file has changed since it was opened.",
        "Close the study and open the file again.",
    )


def _stamp(source: Source) -> _Stamp:
    """Return what tells a file on disk from any other and from its later self."""
    try:
        state = source.on_disk.stat()
    except OSError as error:
        raise UnreadableFile(
            source.path,
            f"The file is not there or cannot be seen ({error.strerror}).",
            "Check that the disk or network share is there.",
        ) from error
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


def _decoded(source: Source, frame: int = 0) -> Image:
    try:
        return _guarded(source, partial(_decode, frame=frame))
    except UnreadableFile as refusal:
        gap.trace(refusal, source)
        raise


def _guarded(source: Source, work: Callable[[Source], _Found]) -> _Found:
    """Work on one file. The only place where a failure that nobody foresaw becomes a refusal."""
    try:
        # pydicom and Pillow warn of what they mend, quoting values that may be a patient's
        with warnings.catch_warnings(action="ignore"):
            return work(source)
    except (UnreadableFile, giving_up.GivenUp):
        raise
    except MemoryError as error:
        raise UnreadableFile(
            source.path,
            "The image needs more memory than is free.",
            "Close other programs and try again.",
        ) from error
    except Exception as error:
        # the type alone: a decoder's message may quote the header. The cause keeps the rest.
        raise UnreadableFile(
            source.path,
            f"The image could not be decoded ({type(error).__name__}).",
            "Export it again, uncompressed if possible.",
        ) from error


def _header(source: Source) -> tuple[HeaderRow, ...]:
    path = source.path
    if sniff.kind_of(path, source.head()) is not sniff.Kind.DICOM:
        raise UnreadableFile(
            path, "The file is no DICOM file, so it has no such header.", "Open a DICOM file."
        )
    with source.opened() as file:
        limits.check_file_size(path, file.seek(0, os.SEEK_END))
        return dicom.rows_of(path, file)


def _decode(source: Source, frame: int) -> Image:
    path = source.path
    # only the head is read of a file that is no image
    kind = sniff.kind_of(path, source.head())
    if kind is not sniff.Kind.DICOM:
        return raster.decode(path, source.read(), kind, frame)
    with source.opened() as file:  # not read() first: that is another copy of 30 MB
        limits.check_file_size(path, file.seek(0, os.SEEK_END))
        return dicom.decode(path, file, frame)
