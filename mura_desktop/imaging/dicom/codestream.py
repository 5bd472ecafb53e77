"""What a compressed picture declares of itself.

A decoder believes the compressed stream, not the DICOM header around it, and takes memory for what
the stream declares. So the two are compared first.
"""

from __future__ import annotations

from collections.abc import Iterator

_JPEG2000_START = b"\xff\x4f\xff\x51"  # SOC and SIZ, ISO/IEC 15444-1 A.4.1 and A.5.1
_JPEG_START = b"\xff\xd8"  # SOI, ITU-T T.81 B.1.1.3; JPEG-LS shares it
_STANDALONE = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})  # markers without a length
_FRAME = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}  # SOF, and SOF55 of JPEG-LS
_SCAN = 0xDA


def declared_size(stream: bytes) -> tuple[int, int] | None:
    """Return rows and columns that a JPEG, JPEG-LS or JPEG 2000 stream declares.

    Returns:
        None where the stream is of another kind or its header is damaged.
    """
    if stream.startswith(_JPEG2000_START):
        # the image area runs from its offset (XOsiz, YOsiz) to (Xsiz, Ysiz)
        right, bottom, left, top = (_number(stream, at, 4) for at in (8, 12, 16, 20))
        return bottom - top, right - left
    return _jpeg_size(stream) if stream.startswith(_JPEG_START) else None


def mended_scan(stream: bytes) -> bytes:
    """Return a sequential JPEG stream with the scan header that ITU-T T.81 asks for.

    In a sequential scan Ss is 0, Se is 63 and Ah and Al are 0 (B.2.3, table B.3). Some encoders
    write Se as 0, as if it were a lossless one, and strict decoders refuse that.
    """
    for at, marker in _segments(stream):
        if marker == _SCAN:
            end = at + 2 + _number(stream, at + 2, 2)
            return stream[: end - 3] + b"\x00\x3f\x00" + stream[end:]
    return stream


def _jpeg_size(stream: bytes) -> tuple[int, int] | None:
    for at, marker in _segments(stream):
        if marker in _FRAME:
            return _number(stream, at + 5, 2), _number(stream, at + 7, 2)
    return None


def _segments(stream: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each marker of a JPEG header stands, and which it is, up to the first scan."""
    at, marker = 2, 0
    while at + 9 <= len(stream) and stream[at] == 0xFF and marker != _SCAN:
        marker = stream[at + 1]
        if marker == 0xFF:
            at += 1  # a fill byte
        elif marker in _STANDALONE:
            at += 2
        else:
            yield at, marker
            at += 2 + _number(stream, at + 2, 2)


def _number(stream: bytes, at: int, length: int) -> int:
    return int.from_bytes(stream[at : at + length], "big")
