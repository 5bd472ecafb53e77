"""Every element of a DICOM object as a line of text; nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence
from pathlib import Path
from typing import BinaryIO

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag
from pydicom.uid import UID

from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.imaging.dicom.data_set import parsed
from mura_desktop.imaging.dicom.values import BAD_VALUE

_SHOWN_BYTES = 24


def rows_of(path: Path, file: BinaryIO) -> tuple[HeaderRow, ...]:
    """Return every element of a DICOM object, the file meta information first (PS3.10 7.1).

    Args:
        path: Where it came from.
        file: Its bytes.

    Raises:
        UnreadableFile: as :func:`mura_desktop.imaging.dicom.decode` says.
    """
    ds = parsed(path, file)
    return (*_rows(ds.file_meta, 0), *_rows(ds, 0))


def _rows(ds: Dataset, depth: int) -> Iterator[HeaderRow]:
    for tag in sorted(ds.keys()):
        yield from _element(ds, tag, depth)


def _element(ds: Dataset, tag: BaseTag, depth: int) -> Iterator[HeaderRow]:
    raw = ds.get_item(tag)
    try:
        element = ds[tag]
    except BAD_VALUE:
        yield HeaderRow(depth, _tag(tag), _vr(raw), "", _broken(raw), tag.is_private)
        return
    name = element.name.strip("[]") if tag.is_private else element.name
    if element.VR != "SQ":
        value = _value(element)
        yield HeaderRow(depth, _tag(tag), str(element.VR), name, value, tag.is_private)
        return
    count = len(element.value)
    held = f"{count} item{'' if count == 1 else 's'}"
    yield HeaderRow(depth, _tag(tag), "SQ", name, held, tag.is_private)
    for number, item in enumerate(element.value, start=1):
        yield HeaderRow(depth + 1, "", "", f"Item {number}", "")
        yield from _rows(item, depth + 2)


def _value(element: DataElement) -> str:
    value = element.value
    if value is None:
        return ""
    if isinstance(value, bytes):
        return _bytes(value)
    if isinstance(value, UID):
        known = value.name
        return str(value) if known == value else f"{value}  ({known})"
    if isinstance(value, MutableSequence):
        return "\\".join(str(each) for each in value)
    return str(value)


def _bytes(value: bytes) -> str:
    """Write binary data: its length, and as much of it as tells what it may be."""
    text = value.rstrip(b"\0 ")
    if text.isascii() and text.decode("ascii").isprintable():
        return text.decode("ascii")
    more = " …" if len(value) > _SHOWN_BYTES else ""
    return f"{len(value)} bytes: {value[:_SHOWN_BYTES].hex(' ')}{more}"


def _broken(raw: DataElement | RawDataElement) -> str:
    held = raw.value
    shown = _bytes(held) if isinstance(held, bytes) else str(held)
    return f"not a value of its kind: {shown}"


def _vr(raw: DataElement | RawDataElement) -> str:
    return str(raw.VR or "")


def _tag(tag: BaseTag) -> str:
    return f"({tag.group:04X},{tag.element:04X})"
