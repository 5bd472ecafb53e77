"""Where the elements of a DICOM file lie, its pixel fragments included."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

META = 132  # PS3.10 7.1: preamble and prefix
UNDEFINED = 0xFFFFFFFF
TRANSFER_SYNTAX, PIXEL_DATA = 0x00020010, 0x7FE00010
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG = {b"OB", b"OW", b"OD", b"OF", b"OL", b"OV", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
_IMPLICIT, _BIG, _DEFLATED = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"


@dataclass(frozen=True)
class Encoding:
    """How elements are written (PS3.5 7.1)."""

    explicit: bool = True
    order: str = "little"

    def tag(self, tag: int) -> bytes:
        return (tag >> 16).to_bytes(2, self.order) + (tag & 0xFFFF).to_bytes(2, self.order)

    def element(self, tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
        """An element, if wanted with another length than its value has."""
        length = len(value) if length is None else length
        if not self.explicit or tag >> 16 == 0xFFFE:
            return self.tag(tag) + length.to_bytes(4, self.order) + value
        if vr in _LONG:
            return self.tag(tag) + vr + b"\0\0" + length.to_bytes(4, self.order) + value
        return self.tag(tag) + vr + (length & 0xFFFF).to_bytes(2, self.order) + value


@dataclass(frozen=True)
class Element:
    """An element, item or delimiter: ``data[start:end]``; a sequence's items are not inside."""

    tag: int
    vr: bytes
    start: int
    length_at: int
    length_width: int
    value: int
    end: int


@dataclass(frozen=True)
class File:
    """A DICOM file in parts, its data set inflated."""

    meta: bytes
    body: bytes
    encoding: Encoding
    deflated: bool = False

    def joined(self) -> bytes:
        if not self.deflated:
            return self.meta + self.body
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return self.meta + packer.compress(self.body) + packer.flush()

    def with_body(self, body: bytes) -> "File":
        return replace(self, body=body)


def taken_apart(data: bytes) -> File:
    """Split a whole file, with or without file meta information."""
    if data[128:132] != b"DICM":
        return File(b"", data, Encoding(explicit=data[4:6].isalpha()))
    end, syntax = META, ""
    for element in elements(data, META, Encoding()):
        if element.tag >> 16 != 2:
            break
        if element.tag == TRANSFER_SYNTAX:
            syntax = data[element.value : element.end].decode("ascii", "replace").strip("\0 ")
        end = element.end
    encoding = Encoding(syntax != _IMPLICIT, "big" if syntax == _BIG else "little")
    body = data[end:]
    if syntax != _DEFLATED:
        return File(data[:end], body, encoding)
    return File(data[:end], zlib.decompress(body, -zlib.MAX_WBITS), encoding, deflated=True)


def elements(data: bytes, at: int, encoding: Encoding) -> Iterator[Element]:
    """Walk all elements in the order of their bytes, into sequences and items, up to a flaw."""
    in_pixels = False
    while at + 8 <= len(data):
        element = _element(data, at, encoding)
        length = int.from_bytes(
            data[element.length_at : element.length_at + element.length_width], encoding.order
        )
        entered = length == UNDEFINED or element.vr == b"SQ"
        if element.tag == ITEM:
            entered = not in_pixels
        at = element.value if entered else element.value + length
        if element.tag == PIXEL_DATA and length == UNDEFINED:
            in_pixels = True
        if at > len(data):
            return
        yield replace(element, end=at)


def _element(data: bytes, at: int, encoding: Encoding) -> Element:
    order = "<" if encoding.order == "little" else ">"
    group, number = struct.unpack_from(f"{order}HH", data, at)
    tag = group << 16 | number
    if group == 0xFFFE or not encoding.explicit:
        return Element(tag, b"", at, at + 4, 4, at + 8, 0)
    vr = data[at + 4 : at + 6]
    if vr in _LONG:
        return Element(tag, vr, at, at + 8, 4, at + 12, 0)
    return Element(tag, vr, at, at + 6, 2, at + 8, 0)


def fragments(file: File) -> list[Element]:
    """The items of encapsulated pixels, the Basic Offset Table first (PS3.5 A.4)."""
    found = list(elements(file.body, 0, file.encoding))
    at = next((i for i, each in enumerate(found) if each.tag == PIXEL_DATA), len(found))
    return [each for each in found[at + 1 :] if each.tag == ITEM]
