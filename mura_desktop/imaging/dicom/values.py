"""DICOM elements, read so that one bad element costs no more than itself.

pydicom converts an element when it is first asked for, and raises what the conversion raises. A
broken Instance Number is no reason to refuse a radiograph, so here it counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import MutableSequence
from typing import Any

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.tag import Tag
from pydicom.uid import UID

BAD_VALUE = (
    *(ValueError, TypeError, ArithmeticError, LookupError, AttributeError),
    NotImplementedError,  # pydicom's for a value representation that there is not
    BytesLengthException,  # and for a value that is no number of whole numbers
)
"""What pydicom raises where it converts a value that is broken."""

Element = str | int
"""A keyword, or the tag of an element that has none of its own, as those of repeating groups."""

CODE_STRING = re.compile("[A-Z0-9 _]{1,16}")
"""PS3.5 6.2, CS; a broken element may hold anything in its place, and is not repeated."""

LARGEST = 1e12
"""What no quantity of a radiograph reaches; arithmetic with larger numbers would overflow."""


def values(ds: Dataset, element: Element) -> tuple[Any, ...]:
    """Return an element's values; none where it is absent, empty or broken."""
    try:
        value = ds.get(element)
        if isinstance(value, DataElement):  # what a tag gets, where a keyword gets its value
            value = value.value
    except BAD_VALUE:
        return ()
    if value is None or value == "":
        return ()
    # pydicom has lists of its own for several values and for the items of a sequence
    return tuple(value) if isinstance(value, MutableSequence) else (value,)


def put(ds: Dataset, keyword: str, value: object) -> None:
    """Set an element, a broken one too: setting an attribute would first convert what is there."""
    tag = Tag(keyword)
    ds[tag] = DataElement(tag, dictionary_VR(tag), value)


def text(ds: Dataset, element: Element) -> str:
    """Return the first value as text without padding; empty where there is none."""
    first = values(ds, element)[:1]
    return str(first[0]).strip(" \0") if first else ""


def texts(ds: Dataset, element: Element) -> tuple[str, ...]:
    """Return all values as text without padding."""
    return tuple(str(value).strip(" \0") for value in values(ds, element))


def uid_name(uid: str) -> str:
    """Return what a UID is called, or itself where it is in no list of the standard's.

    A broken element may hold anything, the patient's name too: what is no UID is not repeated.
    """
    known = UID(uid)
    return known.name if known.is_valid else "not a UID"


def floats(ds: Dataset, element: Element) -> tuple[float, ...]:
    """Return all values as numbers; none where one of them is not a number, or beyond LARGEST."""
    try:
        numbers = tuple(float(value) for value in values(ds, element))
    except BAD_VALUE:
        return ()
    return numbers if all(abs(number) <= LARGEST for number in numbers) else ()


def number(ds: Dataset, element: Element, default: float) -> float:
    """Return the first value as a number, or the default."""
    return next(iter(floats(ds, element)), default)


def integer(ds: Dataset, element: Element, default: int = 0) -> int:
    """Return the first value as an integer, or the default."""
    return int(number(ds, element, default))


def items(ds: Dataset, element: Element) -> tuple[Dataset, ...]:
    """Return a sequence's items; none where it is absent or broken."""
    return tuple(item for item in values(ds, element) if isinstance(item, Dataset))
