"""What a file says of itself, line by line, for a reader who wants to see all of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeaderRow:
    """One element of a DICOM data set, as text.

    Attributes:
        depth: How deep it lies in sequences: 0 at the top, 1 for an item of a sequence, 2 for what
            is in that item.
        tag: ``(0010,0010)``, or empty for an item.
        vr: Value Representation, such as ``PN`` (PS3.5 6.2).
        name: What the standard, or a maker's known list, calls it.
        value: The value; of long binary data the length and its beginning.
        private: Whether its group number is odd (PS3.5 7.8).
    """

    depth: int
    tag: str
    vr: str
    name: str
    value: str
    private: bool = False
